"""What a workload owner may do: launch, look at, update and end subscriptions of their own."""

from __future__ import annotations

from typing import Any

from troposphere import If, NoValue, Ref

from common.policies import allow, policy
from common.products import PRODUCT_ARNS

READS_FINDINGS = "ReadsFindings"

_OWN = {"StringEquals": {"servicecatalog:userLevel": "self"}}
"""Only what one provisioned oneself.

IAM knows no product for these actions; since the holder may launch this product only, it is all that can be their own.
https://docs.aws.amazon.com/servicecatalog/latest/adminguide/permissions-examples.html
"""

_LAUNCH = (
    "servicecatalog:DescribeProduct",
    "servicecatalog:DescribeProvisioningArtifact",
    "servicecatalog:DescribeProvisioningParameters",
    "servicecatalog:ListLaunchPaths",
    "servicecatalog:ProvisionProduct",
)
_SEARCH = ("servicecatalog:DescribeProductView", "servicecatalog:SearchProducts")
"""Know no resource; they find what the portfolio's principals may launch."""

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
    "securityhub:DescribeSecurityHubV2",
    "securityhub:GetAdhocInsightResults",
    "securityhub:GetFindingHistory",
    "securityhub:GetFindings",
    "securityhub:ListEnabledProductsForImport",
)
"""What the consoles of both Security Hubs ask for; the newer one's calls partly go by the names of the older one's actions.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingStatisticsV2.html
"""


def owner_policy() -> dict[str, Any]:
    """Return the permission set's inline policy."""
    return policy(
        [
            allow("FindProducts", _SEARCH, "*"),
            allow("LaunchThisProduct", _LAUNCH, Ref(PRODUCT_ARNS)),
            allow("OwnProvisionedProducts", _OWN_PRODUCTS, "*", _OWN),
            If(READS_FINDINGS, allow("ReadFindings", _READ_FINDINGS, "*"), NoValue),
        ]
    )
