"""Who calls: the principal behind the access key of the request that is being answered."""

from __future__ import annotations

import contextvars
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_evaluator, router
from ministack.core.responses import get_account_id

_access_key_id: contextvars.ContextVar[str] = contextvars.ContextVar("access_key_id", default="")


@dataclass(frozen=True)
class Principal:
    """Somebody with permissions, as IAM evaluates them.

    Attributes:
        arn: ARN of the user, root or role session.
        account_id: account it belongs to.
        policies: parsed identity policies; None for a root, which may do everything.
        limits: parsed boundary and session policies.
        keys: condition keys that describe it, in lower case.
    """

    arn: str
    account_id: str
    policies: list[Any] | None
    limits: list[Any]
    keys: dict[str, Any]

    @property
    def role_name(self) -> str:
        """Name of the role of a role session; empty for anybody else."""
        _, found, session = self.arn.partition(":assumed-role/")
        return session.split("/")[0] if found else ""


def remember_caller(headers: Iterable[tuple[bytes, bytes]], query: bytes) -> None:
    """Note the access key of a request that begins, also of a presigned one; everything done for it sees the same caller."""
    named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    _access_key_id.set(router.extract_access_key_id(named, parse_qs(query.decode("latin-1"))))


def caller() -> Principal:
    """Return the principal of the request that is being answered."""
    found = iam_evaluator.resolve_principal(_access_key_id.get(), get_account_id())
    if isinstance(found, iam_evaluator.AuthError):
        return root(get_account_id())
    return Principal(found.arn, found.account, found.policies, found.limits, found.keys)


def root(account_id: str) -> Principal:
    """Return the root of an account."""
    return Principal(f"arn:aws:iam::{account_id}:root", account_id, None, [], {})


def role_session(role_arn: str, session_name: str) -> Principal:
    """Return the session that a service opens with a role."""
    account_id, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    return Principal(
        arn=f"arn:aws:sts::{account_id}:assumed-role/{name}/{session_name}",
        account_id=account_id,
        policies=iam_evaluator._gather_role_policies(name, account_id),
        limits=iam_evaluator._permissions_boundary(_roles(), name, account_id),
        keys={"aws:userid": f"{name}:{session_name}"},
    )


def role_of(role_arn: str) -> dict[str, Any] | None:
    """Return MiniStack's record of a role, whichever account it stands in."""
    record: dict[str, Any] | None = _roles().get_scoped(role_arn.split(":")[4], None, role_arn.rpartition("/")[2])
    return record


def entity_arn(principal_arn: str) -> str:
    """Return the ARN of the role behind a session, with its path; for anybody else the ARN itself."""
    account_id, session = principal_arn.split(":")[4], principal_arn.partition(":assumed-role/")[2]
    if not session:
        return principal_arn
    role_arn = f"arn:aws:iam::{account_id}:role/{session.split('/')[0]}"
    role = role_of(role_arn)
    return str(role["Arn"]) if role else role_arn


def _roles() -> Any:
    from ministack.services import iam  # noqa: PLC0415  # slow to import, and most runs that only publish need none

    return iam._roles
