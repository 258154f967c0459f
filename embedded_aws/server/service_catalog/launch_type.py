"""AWS::ServiceCatalog::CloudFormationProvisionedProduct: launching a product by a template.

Its handlers wait for Service Catalog, which waits for a stack, so they run on threads of their own.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicecatalog-cloudformationprovisionedproduct.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from embedded_aws.server.cloudformation.execution import acting
from embedded_aws.server.service_catalog import authorization, launching, provisioned
from embedded_aws.server.service_catalog.provisioned import Provisioned, Record

TYPE = "AWS::ServiceCatalog::CloudFormationProvisionedProduct"
_POLL_SECONDS = 0.02
_LONGEST_NAME = 128

Properties = dict[str, Any]
Made = tuple[str, dict[str, str]]


def install() -> None:
    """Register the type."""
    provisioners._RESOURCE_HANDLERS[TYPE] = {"create": _create, "update": _update, "delete": _delete}
    provisioners._REPLACING_PROPERTIES[TYPE] = ("ProvisionedProductName", "NotificationArns")
    runs_on_thread = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda type_: type_ == TYPE or runs_on_thread(type_)


def _create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    name = properties.get("ProvisionedProductName") or provisioners._physical_name(
        stack_name, logical_id, max_len=_LONGEST_NAME
    )
    wanted = _with_product_id(properties)
    authorization.authorize("ProvisionProduct", wanted)
    known, record = _finished(launching.provision({**wanted, "ProvisionedProductName": name}))
    if record.status != "SUCCEEDED":
        # What failed is taken away again, as CloudFormation's rollback does.
        _delete(known.id, properties)
        raise ValueError(record.error)
    return known.id, _attributes(known, record)


def _update(id_: str, _before: Properties, properties: Properties, _stack_name: str) -> Made:
    known, record = _finished(launching.update({**_with_product_id(properties), "ProvisionedProductId": id_}))
    if record.status != "SUCCEEDED":
        raise ValueError(record.error)
    return id_, _attributes(known, record)


def _delete(id_: str, _properties: Properties) -> None:
    _, record = _finished(launching.terminate({"ProvisionedProductId": id_}))
    if record.status != "SUCCEEDED":
        raise ValueError(record.error)


def _with_product_id(properties: Properties) -> Properties:
    """Resolve the product's name, which Service Catalog's permissions do not know."""
    named = {key: value for key, value in properties.items() if key != "ProductName"}
    return {**named, "ProductId": launching.product_of(acting(), properties).id}


def _finished(begun: Mapping[str, Any]) -> tuple[Provisioned, Record]:
    """Wait for what Service Catalog has begun."""
    while True:
        known, record = provisioned.find_record(begun["RecordDetail"]["RecordId"])
        if record.status in ("SUCCEEDED", "FAILED"):
            return known, record
        time.sleep(_POLL_SECONDS)


def _attributes(known: Provisioned, record: Record) -> dict[str, str]:
    outputs = {one["OutputKey"]: one["OutputValue"] for one in record.outputs}
    stack = outputs.pop("CloudformationStackARN", "")
    return {
        "ProvisionedProductId": known.id,
        "RecordId": record.id,
        "CloudformationStackArn": stack,
        **{f"Outputs.{name}": value for name, value in outputs.items()},
    }
