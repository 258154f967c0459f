"""What a workload owner does: sign in, find the product, fill in the form, launch, change, leave."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError

from common.names import PERMISSION_SET_NAME, PRODUCT_NAME, PROVISIONED_STACK_PREFIX
from embedded_aws.sessions import SessionFactory, sign_in
from installer.aws.service_catalog import changed_parameters, idempotency_token, parameters
from installer.errors import UserError

_POLL_SECONDS = 0.05
_AT_MOST_SECONDS = 120.0
_UNFINISHED = ("CREATED", "IN_PROGRESS")


@dataclass(frozen=True)
class Subscription:
    """A launched subscription.

    Attributes:
        account_id: account it was launched in.
        provisioned_id: id of the provisioned product.
        provisioned_name: its name.
        outputs: the outputs of its stack.
    """

    account_id: str
    provisioned_id: str
    provisioned_name: str
    outputs: Mapping[str, str]

    @property
    def stack_name(self) -> str:
        """Name of its stack."""
        return f"{PROVISIONED_STACK_PREFIX}{self.account_id}-{self.provisioned_id}"


class Owner:
    """A workload owner who signed in to an account with the permission set."""

    def __init__(self, aws: SessionFactory, account_id: str, user: str) -> None:
        self.account_id = account_id
        self._catalog = sign_in(aws, account_id, PERMISSION_SET_NAME, user).client("servicecatalog")

    def launch(self, answers: Mapping[str, str], name: str = "security-notifications") -> Subscription:
        """Launch the newest version of the product.

        Raises:
            UserError: the account has no access to the product, or the launch failed; says why.
        """
        product_id = self._product_id()
        versions = self._catalog.describe_product(Id=product_id)["ProvisioningArtifacts"]
        versions = sorted(versions, key=lambda version: version["CreatedTime"])
        record = self._catalog.provision_product(
            ProductId=product_id,
            ProvisioningArtifactId=versions[-1]["Id"],
            ProvisionedProductName=name,
            ProvisioningParameters=parameters(answers),
            ProvisionToken=idempotency_token(),
        )["RecordDetail"]
        return self._finished(record["RecordId"])

    def update(self, subscription: Subscription, answers: Mapping[str, str]) -> Subscription:
        """Change answers; the others stay as they are."""
        known = self._catalog.describe_provisioned_product(Id=subscription.provisioned_id)["ProvisionedProductDetail"]
        form = self._catalog.describe_provisioning_parameters(
            ProductId=known["ProductId"], ProvisioningArtifactId=known["ProvisioningArtifactId"]
        )["ProvisioningArtifactParameters"]
        names = [question["ParameterKey"] for question in form]
        kept = [name for name in names if name not in answers]
        record = self._catalog.update_provisioned_product(
            ProvisionedProductId=subscription.provisioned_id,
            ProductId=known["ProductId"],
            ProvisioningArtifactId=known["ProvisioningArtifactId"],
            ProvisioningParameters=changed_parameters(answers, kept),
            UpdateToken=idempotency_token(),
        )["RecordDetail"]
        return self._finished(record["RecordId"])

    def leave(self, subscription: Subscription) -> None:
        """Terminate the subscription."""
        record = self._catalog.terminate_provisioned_product(
            ProvisionedProductId=subscription.provisioned_id, TerminateToken=idempotency_token()
        )
        self._finished(record["RecordDetail"]["RecordId"])

    def discard(self, name: str) -> None:
        """Terminate what a launch that failed left, as Service Catalog asks its owner to."""
        for left, its_name in self.provisioned().items():
            if its_name == name:
                self._catalog.terminate_provisioned_product(
                    ProvisionedProductId=left, TerminateToken=idempotency_token(), IgnoreErrors=True
                )

    def provisioned(self) -> Mapping[str, str]:
        """Return the names of all provisioned products of the account, also of launches that failed, by id."""
        found = self._catalog.search_provisioned_products()["ProvisionedProducts"]
        return {one["Id"]: one["Name"] for one in found}

    def is_refused(self, product_id: str) -> bool:
        """Return whether this account has no access to the product, even to somebody who knows its id."""
        try:
            self._catalog.list_launch_paths(ProductId=product_id)
        except ClientError as error:
            return bool(error.response["Error"]["Code"] == "ResourceNotFoundException")
        return False

    def _product_id(self) -> str:
        for product in self._catalog.search_products()["ProductViewSummaries"]:
            if product["Name"] == PRODUCT_NAME:
                return str(product["ProductId"])
        raise UserError(
            f"Account {self.account_id} has no access to '{PRODUCT_NAME}': the portfolio is not shared with it."
        )

    def _finished(self, record_id: str) -> Subscription:
        deadline = time.monotonic() + _AT_MOST_SECONDS
        while time.monotonic() < deadline:
            answer = self._catalog.describe_record(Id=record_id)
            record = answer["RecordDetail"]
            if record["Status"] == "FAILED":
                reasons = "; ".join(error["Description"] for error in record["RecordErrors"])
                raise UserError(f"Service Catalog could not do it: {reasons}")
            if record["Status"] not in _UNFINISHED:
                outputs = {one["OutputKey"]: one["OutputValue"] for one in answer.get("RecordOutputs", [])}
                provisioned = record["ProvisionedProductId"], record["ProvisionedProductName"]
                return Subscription(self.account_id, *provisioned, outputs)
            time.sleep(_POLL_SECONDS)
        raise UserError(f"Service Catalog has not finished {record_id} within {_AT_MOST_SECONDS:.0f} seconds.")
