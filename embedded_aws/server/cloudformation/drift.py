"""What somebody changed by hand: read more than MiniStack does, and make change sets that put it back.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
"""

from __future__ import annotations

import contextvars
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ministack.app
from ministack.core.responses import now_iso
from ministack.services import s3
from ministack.services.cloudformation import changesets, drift, handlers

from embedded_aws.server import permissions
from embedded_aws.server.cloudformation import bucket_configuration, execution
from embedded_aws.server.service import Response

Properties = Mapping[str, Any]
Reader = Callable[[str, Properties], Properties | None]
Query = Mapping[str, list[str]]

_DRIFTED = ("MODIFIED", "DELETED")

_READ_BUCKET = (
    *("GetAccelerateConfiguration", "GetAnalyticsConfiguration", "GetBucketAbac", "GetBucketCORS", "GetBucketLogging"),
    *("GetBucketMetadataTableConfiguration", "GetBucketNotification", "GetBucketObjectLockConfiguration"),
    *("GetBucketOwnershipControls", "GetBucketPublicAccessBlock", "GetBucketTagging", "GetBucketVersioning"),
    *("GetBucketWebsite", "GetEncryptionConfiguration", "GetIntelligentTieringConfiguration"),
    *("GetInventoryConfiguration", "GetLifecycleConfiguration", "GetMetricsConfiguration"),
    *("GetReplicationConfiguration", "ListBucket", "ListTagsForResource"),
)
_READ_PERMISSION_SET = (
    *("DescribePermissionSet", "ListTagsForResource", "ListManagedPoliciesInPermissionSet"),
    *("ListCustomerManagedPolicyReferencesInPermissionSet", "GetInlinePolicyForPermissionSet"),
    "GetPermissionsBoundaryForPermissionSet",
)
READS: Mapping[str, tuple[str, ...]] = {
    "AWS::S3::Bucket": tuple(f"s3:{name}" for name in _READ_BUCKET),
    "AWS::S3::BucketPolicy": ("s3:GetBucketPolicy",),
    "AWS::SSO::PermissionSet": tuple(f"sso:{name}" for name in _READ_PERMISSION_SET),
    "AWS::CloudFormation::StackSet": tuple(
        f"cloudformation:{name}" for name in ("DescribeStackSet", "ListStackInstances", "DescribeStackInstance")
    ),
}
"""By resource type, what its read handler calls (handlers.read.permissions of the registry's schemas)."""

_ACTUAL = "_actual"
"""Of a change: the properties that the resource has, as JSON."""

_reverting: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("reverting", default=None)


def install() -> None:
    """Read what the product's stacks hold, and know DeploymentMode."""
    bucket = ("BucketName", "VersioningConfiguration", "PublicAccessBlockConfiguration")
    reads("AWS::S3::Bucket", _read_bucket, *bucket, *bucket_configuration.CONFIGURATIONS)
    reads("AWS::S3::BucketPolicy", _read_bucket_policy, "PolicyDocument")
    changesets._diff_resources = _with_drift(changesets._diff_resources)
    actions = handlers._ACTION_HANDLERS
    actions["CreateChangeSet"] = _reverting_drift(actions["CreateChangeSet"])
    actions["ExecuteChangeSet"] = _from_the_actual_state(actions["ExecuteChangeSet"])
    actions["DescribeChangeSet"] = _telling_drift(actions["DescribeChangeSet"])


def reads(resource_type: str, reader: Reader, *names: str) -> None:
    """Have drift of a type detected, as far as the caller may read it.

    Args:
        resource_type: such as `AWS::S3::Bucket`.
        reader: takes physical id and expected properties; returns the actual ones, None where it is gone.
        names: the properties that it reads.
    """

    def read(physical_id: str, properties: Properties) -> Properties | None:
        principal = execution.acting()
        if principal.policies is not None and ministack.app.AUTH:
            bucket = properties.get("Bucket") or properties.get("BucketName")
            arn = f"arn:aws:s3:::{bucket}" if bucket else "*"
            for action in READS[resource_type]:
                permissions.require(principal, action, arn, execution.CALLED_VIA)
        return reader(physical_id, properties)

    drift._DRIFT_READERS[resource_type] = (read, frozenset(names))


def _read_bucket(physical_id: str, _properties: Properties) -> Properties | None:
    bucket = s3._buckets.get(physical_id)
    if bucket is None:
        return None
    status = s3._bucket_versioning.get(physical_id)
    block = bucket.get("_public_access_block")
    return {
        "BucketName": physical_id,
        **({"VersioningConfiguration": {"Status": status}} if status else {}),
        **({"PublicAccessBlockConfiguration": _settings(block)} if block else {}),
        **bucket_configuration.read(physical_id),
    }


def _settings(document: str) -> dict[str, str]:
    return dict(re.findall(r"<(\w+)>(\w+)</\1>", document))


def _read_bucket_policy(_physical_id: str, properties: Properties) -> Properties | None:
    found = s3._bucket_policies.get(properties["Bucket"])
    return {"PolicyDocument": json.loads(found)} if found else None


def _with_drift(diff: Callable[..., list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    """Add to the differences of templates what the actual state differs in."""

    def compared(before: Properties, after: Properties, *more: Any) -> list[dict[str, Any]]:
        changes = diff(before, after, *more)
        stack = _reverting.get()
        known = {one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"] for one in changes}
        for logical_id, record in (stack or {}).get("_resources", {}).items():
            if logical_id not in after["Resources"] or not drift.supports_drift(record["ResourceType"]):
                continue
            found = drift.detect_resource_drift(stack, logical_id, record, now_iso())
            status = found["StackResourceDriftStatus"]
            if logical_id not in known and status in _DRIFTED:
                known[logical_id] = _put_back(logical_id, record, found)
                changes.append({"ResourceChange": known[logical_id]})
            if logical_id in known:
                known[logical_id] |= {"ResourceDriftStatus": status, _ACTUAL: found.get("ActualProperties", "{}")}
        return changes

    return compared


def _put_back(logical_id: str, record: Properties, found: Properties) -> dict[str, Any]:
    names = dict.fromkeys(one["PropertyPath"].split("/")[1] for one in found.get("PropertyDifferences", ()))
    return {
        "Action": "Modify",
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": record["PhysicalResourceId"],
        "ResourceType": record["ResourceType"],
        "Replacement": "False",
        "Scope": ["Properties"],
        "Details": [{"Target": {"Attribute": "Properties", "Name": name}} for name in names],
    }


def _reverting_drift(create: Callable[[Query], Response]) -> Callable[[Query], Response]:
    def create_change_set(query: Query) -> Response:
        if _first(query, "DeploymentMode") != "REVERT_DRIFT":
            return create(query)
        stack = handlers._resolve_stack(_first(query, "StackName"))
        token = _reverting.set(stack)
        try:
            return create(query)
        finally:
            _reverting.reset(token)

    return create_change_set


def _from_the_actual_state(execute: Callable[[Query], Response]) -> Callable[[Query], Response]:
    """Change each drifted resource from what it is; MiniStack leaves alone what the templates do not change."""

    def execute_change_set(query: Query) -> Response:
        _, found = changesets._find_change_set(_first(query, "ChangeSetName"), _first(query, "StackName"))
        stack = handlers._resolve_stack((found or {}).get("StackName", ""))
        for change in (one["ResourceChange"] for one in (found or {}).get("Changes", ())):
            record = stack["_resources"].get(change["LogicalResourceId"])
            if change.get("ResourceDriftStatus") == "DELETED":
                del stack["_resources"][change["LogicalResourceId"]]
            elif change.get("ResourceDriftStatus") == "MODIFIED":
                _, names = drift._DRIFT_READERS[change["ResourceType"]]
                kept = {name: value for name, value in record["Properties"].items() if name not in names}
                record["Properties"] = {**kept, **json.loads(change[_ACTUAL])}
        return execute(query)

    return execute_change_set


def _telling_drift(describe: Callable[[Query], Response]) -> Callable[[Query], Response]:
    """Say of each change what the comparison with the actual state found."""

    def describe_change_set(query: Query) -> Response:
        status, headers, body = describe(query)
        _, found = changesets._find_change_set(_first(query, "ChangeSetName"), _first(query, "StackName"))
        statuses: Sequence[str] = [
            one["ResourceChange"].get("ResourceDriftStatus", "") for one in (found or {}).get("Changes", ())
        ]
        told = iter(statuses)
        text = re.sub(
            r"</ResourceType>",
            lambda end: f"{end[0]}{f'<ResourceDriftStatus>{one}</ResourceDriftStatus>' if (one := next(told)) else ''}",
            body.decode(),
        )
        return status, headers, text.encode() if any(statuses) else body

    return describe_change_set


def _first(query: Query, name: str) -> str:
    return query.get(name, [""])[0]
