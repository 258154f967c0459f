"""The subscriptions of one account, as Service Catalog, CloudFormation and SNS tell of them there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common.choices.words import SEVERITIES
from installer.documents import SubscriptionDocument
from installer.subscriptions.accounts import AccountClients
from product.subscription.form.names import ACCOUNTS, MINIMUM_SEVERITY, PRODUCTS, TAG_KEY

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient
    from types_boto3_servicecatalog.type_defs import (
        ProvisionedProductAttributeTypeDef,
        SearchProvisionedProductsInputTypeDef,
    )
    from types_boto3_sns import SNSClient

BASELINE_NAME = "security-notifications-baseline"
"""Name of a subscription that `enroll` has made; owners name theirs themselves."""

_LARGEST_PAGE = 100
_NOT_RUNNING = "ERROR"
"""The status of a product whose launch failed; one that was ended is not listed any more.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ProvisionedProductAttribute.html
"""
_FILTERS = (TAG_KEY, PRODUCTS, ACCOUNTS)
_PENDING = "PendingConfirmation"
_SIGNED = "ConfirmationWasAuthenticated"


@dataclass(frozen=True)
class Subscription:
    """A subscription.

    Attributes:
        id: id of the provisioned product.
        name: its name.
        version_id: id of its version.
        version: name of its version.
        status: Service Catalog's status.
        stack: its stack, as CloudFormation takes it; empty where there is none yet.
        answers: what the owner answered, by parameter; empty where the stack may not be looked at.
        confirmed: how many addresses have confirmed; None where it is not told.
        unconfirmed: how many have not.
        protected: the confirmed addresses that no link can end; None where it is not told.
    """

    id: str
    name: str
    version_id: str
    version: str
    status: str
    stack: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    confirmed: int | None = None
    unconfirmed: int | None = None
    protected: tuple[str, ...] | None = None

    @property
    def is_baseline(self) -> bool:
        """Whether `enroll` has made it."""
        return self.name == BASELINE_NAME

    def covers(self, severity: str) -> bool:
        """Return whether it surely tells all from a severity on: unfiltered, not higher, and somebody has confirmed."""
        own = self.answers.get(MINIMUM_SEVERITY, "")
        is_low = own in SEVERITIES and SEVERITIES.index(own) >= SEVERITIES.index(severity)
        return is_low and bool(self.confirmed) and not any(self.answers.get(name) for name in _FILTERS)

    def document(self, *, outdated: bool) -> SubscriptionDocument:
        """Return it as JSON knows it."""
        return {
            "id": self.id,
            "name": self.name,
            "version": self.version,
            "status": self.status,
            "outdated": outdated,
            "baseline": self.is_baseline,
            "minimum_severity": self.answers.get(MINIMUM_SEVERITY, ""),
            "confirmed": self.confirmed,
            "unconfirmed": self.unconfirmed,
            "protected_addresses": None if self.protected is None else list(self.protected),
        }


def subscriptions_of(account: AccountClients, product_id: str) -> tuple[Subscription, ...]:
    """Return the subscriptions of an account.

    Args:
        account: the account.
        product_id: the hub's product.

    Raises:
        ClientError: the account cannot be looked into.
    """
    ours = [one for one in _provisioned(account.client("servicecatalog")) if one.get("ProductId") == product_id]
    return tuple(_subscription(account, one) for one in ours if one["Status"] != _NOT_RUNNING)


def failed_baselines(catalog: ServiceCatalogClient, product_id: str) -> tuple[str, ...]:
    """Return the ids of what is left of baselines whose launch failed.

    Args:
        catalog: Service Catalog client in the account.
        product_id: the hub's product.
    """
    ours = (one for one in _provisioned(catalog) if one.get("ProductId") == product_id)
    return tuple(one["Id"] for one in ours if one.get("Name") == BASELINE_NAME and one["Status"] == _NOT_RUNNING)


def _subscription(account: AccountClients, found: ProvisionedProductAttributeTypeDef) -> Subscription:
    answers, topic = _stack(account, found.get("PhysicalId", ""))
    confirmed, unconfirmed, protected = _addresses(account, topic)
    return Subscription(
        found["Id"],
        found.get("Name", ""),
        found.get("ProvisioningArtifactId", ""),
        found.get("ProvisioningArtifactName", ""),
        found["Status"],
        found.get("PhysicalId", ""),
        answers,
        confirmed,
        unconfirmed,
        protected,
    )


def _stack(account: AccountClients, stack: str) -> tuple[Mapping[str, str], str]:
    """Return the answers and the topic of a subscription's stack; nothing where it may not be looked at."""
    if not stack:
        return {}, ""
    try:
        found = account.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError:
        return {}, ""
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}
    answers = {one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())}
    return answers, outputs.get("TopicArn", "")


def _addresses(account: AccountClients, topic: str) -> tuple[int | None, int | None, tuple[str, ...] | None]:
    """Return how many addresses have confirmed, how many have not, and which no link can end.

    One of each may be listed several times.
    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    """
    if not topic:
        return None, None, None
    sns = account.client("sns")
    try:
        pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        listed = [one for page in pages for one in page["Subscriptions"] if one["Protocol"] == "email"]
    except ClientError:
        return None, None, None
    confirmed = {one["Endpoint"]: one["SubscriptionArn"] for one in listed if one["SubscriptionArn"].startswith("arn:")}
    waiting = {one["Endpoint"] for one in listed if one["SubscriptionArn"] == _PENDING}
    return len(confirmed), len(waiting - set(confirmed)), _protected(sns, confirmed)


def _protected(sns: SNSClient, confirmed: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the addresses that only somebody who is signed in can end; None where that may not be looked at.

    https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
    """
    try:
        found = {
            address: sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
            for address, arn in confirmed.items()
        }
    except ClientError:
        return None
    return tuple(sorted(address for address, one in found.items() if one.get(_SIGNED) == "true"))


def _provisioned(catalog: ServiceCatalogClient) -> Iterator[ProvisionedProductAttributeTypeDef]:
    """https://docs.aws.amazon.com/servicecatalog/latest/dg/API_SearchProvisionedProducts.html."""
    arguments: SearchProvisionedProductsInputTypeDef = {
        "AccessLevelFilter": {"Key": "Account", "Value": "self"},
        "PageSize": _LARGEST_PAGE,
    }
    while True:
        page = catalog.search_provisioned_products(**arguments)
        yield from page["ProvisionedProducts"]
        if not page.get("NextPageToken"):
            return
        arguments["PageToken"] = page["NextPageToken"]
