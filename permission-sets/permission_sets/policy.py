"""What a workload owner may do: launch, look at, update and end subscriptions of their own, and what their emails ask for."""

from __future__ import annotations

from typing import Any

from troposphere import If, NoValue, Ref, Sub

from common.policies import Statement, allow, policy
from common.products import PRODUCT_ARNS
from permission_sets.asks import actions_of, actions_of_others

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
    "servicecatalog:ListServiceActionsForProvisioningArtifact",
    "servicecatalog:ProvisionProduct",
)
_SEARCH = (
    "servicecatalog:DescribeProductView",
    "servicecatalog:DescribeServiceActionExecutionParameters",
    "servicecatalog:GetProvisionedProductOutputs",
    "servicecatalog:SearchProducts",
)
"""Know neither a resource nor whose it is; they find what the portfolio's principals may launch, and read.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSServiceCatalogEndUserFullAccess.html
"""

_OWN_PRODUCTS = (
    "servicecatalog:DescribeProvisionedProduct",
    "servicecatalog:DescribeProvisionedProductPlan",
    "servicecatalog:DescribeRecord",
    "servicecatalog:ListProvisionedProductPlans",
    "servicecatalog:ListRecordHistory",
    "servicecatalog:ListStackInstancesForProvisionedProduct",
    "servicecatalog:ScanProvisionedProducts",
    "servicecatalog:SearchProvisionedProducts",
    *actions_of("servicecatalog"),
)
_STACK = ("cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks", "cloudformation:ListStackResources")
"""Why a launch failed stands there."""

_STATEMENTS_OF_THEIR_OWN = ("securityhub", "servicecatalog")
_CHANGE_FINDINGS = "securityhub:BatchUpdateFindings"
_OTHER_FIELDS = (
    "securityhub:ASFFSyntaxPath/Confidence",
    "securityhub:ASFFSyntaxPath/Criticality",
    "securityhub:ASFFSyntaxPath/RelatedFindings.Id",
    "securityhub:ASFFSyntaxPath/RelatedFindings.ProductArn",
    "securityhub:ASFFSyntaxPath/Severity.Label",
    "securityhub:ASFFSyntaxPath/Severity.Normalized",
    "securityhub:ASFFSyntaxPath/Severity.Product",
    "securityhub:ASFFSyntaxPath/Types",
    "securityhub:ASFFSyntaxPath/VerificationState",
    "securityhub:OCSFSyntaxPath/SeverityId",
)
"""All that BatchUpdateFindings can change beside workflow status and note, in both formats; own fields have names of their own.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
"""


def owner_policy() -> dict[str, Any]:
    """Return the permission set's inline policy."""
    findings = (
        _read_findings(),
        _work_on_findings(),
        allow("OpenFindings", actions_of_others(*_STATEMENTS_OF_THEIR_OWN), "*"),
    )
    return policy(
        [
            allow("FindProducts", _SEARCH, "*"),
            allow("LaunchThisProduct", _LAUNCH, Ref(PRODUCT_ARNS)),
            allow("OwnProvisionedProducts", _OWN_PRODUCTS, "*", _OWN),
            allow("ReadWhyALaunchFailed", _STACK, Sub("arn:${AWS::Partition}:cloudformation:*:*:stack/SC-*-pp-*/*")),
            *(If(READS_FINDINGS, statement, NoValue) for statement in findings),
        ]
    )


def _read_findings() -> Statement:
    reading = [action for action in actions_of("securityhub") if action != _CHANGE_FINDINGS]
    return allow("ReadFindings", reading, "*")


def _work_on_findings() -> Statement:
    hubs = [Sub(f"arn:${{AWS::Partition}}:securityhub:*:*:{hub}") for hub in ("hub/default", "hubv2/*")]
    return allow("WorkOnFindings", [_CHANGE_FINDINGS], hubs, {"Null": dict.fromkeys(_OTHER_FIELDS, "true")})
