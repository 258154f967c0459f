"""Into another account through a role: the operator role, or one of the admin's own."""

from __future__ import annotations

from typing import Any

from installer.aws.session import Session

_SESSION_NAME = "security-notifications"


class AccountClients:
    """Clients that act in another account, with one session of a role, which lasts an hour.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (role chaining)

    Args:
        session: session of the hub account.
        sts: its client of STS, shared by all accounts.
        account_id: the account.
        role_name: role in that account.
        region: Region of the clients.
    """

    def __init__(self, session: Session, sts: Any, account_id: str, role_name: str, region: str) -> None:
        self._session = session
        self._sts = sts
        self._region = region
        self._role = f"arn:{session.get_partition_for_region(region)}:iam::{account_id}:role/{role_name}"
        self._clients: dict[str, Any] = {}
        self._credentials: dict[str, str] = {}

    def client(self, service: str) -> Any:
        """Return a client of a service.

        Raises:
            ClientError: the role cannot be taken.
        """
        if service not in self._clients:
            self._credentials = self._credentials or self._take_role()
            self._clients[service] = self._session.client(service, region_name=self._region, **self._credentials)
        return self._clients[service]

    def _take_role(self) -> dict[str, str]:
        found = self._sts.assume_role(RoleArn=self._role, RoleSessionName=_SESSION_NAME)["Credentials"]
        return {
            "aws_access_key_id": found["AccessKeyId"],
            "aws_secret_access_key": found["SecretAccessKey"],
            "aws_session_token": found["SessionToken"],
        }
