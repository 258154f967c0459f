"""Launch, change and end a trial in Service Catalog, as whoever a session is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common.names import PROVISIONED_STACK_PREFIX
from installer.aws.service_catalog import changed_parameters, idempotency_token, parameters
from installer.subscriptions.records import finished, why_failed
from installer.verification.stage import Stage
from installer.verification.who import Who

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient
    from types_boto3_servicecatalog.type_defs import (
        ProvisionedProductAttributeTypeDef,
        ProvisionedProductDetailTypeDef,
        SearchProvisionedProductsInputTypeDef,
    )

PROVISIONED = "provisioned product"
"""The kind of what a launch makes."""

_AT_WORK = ("UNDER_CHANGE", "PLAN_IN_PROGRESS")
_WORK_SECONDS = 1_800


@dataclass(frozen=True)
class Launched:
    """What a launch or a change came to.

    Attributes:
        id: id of the provisioned product.
        outputs: the outputs of its stack.
        reason: why it failed; empty where it did not.
    """

    id: str
    outputs: Mapping[str, str]
    reason: str

    def stack_name(self, account_id: str) -> str:
        """Return the name that Service Catalog gave the stack."""
        return f"{PROVISIONED_STACK_PREFIX}{account_id}-{self.id}"


class Catalog:
    """Service Catalog as one of the parties sees it."""

    def __init__(self, stage: Stage, who: Who) -> None:
        self._stage = stage
        self._who = who
        self._client = stage.sessions[who].client("servicecatalog")

    def launch(self, product_id: str, version_id: str, what: str, answers: Mapping[str, str]) -> Launched:
        """Launch a version of a product under a name of this run's own, and wait until that has ended.

        Args:
            product_id: the product.
            version_id: the version.
            what: end of the name, which tells one launch of a run from another.
            answers: answers to the form.
        """
        name = self._stage.ledger.name(what)
        paths = self._client.list_launch_paths(ProductId=product_id)["LaunchPathSummaries"]
        self._stage.ledger.will_make(PROVISIONED, self._who, name=name)
        record = self._client.provision_product(
            ProductId=product_id,
            ProvisioningArtifactId=version_id,
            PathId=paths[0]["Id"],
            ProvisionedProductName=name,
            ProvisioningParameters=parameters(answers),
            ProvisionToken=idempotency_token(),
        )["RecordDetail"]
        return self._ended(record["RecordId"])

    def change(self, launched: Launched, product_id: str, version_id: str, answers: Mapping[str, str]) -> Launched:
        """Give a trial other answers, or another version; what is not answered stays as it was."""
        paths = self._client.list_launch_paths(ProductId=product_id)["LaunchPathSummaries"]
        known = self._client.describe_provisioning_parameters(
            ProductId=product_id, ProvisioningArtifactId=version_id, PathId=paths[0]["Id"]
        )["ProvisioningArtifactParameters"]
        kept = [one["ParameterKey"] for one in known if one["ParameterKey"] not in answers]
        record = self._client.update_provisioned_product(
            ProvisionedProductId=launched.id,
            ProductId=product_id,
            ProvisioningArtifactId=version_id,
            PathId=paths[0]["Id"],
            ProvisioningParameters=changed_parameters(answers, kept),
            UpdateToken=idempotency_token(),
        )["RecordDetail"]
        return self._ended(record["RecordId"])

    def end(self, name: str) -> str:
        """End what was launched under a name; returns why that failed, empty where it did not or nothing was there.

        What Service Catalog is still at work on cannot be ended before.
        """
        self._stage.wait(lambda: None if self._is_at_work(name) else True, _WORK_SECONDS)
        known = self.find(name)
        if known is None:
            return ""
        record = self._client.terminate_provisioned_product(
            ProvisionedProductId=known["Id"],
            TerminateToken=idempotency_token(),
            IgnoreErrors=known["Status"] == "ERROR",
        )["RecordDetail"]
        return self._ended(record["RecordId"]).reason

    def find(self, name: str) -> ProvisionedProductDetailTypeDef | None:
        """Return what was launched under a name; None where there is nothing.

        Searching would be late; asking for one by its name is not.
        https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DescribeProvisionedProduct.html
        """
        try:
            return self._client.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return None

    def _is_at_work(self, name: str) -> bool:
        known = self.find(name)
        return known is not None and known["Status"] in _AT_WORK

    def _ended(self, record_id: str) -> Launched:
        answer = finished(self._client, record_id, self._stage.sleep)
        outputs = {one["OutputKey"]: one["OutputValue"] for one in answer.get("RecordOutputs", ())}
        return Launched(answer["RecordDetail"]["ProvisionedProductId"], outputs, why_failed(answer))


def provisioned(client: ServiceCatalogClient) -> list[ProvisionedProductAttributeTypeDef]:
    """Return what was launched in the whole account.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_SearchProvisionedProducts.html

    Args:
        client: of Service Catalog.
    """
    found: list[ProvisionedProductAttributeTypeDef] = []
    arguments: SearchProvisionedProductsInputTypeDef = {"AccessLevelFilter": {"Key": "Account", "Value": "self"}}
    while True:
        page = client.search_provisioned_products(**arguments)
        found += page["ProvisionedProducts"]
        if not page.get("NextPageToken"):
            return found
        arguments["PageToken"] = page["NextPageToken"]
