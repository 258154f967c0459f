"""Into another account through a role: the operator role, or one of the admin's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from installer.aws.session import Session

if TYPE_CHECKING:
    from types_boto3_account import AccountClient
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_servicecatalog import ServiceCatalogClient
    from types_boto3_sns import SNSClient
    from types_boto3_sts import STSClient
    from types_boto3_sts.type_defs import CredentialsTypeDef

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

    def __init__(self, session: Session, sts: STSClient, account_id: str, role_name: str, region: str) -> None:
        self._session = session
        self._sts = sts
        self._region = region
        self._role = f"arn:{session.get_partition_for_region(region)}:iam::{account_id}:role/{role_name}"
        self._clients: dict[str, object] = {}
        self._credentials: CredentialsTypeDef | None = None

    @overload
    def client(self, service: Literal["account"]) -> AccountClient: ...
    @overload
    def client(self, service: Literal["cloudformation"]) -> CloudFormationClient: ...
    @overload
    def client(self, service: Literal["dynamodb"]) -> DynamoDBClient: ...
    @overload
    def client(self, service: Literal["servicecatalog"]) -> ServiceCatalogClient: ...
    @overload
    def client(self, service: Literal["sns"]) -> SNSClient: ...

    def client(self, service: Literal["account", "cloudformation", "dynamodb", "servicecatalog", "sns"]) -> object:
        """Return a client of a service.

        Raises:
            ClientError: the role cannot be taken.
        """
        if service not in self._clients:
            keys = self._credentials = self._credentials or self._take_role()
            self._clients[service] = self._session.client(
                service,
                region_name=self._region,
                aws_access_key_id=keys["AccessKeyId"],
                aws_secret_access_key=keys["SecretAccessKey"],
                aws_session_token=keys["SessionToken"],
            )
        return self._clients[service]

    def _take_role(self) -> CredentialsTypeDef:
        return self._sts.assume_role(RoleArn=self._role, RoleSessionName=_SESSION_NAME)["Credentials"]
