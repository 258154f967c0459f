"""The calls that CloudFormation makes for AWS::Lambda types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from embedded_aws.server import permissions
from embedded_aws.server.cloudformation.resource import Call, Resource

_READ = (
    "lambda:GetFunction",
    "lambda:GetFunctionCodeSigningConfig",
    "lambda:GetFunctionRecursionConfig",
    "lambda:GetRuntimeManagementConfig",
)
_CREATE = ("lambda:CreateFunction",)
_UPDATE = ("lambda:UpdateFunctionConfiguration",)
_DELETE = ("lambda:DeleteFunction", "lambda:GetFunction")
_BY_PROPERTY = {
    "Tags": ("lambda:TagResource",),
    "ReservedConcurrentExecutions": ("lambda:PutFunctionConcurrency",),
    "RecursiveLoop": ("lambda:PutFunctionRecursionConfig",),
    "RuntimeManagementConfig": ("lambda:PutRuntimeManagementConfig",),
}
_PERMISSION = {
    "create": ("lambda:AddPermission", "lambda:GetPolicy"),
    "update": ("lambda:AddPermission", "lambda:RemovePermission", "lambda:GetPolicy"),
    "delete": ("lambda:RemovePermission",),
}
_EVENT_INVOKE = {
    "create": ("lambda:PutFunctionEventInvokeConfig", "lambda:GetFunctionEventInvokeConfig"),
    "update": ("lambda:UpdateFunctionEventInvokeConfig", "lambda:GetFunctionEventInvokeConfig"),
    "delete": ("lambda:DeleteFunctionEventInvokeConfig",),
}


def function_calls(resource: Resource) -> Iterator[Call]:
    """Yield the calls for a function; its code is read from S3 where it is fetched."""
    arn = _function_arn(resource.name("FunctionName", 64))
    keys = resource.tag_keys()
    if resource.operation == "delete":
        yield from (Call(action, arn) for action in _DELETE)
        return
    if resource.changes("Role"):
        passed_to = {"iam:PassedToService": "lambda.amazonaws.com", "iam:AssociatedResourceArn": arn}
        yield Call("iam:PassRole", resource.properties["Role"], passed_to)
    settings = _CREATE if resource.operation == "create" else _UPDATE
    yield from (Call(action, arn, {**keys, **_layers_and_network(resource)}) for action in settings)
    if resource.operation == "update" and resource.changes("Code"):
        yield Call("lambda:UpdateFunctionCode", arn, keys)
    for name, actions in _BY_PROPERTY.items():
        if resource.changes(name):
            yield from (Call(action, arn, keys) for action in actions)
    yield from (Call(action, arn) for action in _READ)


def _layers_and_network(resource: Resource) -> Mapping[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html."""
    layers = resource.properties.get("Layers")
    network = resource.properties.get("VpcConfig")
    return {
        **({"lambda:Layer": layers} if layers else {}),
        **({"lambda:VpcIds": "vpc-of-these-subnets"} if network else {}),
    }


def permission_calls(resource: Resource) -> Iterable[Call]:
    """Return the calls for a statement in a function's policy."""
    arn = _function_arn(resource.properties["FunctionName"])
    keys = {"lambda:Principal": resource.properties["Principal"]}
    return (Call(action, arn, keys) for action in _PERMISSION[resource.operation])


def event_invoke_calls(resource: Resource) -> Iterable[Call]:
    """Return the calls for a function's settings of asynchronous invocation."""
    arn = _function_arn(resource.properties["FunctionName"])
    return (Call(action, arn) for action in _EVENT_INVOKE[resource.operation])


def _function_arn(name: str) -> str:
    return name if name.startswith("arn:") else permissions.arn("lambda", f"function:{name}")
