"""What each step calls, as IAM actions: the one list that `doctor` checks and that an admin may make a policy of.

Both the calls of the commands and those that CloudFormation makes on the caller's behalf for the hub's resources.
Long, since it is one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common import names
from common.names import ARTIFACT_BUCKET_PREFIX, LAUNCH_ROLE_NAME, LOG_BUCKET_PREFIX, OPERATOR_ROLE_NAME
from installer.aws.stacks import CHANGE_SET_PREFIX

INSTALL = "install"
PLAN = "plan"
SHARE = "share"
STATUS = "status"
COVERAGE = "coverage"
ENROLL = "enroll"
UNINSTALL = "uninstall"
ORGANIZATION = "organization"
DOCTOR = "doctor"
REDRIVE = "redrive"
TEST_FINDING = "test-finding"
CONFIRM = "confirm"
VERIFY = "verify"
"""Of the hub's profile, for the steps that only read; what the others do takes an administrator of a trial account."""

_STACKS = ("arn:{partition}:cloudformation:{region}:{account}:stack/security-notifications-*/*",)
_BUCKETS = tuple(
    f"arn:{{partition}}:s3:::{prefix}{{account}}-{{region}}" for prefix in (ARTIFACT_BUCKET_PREFIX, LOG_BUCKET_PREFIX)
)
_OBJECTS = tuple(f"{bucket}/*" for bucket in _BUCKETS)
_ANY = ("*",)
_PROVISIONED = f"{names.PROVISIONED_STACK_PREFIX}{{account}}-pp-*"
_QUEUES = (f"arn:{{partition}}:sqs:{{region}}:{{account}}:{_PROVISIONED}-{names.QUEUE}-*",)
_FUNCTIONS = (f"arn:{{partition}}:lambda:{{region}}:{{account}}:function:{_PROVISIONED}-{names.FUNCTION}-*",)
_TOPICS, _LEAD_TOPICS = (
    f"arn:{{partition}}:sns:{{region}}:{{account}}:{_PROVISIONED}-{topic}-*"
    for topic in (names.TOPIC, names.LEAD_TOPIC)
)
_SECURITY_HUB = ("arn:{partition}:securityhub:{region}:{account}:hub/default",)


@dataclass(frozen=True)
class Need:
    """Actions that belong together.

    Attributes:
        resources: ARNs with `{partition}`, `{region}` and `{account}` to fill in.
        actions: IAM actions, each needed on each of the resources.
    """

    resources: tuple[str, ...]
    actions: tuple[str, ...]


_LOOK = Need(
    _ANY,
    (
        "organizations:DescribeOrganization",
        "servicecatalog:DescribePortfolioShares",
        "servicecatalog:ListProvisioningArtifacts",
    ),
)
_LOOK_AT_PORTFOLIO = Need(
    _ANY,
    (
        "servicecatalog:DescribeConstraint",
        "servicecatalog:ListConstraintsForPortfolio",
        "servicecatalog:ListPortfoliosForProduct",
        "servicecatalog:ListPrincipalsForPortfolio",
    ),
)
_LOOK_AT_ARTIFACTS = (
    Need(_BUCKETS[:1], ("s3:ListBucket", "s3:ListBucketVersions")),
    Need(_OBJECTS[:1], ("s3:GetObject", "s3:GetObjectVersion")),
)
_LOOK_AT_BUCKETS = Need(
    _BUCKETS,
    (
        "s3:GetAccelerateConfiguration",
        "s3:GetAnalyticsConfiguration",
        "s3:GetBucketAbac",
        "s3:GetBucketCORS",
        "s3:GetBucketLogging",
        "s3:GetBucketMetadataTableConfiguration",
        "s3:GetBucketNotification",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetIntelligentTieringConfiguration",
        "s3:GetInventoryConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetMetricsConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
    ),
)
"""What CloudFormation reads on the caller's behalf to see what somebody changed by hand: all that its schema names.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
"""

_LOOK_FOR_DRIFT = (
    Need(
        _STACKS,
        (
            "cloudformation:DescribeStackResourceDrifts",
            "cloudformation:DetectStackDrift",
            "cloudformation:DetectStackResourceDrift",
        ),
    ),
    Need(_ANY, ("cloudformation:BatchDescribeTypeConfigurations", "cloudformation:DescribeStackDriftDetectionStatus")),
    _LOOK_AT_BUCKETS,
)
_LOOK_AT_TREE = Need(
    _ANY,
    (
        "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListRoots",
        "servicecatalog:GetAWSOrganizationsAccessStatus",
    ),
)
_LOOK_AT_ALL_ACCOUNTS = Need(_ANY, ("organizations:ListAccounts",))
_LOOK_AT_STACKS = Need(
    _STACKS,
    (
        "cloudformation:DescribeEvents",
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStacks",
        "cloudformation:GetTemplate",
        "cloudformation:ListStackResources",
    ),
)
_DESCRIBE_STACKS = Need(_STACKS, ("cloudformation:DescribeStacks",))
_LOOK_AT_CHANGE_SETS = Need(
    (f"arn:{{partition}}:cloudformation:{{region}}:{{account}}:changeSet/{CHANGE_SET_PREFIX}*/*",),
    # Of a change set that failed, IAM may take the change set for the resource, and not its stack.
    ("cloudformation:DescribeEvents",),
)
_TAKE_OPERATOR_ROLE = Need((f"arn:{{partition}}:iam::*:role/{OPERATOR_ROLE_NAME}",), ("sts:AssumeRole",))
_MAKE_CHANGE_SETS = Need(
    _STACKS,
    (
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
        # A change set of a stack that is not there leaves an empty one.
        "cloudformation:DeleteStack",
        "cloudformation:DescribeChangeSet",
        "cloudformation:TagResource",
    ),
)
_CHANGE_STACKS = Need(
    _STACKS,
    (
        "cloudformation:ContinueUpdateRollback",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:UpdateTerminationProtection",
    ),
)
_LOOK_FOR_LAUNCH_ROLE = Need((f"arn:{{partition}}:iam::{{account}}:role/{LAUNCH_ROLE_NAME}",), ("iam:GetRole",))
_LOOK_AT_TARGETS = Need(
    _ANY,
    (
        "organizations:DescribeAccount",
        "organizations:DescribeOrganizationalUnit",
    ),
)

NEEDS: Mapping[str, tuple[Need, ...]] = {
    INSTALL: (
        _LOOK,
        _LOOK_AT_PORTFOLIO,
        *_LOOK_AT_ARTIFACTS,
        _LOOK_AT_STACKS,
        _LOOK_AT_CHANGE_SETS,
        _MAKE_CHANGE_SETS,
        _CHANGE_STACKS,
        _LOOK_FOR_LAUNCH_ROLE,
        _LOOK_AT_BUCKETS,
        Need(
            _BUCKETS,
            (
                "s3:CreateBucket",
                "s3:DeleteBucket",
                "s3:DeleteBucketPolicy",
                "s3:PutBucketLogging",
                "s3:PutBucketOwnershipControls",
                "s3:PutBucketPolicy",
                "s3:PutBucketPublicAccessBlock",
                "s3:PutBucketTagging",
                "s3:PutBucketVersioning",
                "s3:PutEncryptionConfiguration",
                "s3:PutLifecycleConfiguration",
            ),
        ),
        Need(_OBJECTS[:1], ("s3:PutObject", "s3:PutObjectTagging")),
        # Of a bucket stack that could not be deleted, the buckets are emptied first.
        Need(_OBJECTS, ("s3:DeleteObject", "s3:DeleteObjectVersion")),
        Need(_BUCKETS[1:], ("s3:ListBucketVersions",)),
        Need(
            _ANY,
            (
                "servicecatalog:AssociatePrincipalWithPortfolio",
                "servicecatalog:AssociateProductWithPortfolio",
                "servicecatalog:CreateConstraint",
                "servicecatalog:CreatePortfolio",
                "servicecatalog:CreateProduct",
                "servicecatalog:CreateProvisioningArtifact",
                "servicecatalog:DeleteConstraint",
                "servicecatalog:DeleteProvisioningArtifact",
                "servicecatalog:DescribePortfolio",
                "servicecatalog:DescribeProductAsAdmin",
                "servicecatalog:DescribeProvisioningArtifact",
                "servicecatalog:DisassociatePrincipalFromPortfolio",
                "servicecatalog:UpdateConstraint",
                "servicecatalog:UpdatePortfolio",
                "servicecatalog:UpdateProduct",
                "servicecatalog:UpdateProvisioningArtifact",
            ),
        ),
    ),
    SHARE: (
        _LOOK,
        _DESCRIBE_STACKS,
        _LOOK_AT_TREE,
        _LOOK_AT_ALL_ACCOUNTS,
        _LOOK_AT_TARGETS,
        Need(
            _ANY,
            (
                "servicecatalog:CreatePortfolioShare",
                "servicecatalog:DeletePortfolioShare",
                "servicecatalog:DescribePortfolioShareStatus",
                "servicecatalog:UpdatePortfolioShare",
            ),
        ),
    ),
    UNINSTALL: (
        _LOOK,
        _LOOK_AT_PORTFOLIO,
        _LOOK_AT_STACKS,
        _LOOK_AT_TREE,
        _TAKE_OPERATOR_ROLE,
        Need(_STACKS, ("cloudformation:DeleteStack", "cloudformation:UpdateTerminationProtection")),
        Need(
            _BUCKETS,
            ("s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:ListBucketVersions"),
        ),
        Need(_OBJECTS, ("s3:DeleteObject", "s3:DeleteObjectVersion")),
        Need(
            _ANY,
            (
                "servicecatalog:DeleteConstraint",
                "servicecatalog:DeletePortfolio",
                "servicecatalog:DeletePortfolioShare",
                "servicecatalog:DeleteProduct",
                "servicecatalog:DescribePortfolioShareStatus",
                "servicecatalog:DisassociatePrincipalFromPortfolio",
                "servicecatalog:DisassociateProductFromPortfolio",
                "servicecatalog:SearchProductsAsAdmin",
            ),
        ),
    ),
    PLAN: (
        _LOOK,
        _LOOK_AT_PORTFOLIO,
        *_LOOK_AT_ARTIFACTS,
        _LOOK_AT_STACKS,
        _LOOK_AT_CHANGE_SETS,
        _MAKE_CHANGE_SETS,
        _LOOK_FOR_LAUNCH_ROLE,
        _LOOK_AT_BUCKETS,
        _LOOK_AT_TREE,
        _LOOK_AT_ALL_ACCOUNTS,
        _LOOK_AT_TARGETS,
    ),
    STATUS: (_LOOK, _LOOK_AT_PORTFOLIO, _LOOK_AT_STACKS, *_LOOK_AT_ARTIFACTS, *_LOOK_FOR_DRIFT),
    COVERAGE: (_LOOK, _DESCRIBE_STACKS, _LOOK_AT_TREE, _TAKE_OPERATOR_ROLE),
    # Addresses may stand in tags of accounts.
    ENROLL: (Need(_ANY, ("organizations:ListTagsForResource",)),),
    DOCTOR: (
        _LOOK,
        _LOOK_AT_PORTFOLIO,
        _LOOK_AT_STACKS,
        *_LOOK_AT_ARTIFACTS,
        *_LOOK_FOR_DRIFT,
        _LOOK_FOR_LAUNCH_ROLE,
        Need(
            _ANY,
            (
                "securityhub:ListFindingAggregators",
                "servicecatalog:GetAWSOrganizationsAccessStatus",
                "sso:ListInstances",
            ),
        ),
        Need(_SECURITY_HUB, ("securityhub:DescribeHub",)),
        # Which role asks, only the role itself knows.
        Need(("arn:{partition}:iam::{account}:role/*",), ("iam:GetRole", "iam:SimulatePrincipalPolicy")),
    ),
    REDRIVE: (
        Need(_ANY, ("cloudformation:DescribeStacks",)),
        Need(_QUEUES, ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")),
        Need(_FUNCTIONS, ("lambda:InvokeFunction",)),
        Need((_TOPICS,), ("sns:Publish",)),
    ),
    TEST_FINDING: (
        Need(_ANY, ("cloudformation:ListStacks", "guardduty:ListDetectors")),
        Need(
            (f"arn:{{partition}}:cloudformation:{{region}}:{{account}}:stack/{_PROVISIONED}/*",),
            ("cloudformation:ListStackResources",),
        ),
        Need(
            ("arn:{partition}:securityhub:{region}:{account}:product/{account}/default",),
            ("securityhub:BatchImportFindings",),
        ),
        Need(_SECURITY_HUB, ("securityhub:GetFindings",)),
        Need(_FUNCTIONS, ("lambda:InvokeFunction",)),
        Need(("arn:{partition}:guardduty:{region}:{account}:detector/*",), ("guardduty:CreateSampleFindings",)),
    ),
    CONFIRM: (Need((_TOPICS, _LEAD_TOPICS), ("sns:ConfirmSubscription",)),),
    VERIFY: (
        Need(
            _ANY,
            (
                "cloudformation:ValidateTemplate",
                "events:TestEventPattern",
                "organizations:DescribeOrganization",
                "servicecatalog:ListProvisioningArtifacts",
            ),
        ),
        Need(_STACKS, ("cloudformation:DescribeStacks", "cloudformation:GetTemplate")),
        Need(_OBJECTS[:1], ("s3:GetObject",)),
    ),
    ORGANIZATION: (
        _LOOK_AT_STACKS,
        _LOOK_AT_CHANGE_SETS,
        _MAKE_CHANGE_SETS,
        _CHANGE_STACKS,
        Need(
            _ANY,
            (
                "cloudformation:ActivateOrganizationsAccess",
                "cloudformation:DescribeOrganizationsAccess",
                "cloudformation:CreateStackInstances",
                "cloudformation:CreateStackSet",
                "cloudformation:DeleteStackInstances",
                "cloudformation:DeleteStackSet",
                "cloudformation:DescribeStackInstance",
                "cloudformation:DescribeStackSet",
                "cloudformation:DescribeStackSetOperation",
                "cloudformation:GetTemplateSummary",
                "cloudformation:ListStackInstances",
                "cloudformation:ListStackSetOperationResults",
                "cloudformation:TagResource",
                "cloudformation:UntagResource",
                "cloudformation:UpdateStackInstances",
                "cloudformation:UpdateStackSet",
                "iam:CreateServiceLinkedRole",
                "organizations:DescribeAccount",
                "organizations:DescribeOrganization",
                "organizations:DescribeOrganizationalUnit",
                "organizations:EnableAWSServiceAccess",
                "organizations:ListAccounts",
                "organizations:ListAccountsForParent",
                "organizations:ListDelegatedAdministrators",
                "organizations:ListOrganizationalUnitsForParent",
                "organizations:ListParents",
                "organizations:ListRoots",
                "organizations:RegisterDelegatedAdministrator",
                "servicecatalog:EnableAWSOrganizationsAccess",
                "servicecatalog:GetAWSOrganizationsAccessStatus",
                "sso:AttachManagedPolicyToPermissionSet",
                "sso:CreatePermissionSet",
                "sso:DeletePermissionSet",
                "sso:DeletePermissionsBoundaryFromPermissionSet",
                "sso:DescribePermissionSet",
                "sso:DescribePermissionSetProvisioningStatus",
                "sso:DetachCustomerManagedPolicyReferenceFromPermissionSet",
                "sso:DetachManagedPolicyFromPermissionSet",
                "sso:GetInlinePolicyForPermissionSet",
                "sso:GetPermissionsBoundaryForPermissionSet",
                "sso:ListAccountsForProvisionedPermissionSet",
                "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
                "sso:ListInstances",
                "sso:ListManagedPoliciesInPermissionSet",
                "sso:ListPermissionSets",
                "sso:ListTagsForResource",
                "sso:ProvisionPermissionSet",
                "sso:PutInlinePolicyToPermissionSet",
                "sso:TagResource",
                "sso:UntagResource",
                "sso:UpdatePermissionSet",
            ),
        ),
    ),
}
"""By command, what its caller needs."""


def filled(need: Need, partition: str, region: str, account: str) -> tuple[str, ...]:
    """Return the ARNs of a need's resources."""
    return tuple(one.format(partition=partition, region=region, account=account) for one in need.resources)
