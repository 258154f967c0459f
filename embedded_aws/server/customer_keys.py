"""What services ask of KMS for whoever calls them, where a resource has a customer's key; MiniStack asks nobody.

They use the caller's rights, so that a missing grant fails the call here as on AWS.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import ministack.app
from ministack.services import dynamodb, kms, sns, sqs

from embedded_aws.server import identity, permissions
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError, Headers, Response

TO_WRITE = ("kms:GenerateDataKey", "kms:Decrypt")
TO_READ = ("kms:Decrypt",)

_OF_AWS = "alias/aws/"
"""AWS's own keys let in everybody who comes by their service."""

_Parameters = Mapping[str, Any]
_Needs = Mapping[str, tuple[str, ...]]


def install() -> None:
    """Ask before a message or a row is written or read."""
    _ask("sns", {"Publish": TO_WRITE, "PublishBatch": TO_WRITE}, _key_of_topic)
    sending = {"SendMessage": TO_WRITE, "SendMessageBatch": TO_WRITE, "ReceiveMessage": TO_READ}
    _ask("sqs", sending, _key_of_queue)
    verbs = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan")
    _ask("dynamodb", dict.fromkeys(verbs, TO_READ), _key_of_table)


def keys_of_call(arn: str, service: str) -> Mapping[str, object]:
    """Return the condition keys of a call to KMS that a service makes.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    """
    _, _, _, region, _, name = arn.split(":", 5)
    key_id = name.removeprefix("key/")
    aliases = [alias.split(":", 5)[5] for alias, target in kms._aliases.items() if target == key_id]
    return {"kms:ViaService": f"{service}.{region}.amazonaws.com", "kms:ResourceAliases": aliases}


def arn_of(named: str) -> str:
    """Return the ARN of a key that an id, an ARN or an alias of the account names.

    Raises:
        ApiError: there is none, or it is not enabled.
    """
    key = kms._resolve_key(named)
    if key is None:
        raise ApiError("NotFoundException", f"Key {named} is not found.")
    if key["KeyState"] != "Enabled":
        raise ApiError("KMSInvalidStateException", f"{key['Arn']} is {key['KeyState']}.")
    return str(key["Arn"])


def require(principal: Principal, named: str, service: str, actions: tuple[str, ...]) -> None:
    """Return if a principal may use a key by a service.

    Args:
        principal: for whom the service asks.
        named: id, ARN or alias of the key, in the account and Region of the request.
        service: the service.
        actions: what it does with the key.

    Raises:
        ApiError: it may not, or there is no such key.
    """
    arn = arn_of(named)
    for action in actions:
        permissions.require(principal, action, arn, keys_of_call(arn, service))


def _ask(service: str, needs: _Needs, key_of: Callable[[_Parameters], str]) -> None:
    handle = ministack.app.SERVICE_HANDLERS[service]

    async def handle_with_key(
        method: str, path: str, headers: Headers, body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        action, parameters = _read(headers, body, query)
        named = key_of(parameters) if ministack.app.AUTH and action in needs else ""
        if named:
            try:
                require(identity.caller(), named, service, needs[action])
            except ApiError as error:
                return _refused(service, error)
        answer: Response = await handle(method, path, headers, body, query)
        return answer

    ministack.app.SERVICE_HANDLERS[service] = handle_with_key


def _read(headers: Headers, body: bytes, query: Mapping[str, list[str]]) -> tuple[str, _Parameters]:
    target = headers.get("x-amz-target", "").rpartition(".")[2]
    if target:
        return target, json.loads(body or b"{}")
    given = {**query, **parse_qs(body.decode(errors="replace"))}
    flat = {name: values[0] for name, values in given.items()}
    return flat.get("Action", ""), flat


def _refused(service: str, error: ApiError) -> Response:
    if service == "sns":
        refused: Response = sns._error("KMSAccessDenied", str(error), 400)
        return refused
    code = {"sqs": "KmsAccessDenied", "dynamodb": "AccessDeniedException"}[service]
    return ApiError(code, f"KMS key access denied error: {error}", 400).response()


def _key_of_topic(parameters: _Parameters) -> str:
    topic = sns._topic_by_arn_any_scope(str(parameters.get("TopicArn", "")))
    return str(topic["attributes"].get("KmsMasterKeyId", "")) if topic else ""


def _key_of_queue(parameters: _Parameters) -> str:
    name = str(parameters.get("QueueUrl", "")).rpartition("/")[2]
    found = next((queue for url, queue in sqs._queues.items() if url.rpartition("/")[2] == name), None)
    return str(found["attributes"].get("KmsMasterKeyId", "")) if found else ""


def _key_of_table(parameters: _Parameters) -> str:
    table = dynamodb._tables.get(str(parameters.get("TableName", "")).rpartition("/")[2])
    named = str(((table or {}).get("SSEDescription") or {}).get("KMSMasterKeyArn", ""))
    return "" if _OF_AWS in named else named
