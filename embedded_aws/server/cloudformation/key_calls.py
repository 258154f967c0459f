"""The calls that CloudFormation makes because a resource has a customer's key.

The principal that makes such a table needs what DynamoDB's document lists; a log group only names its key, and the key's policy
has to let CloudWatch Logs in for that group.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ministack.app
from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import dynamodb, kms
from ministack.services.cloudformation import provisioners

from embedded_aws.server import customer_keys, permissions
from embedded_aws.server.cloudformation.finishing import finish
from embedded_aws.server.cloudformation.resource import Call, Resource

_OF_TABLE = (
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:CreateGrant",
)


_OF_LOGS = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
_LONGEST = 512


def table_key_calls(resource: Resource) -> Iterable[Call]:
    """Return what DynamoDB asks of a table's key for whoever makes the table, or gives it another key."""
    named = (resource.properties.get("SSESpecification") or {}).get("KMSMasterKeyId")
    if not named or not resource.changes("SSESpecification"):
        return ()
    arn = customer_keys.arn_of(named)
    keys = {**customer_keys.keys_of_call(arn, "dynamodb"), "kms:GrantIsForAWSResource": "true"}
    return (Call("kms:ListAliases", "*"), *(Call(action, arn, keys) for action in _OF_TABLE))


def install() -> None:
    """Keep the key of a table, which MiniStack forgets, and refuse a log group whose key does not let CloudWatch Logs in."""
    finish("AWS::DynamoDB::Table", _keep_key)
    _check_keys_of_log_groups()


def _keep_key(name: str, properties: Mapping[str, Any]) -> None:
    wanted = properties.get("SSESpecification") or {}
    table = dynamodb._tables.get(name)
    if table is not None and wanted.get("KMSMasterKeyId"):
        arn = customer_keys.arn_of(wanted["KMSMasterKeyId"])
        table["SSEDescription"] = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": arn}


def _check_keys_of_log_groups() -> None:
    operations = provisioners._RESOURCE_HANDLERS["AWS::Logs::LogGroup"]
    create, update = operations["create"], operations["update"]

    def create_with_key(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> object:
        named = properties.get("LogGroupName") or provisioners._physical_name(stack_name, logical_id, max_len=_LONGEST)
        _require_logs(properties, named)
        return create(logical_id, properties, stack_name)

    def update_with_key(physical_id: str, before: Mapping[str, Any], after: Mapping[str, Any], *more: object) -> object:
        _require_logs(after, physical_id)
        return update(physical_id, before, after, *more)

    operations["create"], operations["update"] = create_with_key, update_with_key


def _require_logs(properties: Mapping[str, Any], name: str) -> None:
    named = properties.get("KmsKeyId")
    if not named or not ministack.app.AUTH:
        return
    key = kms._resolve_key(named)
    group = permissions.arn("logs", f"log-group:{name}")
    if key is None or key["KeyState"] != "Enabled" or not _lets_logs_in(key, group):
        raise ValueError(
            f"The specified KMS key does not exist or is not allowed to be used with Arn '{group}' "
            "(Service: CloudWatchLogs, Status Code: 400, Error Code: AccessDeniedException)"
        )


def _lets_logs_in(key: Mapping[str, Any], group: str) -> bool:
    service = f"logs.{get_region()}.amazonaws.com"
    return all(
        iam_evaluator.evaluate_resource_policy(
            key["Policy"],
            iam_evaluator.EvalContext(
                principal_arn=service,
                principal_type="Service",
                principal_account="",
                action=action,
                resource_arn=key["Arn"],
                region=get_region(),
                service_context={"kms:encryptioncontext:aws:logs:arn": group},
            ),
            service=service,
        ).decision
        == "Allow"
        for action in _OF_LOGS
    )


def log_group_key_calls(resource: Resource) -> Iterable[Call]:
    """Return what names a log group's key, or takes it away."""
    if not resource.changes("KmsKeyId"):
        return ()
    verb = "Associate" if resource.properties.get("KmsKeyId") else "Disassociate"
    return (Call(f"logs:{verb}KmsKey", permissions.arn("logs", f"log-group:{resource.name('LogGroupName', 512)}")),)
