"""What requests to Service Catalog hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_servicecatalog.type_defs import ProvisioningParameterTypeDef, UpdateProvisioningParameterTypeDef


def idempotency_token() -> str:
    """Return the token of one request, which Service Catalog answers once however often boto3 sends it.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ProvisionProduct.html (ProvisionToken)
    """
    return str(uuid.uuid4())


def parameters(answers: Mapping[str, str]) -> list[ProvisioningParameterTypeDef]:
    """Return answers to the form as a launch takes them."""
    return [{"Key": key, "Value": value} for key, value in answers.items()]


def changed_parameters(answers: Mapping[str, str], kept: Iterable[str]) -> list[UpdateProvisioningParameterTypeDef]:
    """Return other answers to the form as an update takes them, and the names of those that stay.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_UpdateProvisionedProduct.html (UsePreviousValue)
    """
    changed: list[UpdateProvisioningParameterTypeDef] = [{"Key": key, "Value": value} for key, value in answers.items()]
    return changed + [{"Key": key, "UsePreviousValue": True} for key in kept]
