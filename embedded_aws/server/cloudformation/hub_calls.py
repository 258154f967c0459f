"""The calls that CloudFormation makes for Service Catalog's types and for buckets, without what concerns unused properties.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsservicecatalog.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from embedded_aws.server.cloudformation.resource import Call, Resource

_CATALOG: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Portfolio": {
        "create": ("CreatePortfolio", "DescribePortfolio"),
        "update": ("UpdatePortfolio", "DescribePortfolio"),
        "delete": ("DeletePortfolio",),
    },
    "CloudFormationProduct": {
        "create": ("CreateProduct", "CreateProvisioningArtifact", "DescribeProductAsAdmin"),
        "update": (
            "UpdateProduct",
            "CreateProvisioningArtifact",
            "UpdateProvisioningArtifact",
            "DeleteProvisioningArtifact",
            "DescribeProvisioningArtifact",
            "ListProvisioningArtifacts",
            "DescribeProductAsAdmin",
        ),
        "delete": ("DeleteProduct",),
    },
    "PortfolioProductAssociation": {
        "create": ("AssociateProductWithPortfolio", "ListPortfoliosForProduct"),
        "delete": ("DisassociateProductFromPortfolio", "ListPortfoliosForProduct"),
    },
    "PortfolioPrincipalAssociation": {
        "create": ("AssociatePrincipalWithPortfolio", "ListPrincipalsForPortfolio"),
        "delete": ("DisassociatePrincipalFromPortfolio", "ListPrincipalsForPortfolio"),
    },
    "LaunchRoleConstraint": {
        "create": ("CreateConstraint", "DescribeConstraint"),
        "update": ("UpdateConstraint", "DescribeConstraint"),
        "delete": ("DeleteConstraint",),
    },
}
_LAUNCH: Mapping[str, tuple[str, ...]] = {
    "create": ("DescribeProvisionedProduct", "DescribeRecord"),
    "update": ("DescribeProvisionedProduct", "DescribeRecord", "DescribeProduct"),
    "delete": ("DescribeRecord",),
}
"""Of launching by template, beside launching, updating and ending, which are asked for by product and level."""

_BUCKET_PROPERTIES: Mapping[str, str] = {
    "BucketEncryption": "s3:PutEncryptionConfiguration",
    "LifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "LoggingConfiguration": "s3:PutBucketLogging",
    "OwnershipControls": "s3:PutBucketOwnershipControls",
    "PublicAccessBlockConfiguration": "s3:PutBucketPublicAccessBlock",
    "Tags": "s3:PutBucketTagging",
    "VersioningConfiguration": "s3:PutBucketVersioning",
}


def _catalog_calls(operations: Mapping[str, tuple[str, ...]]) -> Callable[[Resource], Iterable[Call]]:
    def calls(resource: Resource) -> Iterable[Call]:
        return (Call(f"servicecatalog:{name}", "*") for name in operations.get(resource.operation, ()))

    return calls


def _bucket_calls(resource: Resource) -> Iterable[Call]:
    arn = f"arn:aws:s3:::{resource.name('BucketName', 63)}"
    if resource.operation == "delete":
        return (Call("s3:DeleteBucket", arn),)
    made = ("s3:CreateBucket",) if resource.operation == "create" else ()
    changed = (action for name, action in _BUCKET_PROPERTIES.items() if resource.changes(name))
    return (Call(action, arn) for action in (*made, *changed))


def _bucket_policy_calls(resource: Resource) -> Iterable[Call]:
    verb = "Delete" if resource.operation == "delete" else "Put"
    arn = f"arn:aws:s3:::{resource.properties['Bucket']}"
    return (Call(f"s3:{name}", arn) for name in (f"{verb}BucketPolicy", "GetBucketPolicy"))


HUB_CALLS: Mapping[str, Callable[[Resource], Iterable[Call]]] = {
    "AWS::S3::Bucket": _bucket_calls,
    "AWS::S3::BucketPolicy": _bucket_policy_calls,
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct": _catalog_calls(_LAUNCH),
    **{f"AWS::ServiceCatalog::{name}": _catalog_calls(operations) for name, operations in _CATALOG.items()},
}
"""By resource type, what CloudFormation calls."""
