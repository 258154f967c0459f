"""The calls that CloudFormation's handlers make for stack sets and permission sets.

From the registry schemas of these types (handlers.*.permissions), without what concerns roles, boundaries and policies of the
customer, which these stack sets and permission sets lack.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from embedded_aws.server.cloudformation.resource import Call, Resource

_READ_STACK_SET = ("DescribeStackSet", "ListStackInstances", "DescribeStackInstance")
_OPERATION = ("DescribeStackSetOperation", "ListStackSetOperationResults")
_READ_PERMISSION_SET = (
    "DescribePermissionSet",
    "ListTagsForResource",
    "ListManagedPoliciesInPermissionSet",
    "ListCustomerManagedPolicyReferencesInPermissionSet",
    "GetInlinePolicyForPermissionSet",
    "GetPermissionsBoundaryForPermissionSet",
)

_CALLS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cloudformation": {
        "create": ("GetTemplateSummary", "CreateStackSet", "CreateStackInstances", *_OPERATION, *_READ_STACK_SET),
        "update": (
            *("GetTemplateSummary", "UpdateStackSet"),
            *("CreateStackInstances", "DeleteStackInstances", "UpdateStackInstances"),
            *_OPERATION,
            *_READ_STACK_SET,
        ),
        "delete": ("DeleteStackSet", "DeleteStackInstances", "DescribeStackSet", *_OPERATION),
    },
    "sso": {
        "create": (
            *("CreatePermissionSet", "PutInlinePolicyToPermissionSet", "AttachManagedPolicyToPermissionSet"),
            *_READ_PERMISSION_SET,
        ),
        "update": (
            *("UpdatePermissionSet", "PutInlinePolicyToPermissionSet"),
            *("AttachManagedPolicyToPermissionSet", "DetachManagedPolicyFromPermissionSet"),
            *("ProvisionPermissionSet", "DescribePermissionSetProvisioningStatus"),
            *_READ_PERMISSION_SET,
        ),
        "delete": ("DeletePermissionSet",),
    },
}


def _calls(service: str) -> Callable[[Resource], Iterable[Call]]:
    def calls(resource: Resource) -> Iterable[Call]:
        return (Call(f"{service}:{name}", "*") for name in _CALLS[service][resource.operation])

    return calls


ORGANIZATION_CALLS: Mapping[str, Callable[[Resource], Iterable[Call]]] = {
    "AWS::CloudFormation::StackSet": _calls("cloudformation"),
    "AWS::SSO::PermissionSet": _calls("sso"),
}
"""By resource type, what CloudFormation calls."""
