"""Clients of the services that the function calls, made as fast as a cold start needs.

botocore alone: boto3 adds nothing that is used here and takes a tenth of a cold start. The function's zip brings models of the
few operations that are called; where they are missing, botocore reads its own.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from botocore.config import Config
from botocore.credentials import CredentialResolver, EnvProvider
from botocore.loaders import Loader
from botocore.session import Session, get_session

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_securityhub import SecurityHubClient
    from types_boto3_sns import SNSClient
    from types_boto3_sqs import SQSClient

MODELS = "formatter/models"
"""Folder of the models in the zip."""

SERVICES = ("dynamodb", "sns", "sqs", "securityhub")
"""All that the function calls."""

_CALLS = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
"""An outage is noticed within seconds: processes that hang would use up the account's concurrency."""

_SENDING = _CALLS.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
"""A message whose answer was lost has perhaps gone out: each further attempt might be one more. The sweep makes it, once."""

_ASKING = _CALLS.merge(Config(read_timeout=10))
"""A page of a hundred findings takes Security Hub seconds, and nobody but the sweep waits for it."""

_CONFIGS = {"sns": _SENDING, "securityhub": _ASKING}


class _Models(Loader):
    """botocore's loader of models without its look through the folders of four hundred services, a tenth of a cold start.

    https://botocore.amazonaws.com/v1/documentation/api/latest/reference/loaders.html
    """

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002  # botocore's signature
        """Return the services that the function calls."""
        return list(SERVICES)


@overload
def make_client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def make_client(service: Literal["sns"]) -> SNSClient: ...
@overload
def make_client(service: Literal["sqs"]) -> SQSClient: ...
@overload
def make_client(service: Literal["securityhub"]) -> SecurityHubClient: ...


def make_client(service: str) -> object:
    """Return a client of a service, such as `dynamodb`, for the Region and role of the environment."""
    return _session().create_client(service, config=_CONFIGS.get(service, _CALLS))


@lru_cache(maxsize=1)
def _session() -> Session:
    session = get_session()
    session.register_component("data_loader", _Models([str(Path(__file__).parents[1] / MODELS)]))
    # Lambda hands over the role's keys in the environment: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    session.register_component("credential_provider", CredentialResolver([EnvProvider()]))
    return session
