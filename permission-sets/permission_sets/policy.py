"""What a workload owner may do: launch, look at, update and end subscriptions of their own."""

from __future__ import annotations

from typing import Any

from troposphere import If, NoValue, Ref, Sub

from product.names import LAUNCH_ROLE_NAME
from product.policies import allow, policy

PRODUCT_IDS = "ProductIds"
READ_FINDINGS = "ReadFindings"
READS_FINDINGS = "ReadsFindings"

_OWN = {"StringEquals": {"servicecatalog:userLevel": "self"}}
"""Only provisioned products of one's own.

https://docs.aws.amazon.com/servicecatalog/latest/adminguide/permissions-examples.html
"""

_LOOK_AT_PRODUCT = (
    "servicecatalog:DescribeProduct",
    "servicecatalog:DescribeProvisioningArtifact",
    "servicecatalog:ListLaunchPaths",
    "servicecatalog:DescribeProvisioningParameters",
    "servicecatalog:ProvisionProduct",
)
_SEARCH = ("servicecatalog:DescribeProductView", "servicecatalog:SearchProducts")
_OWN_PRODUCTS = (
    "servicecatalog:DescribeProvisionedProduct",
    "servicecatalog:DescribeRecord",
    "servicecatalog:ListRecordHistory",
    "servicecatalog:ListStackInstancesForProvisionedProduct",
    "servicecatalog:ScanProvisionedProducts",
    "servicecatalog:SearchProvisionedProducts",
    "servicecatalog:TerminateProvisionedProduct",
    "servicecatalog:UpdateProvisionedProduct",
)
_READ_FINDINGS = (
    "securityhub:DescribeHub",
    "securityhub:GetFindings",
    "securityhub:GetFindingHistory",
    "securityhub:ListEnabledProductsForImport",
)


def owner_policy() -> dict[str, Any]:
    """Return the permission set's inline policy."""
    partition = "arn:${AWS::Partition}"
    role = Sub(f"{partition}:iam::*:role/{LAUNCH_ROLE_NAME}")
    read = allow("ReadFindings", _READ_FINDINGS, "*")
    return policy(
        [
            allow("FindProducts", _SEARCH, "*"),
            allow("LaunchThisProduct", _LOOK_AT_PRODUCT, Ref(PRODUCT_IDS)),
            allow("OwnProvisionedProducts", _OWN_PRODUCTS, "*", _OWN),
            allow(
                "PassLaunchRole",
                ["iam:PassRole"],
                role,
                {"StringEquals": {"iam:PassedToService": "servicecatalog.amazonaws.com"}},
            ),
            If(READS_FINDINGS, read, NoValue),
        ]
    )
