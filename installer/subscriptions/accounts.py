"""Into another account through a role: the operator role, or one of the admin's own."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from installer.aws.session import Session

_SESSION_NAME = "security-notifications"


class AccountClients:
    """Clients that act in another account.

    Args:
        session: session of the hub account.
        account_id: the account.
        role_name: role in that account.
        region: Region of the clients.
    """

    def __init__(self, session: Session, account_id: str, role_name: str, region: str) -> None:
        self._session = session
        self._region = region
        self._role = f"arn:{session.get_partition_for_region(region)}:iam::{account_id}:role/{role_name}"

    def client(self, service: str) -> Any:
        """Return a client of a service.

        Raises:
            ClientError: the role cannot be taken.
        """
        return self._session.client(service, region_name=self._region, **self._credentials)

    @cached_property
    def _credentials(self) -> dict[str, str]:
        found = self._session.client("sts", region_name=self._region).assume_role(
            RoleArn=self._role, RoleSessionName=_SESSION_NAME
        )["Credentials"]
        return {
            "aws_access_key_id": found["AccessKeyId"],
            "aws_secret_access_key": found["SecretAccessKey"],
            "aws_session_token": found["SessionToken"],
        }
