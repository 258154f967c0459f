"""What was provisioned from products, and the records of what was done with it.

The state of both follows from their stack whenever somebody looks.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server.cloudformation import api
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError
from embedded_aws.server.service_catalog import store
from embedded_aws.server.service_catalog.store import as_tags

_OUTPUT_OF_STACK = {
    "OutputKey": "CloudformationStackARN",
    "Description": "The ARN of the launched Cloudformation Stack",
}


@dataclass
class Record:
    """One operation on a provisioned product; `error` tells why it failed before or in CloudFormation."""

    id: str
    type: str
    provisioned_id: str
    version_id: str
    path_id: str
    created: float = field(default_factory=time.time)
    updated: float = 0.0
    status: str = "CREATED"
    error: str = ""
    outputs: list[Mapping[str, str]] = field(default_factory=list)


@dataclass
class Provisioned:
    """A provisioned product: a stack of the account that launched it."""

    id: str
    name: str
    account_id: str
    region: str
    product_id: str
    version_id: str
    path_id: str
    creator: Principal
    launch_role: str | None
    tags: dict[str, str]
    status: str = "UNDER_CHANGE"
    records: list[Record] = field(default_factory=list)
    created: float = field(default_factory=time.time)

    @property
    def stack_name(self) -> str:
        """Name that Service Catalog gives the stack."""
        return f"SC-{self.account_id}-{self.id}"

    @property
    def arn(self) -> str:
        """ARN of the provisioned product."""
        return f"arn:aws:servicecatalog:{self.region}:{self.account_id}:stack/{self.name}/{self.id}"


_provisioned: dict[str, Provisioned] = {}


def add(provisioned: Provisioned) -> None:
    """Keep a new provisioned product; its name is unique in its account and Region."""
    if any(known.name == provisioned.name for known in own()):
        message = f"A stack named {provisioned.name} already exists."
        raise ApiError("DuplicateResourceException", message)
    _provisioned[provisioned.id] = provisioned


def own() -> list[Provisioned]:
    """Return those of the request's account and Region that were not terminated."""
    here = get_account_id(), get_region()
    found = [known for known in _provisioned.values() if (known.account_id, known.region) == here]
    for provisioned in found:
        refresh(provisioned)
    return [known for known in found if known.status != "TERMINATED"]


def find(wanted: str) -> Provisioned:
    """Return one by id or name."""
    for known in own():
        if wanted in (known.id, known.name):
            return known
    raise ApiError("ResourceNotFoundException", f"Provisioned product {wanted} not found.")


def find_record(record_id: str) -> tuple[Provisioned, Record]:
    """Return a record with what it is about, also when that was terminated."""
    for known in _provisioned.values():
        for record in known.records:
            if record.id == record_id and known.account_id == get_account_id():
                refresh(known)
                return known, record
    raise ApiError("ResourceNotFoundException", f"Record {record_id} not found.")


def refresh(provisioned: Provisioned) -> None:
    """Take over how far CloudFormation is with the last operation."""
    record = provisioned.records[-1]
    if record.status in ("SUCCEEDED", "FAILED"):
        return
    stack = api.stack_of(provisioned.account_id, provisioned.region, provisioned.stack_name)
    status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
    is_ending = record.type == "TERMINATE_PROVISIONED_PRODUCT"
    # CloudFormation answers before it begins to delete.
    if status.endswith("IN_PROGRESS") or (is_ending and not status.startswith("DELETE_")):
        record.status = "IN_PROGRESS"
        return
    expected = "DELETE_COMPLETE" if is_ending else ""
    succeeded = status == expected if expected else status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    error = "" if succeeded else api.failure_of(provisioned.account_id, provisioned.region, provisioned.stack_name)
    finish(provisioned, record, succeeded=succeeded, error=error)
    if stack and succeeded and not expected:
        record.outputs = [{**_OUTPUT_OF_STACK, "OutputValue": stack["StackId"]}, *map(_output, stack["Outputs"])]


def finish(provisioned: Provisioned, record: Record, *, succeeded: bool, error: str = "") -> None:
    """End a record; a launch that failed leaves an error, a change that failed a tainted product."""
    record.status, record.error, record.updated = ("SUCCEEDED" if succeeded else "FAILED"), error, time.time()
    if succeeded:
        ending = record.type == "TERMINATE_PROVISIONED_PRODUCT"
        provisioned.status = "TERMINATED" if ending else "AVAILABLE"
    else:
        provisioned.status = "ERROR" if record.type == "PROVISION_PRODUCT" else "TAINTED"


def _output(output: Mapping[str, str]) -> Mapping[str, str]:
    return {name: output.get(name, "") for name in ("OutputKey", "OutputValue", "Description")}


def record_detail(provisioned: Provisioned, record: Record) -> Mapping[str, object]:
    """Return a record as the API shows it."""
    errors = [{"Code": "CloudFormationError", "Description": record.error}] if record.error else []
    role = {"LaunchRoleArn": provisioned.launch_role} if provisioned.launch_role else {}
    return {
        "RecordId": record.id,
        "ProvisionedProductName": provisioned.name,
        "Status": record.status,
        "CreatedTime": record.created,
        "UpdatedTime": record.updated or record.created,
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": record.type,
        "ProvisionedProductId": provisioned.id,
        "ProductId": provisioned.product_id,
        "ProvisioningArtifactId": record.version_id,
        "PathId": record.path_id,
        "RecordErrors": errors,
        "RecordTags": as_tags(provisioned.tags),
        **role,
    }


def detail(provisioned: Provisioned) -> Mapping[str, object]:
    """Return a provisioned product as DescribeProvisionedProduct and ScanProvisionedProducts show it."""
    last = provisioned.records[-1]
    good = [record.id for record in provisioned.records if record.status == "SUCCEEDED"]
    role = {"LaunchRoleArn": provisioned.launch_role} if provisioned.launch_role else {}
    return {
        "Name": provisioned.name,
        "Arn": provisioned.arn,
        "Type": "CFN_STACK",
        "Id": provisioned.id,
        "Status": provisioned.status,
        "StatusMessage": last.error,
        "CreatedTime": provisioned.created,
        "LastRecordId": last.id,
        "LastProvisioningRecordId": last.id,
        **({"LastSuccessfulProvisioningRecordId": good[-1]} if good else {}),
        "ProductId": provisioned.product_id,
        "ProvisioningArtifactId": provisioned.version_id,
        **role,
    }


def attributes(provisioned: Provisioned) -> Mapping[str, object]:
    """Return a provisioned product as SearchProvisionedProducts shows it."""
    product = store.products.get(provisioned.product_id)
    version = product.versions.get(provisioned.version_id) if product else None
    stack = api.stack_of(provisioned.account_id, provisioned.region, provisioned.stack_name)
    shown = {key: value for key, value in detail(provisioned).items() if key != "LaunchRoleArn"}
    return {
        **shown,
        "Tags": as_tags(provisioned.tags),
        "PhysicalId": stack["StackId"] if stack else "",
        "ProductName": product.name if product else "",
        "ProvisioningArtifactName": version.name if version else "",
        "UserArn": provisioned.creator.arn,
        "UserArnSession": provisioned.creator.arn,
    }
