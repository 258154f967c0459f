"""Which subscriptions an account has, and which Security Hub each listens to, told by the resources of their stacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.names import FINDING_RULE, FINDING_RULE_V2, FUNCTION, PROVISIONED_STACK_PREFIX
from installer.aws.session import Session

if TYPE_CHECKING:
    from types_boto3_cloudformation.literals import StackStatusType

_LIVE: Sequence[StackStatusType] = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


@dataclass(frozen=True)
class Deployed:
    """A subscription's stack.

    Attributes:
        stack: its name.
        is_on_cspm: whether it listens to Security Hub CSPM.
        is_on_newer: whether it listens to the newer Security Hub.
        function: name of its function; empty where EventBridge formats.
    """

    stack: str
    is_on_cspm: bool
    is_on_newer: bool
    function: str


def deployed(session: Session, account_id: str) -> tuple[Deployed, ...]:
    """Return the account's subscriptions in the session's Region.

    Raises:
        ClientError: the stacks may not be looked at.
    """
    return tuple(_deployed(session, account_id))


def _deployed(session: Session, account_id: str) -> Iterator[Deployed]:
    stacks = session.client("cloudformation")
    pages = stacks.get_paginator("list_stacks").paginate(StackStatusFilter=_LIVE)
    named = [one["StackName"] for page in pages for one in page["StackSummaries"]]
    for name in named:
        if not name.startswith(f"{PROVISIONED_STACK_PREFIX}{account_id}-pp-"):
            continue
        found = stacks.get_paginator("list_stack_resources").paginate(StackName=name)
        ids = {
            one["LogicalResourceId"]: one.get("PhysicalResourceId", "")
            for page in found
            for one in page["StackResourceSummaries"]
        }
        if FINDING_RULE in ids or FINDING_RULE_V2 in ids:
            yield Deployed(name, FINDING_RULE in ids, FINDING_RULE_V2 in ids, ids.get(FUNCTION, ""))
