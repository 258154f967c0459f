"""The principal that CloudFormation acts as while it works on a stack."""

from __future__ import annotations

import contextlib
import contextvars
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

import ministack.app
from ministack.core.responses import get_account_id
from ministack.services.cloudformation import _stacks, handlers, provisioners

from embedded_aws.deviations import Deviation
from embedded_aws.server import cloud_trail, deviations, identity, permissions
from embedded_aws.server.cloudformation.calls import calls_for
from embedded_aws.server.cloudformation.resource import Resource
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError, Headers, Response
from embedded_aws.server.trust_policy import service_may_assume

CALLED_VIA = {"aws:CalledVia": ["cloudformation.amazonaws.com"], "aws:ViaAWSService": "true"}
"""What tells IAM that CloudFormation calls on somebody's behalf."""

_UNDOCUMENTED = "kms:DescribeKey"

_CHANGING = ("CreateStack", "UpdateStack", "DeleteStack", "CreateChangeSet", "ExecuteChangeSet")

_NOT_THERE = "NotFound"
"""Part of the code of an error about what is not there; what somebody deleted by hand keeps no stack.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html
"""

_acting: contextvars.ContextVar[Principal | None] = contextvars.ContextVar("acting", default=None)


@contextlib.contextmanager
def acting_as(principal: Principal) -> Iterator[None]:
    """Let CloudFormation act as a principal for the operations that begin inside; their tasks keep it."""
    token = _acting.set(principal)
    try:
        yield
    finally:
        _acting.reset(token)


def acting() -> Principal:
    """Return the principal that CloudFormation acts as, else the caller of the request."""
    return _acting.get() or identity.caller()


def install() -> None:
    """Act as the caller or as the role that the caller passes, and check each call of each resource."""
    handle = ministack.app.SERVICE_HANDLERS["cloudformation"]

    async def handle_as_principal(
        method: str, path: str, headers: Headers, body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        parameters = {**query, **parse_qs(body.decode(errors="replace"))}
        try:
            principal = _principal_for(parameters)
        except ApiError as error:
            return xml_error(error)
        with acting_as(principal):
            response: Response = await handle(method, path, headers, body, query)
        _remember_role(parameters)
        return response

    ministack.app.SERVICE_HANDLERS["cloudformation"] = handle_as_principal
    for resource_type, operations in provisioners._RESOURCE_HANDLERS.items():
        _check_calls(resource_type, operations)


def xml_error(error: ApiError) -> Response:
    """Word an error as CloudFormation's own protocol does."""
    code = "AccessDenied" if error.code == "AccessDeniedException" else error.code
    response: Response = handlers._error(code, str(error), error.status)
    return response


def _principal_for(parameters: Mapping[str, list[str]]) -> Principal:
    """Return the role passed now or with an earlier operation on the stack, else the caller."""
    caller = identity.caller()
    if parameters.get("Action", [""])[0] not in _CHANGING:
        return caller
    passed = parameters.get("RoleARN", [""])[0]
    if passed:
        permissions.require(caller, "iam:PassRole", passed, {"iam:PassedToService": "cloudformation.amazonaws.com"})
        _require_trust(passed)
    stack = _stacks.get(parameters.get("StackName", [""])[0]) or {}
    role_arn = passed or stack.get("RoleARN", "")
    return identity.role_session(role_arn, "AWSCloudFormation") if role_arn else caller


def _require_trust(role_arn: str) -> None:
    role = identity.role_of(role_arn)
    if role is None or not service_may_assume(role, "cloudformation.amazonaws.com", get_account_id()):
        raise ApiError("ValidationError", f"Role {role_arn} is invalid or cannot be assumed")


def _remember_role(parameters: Mapping[str, list[str]]) -> None:
    role_arn = parameters.get("RoleARN", [""])[0]
    stack = _stacks.get(parameters.get("StackName", [""])[0])
    if role_arn and stack is not None:
        stack["RoleARN"] = role_arn


def _check_calls(resource_type: str, operations: dict[str, Any]) -> None:
    """Make each handler of a resource type check what its operation calls."""
    for name in ("create", "update", "delete"):
        if name in operations:
            operations[name] = _checked(resource_type, name, operations[name])


def _checked(resource_type: str, operation: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(handler)
    def checked(*arguments: object) -> object:
        principal = _acting.get()
        if principal is not None and principal.policies is not None and ministack.app.AUTH:
            resource = Resource.of(resource_type, operation, arguments)
            if deviations.is_on(Deviation.UNDOCUMENTED_CALL):
                cloud_trail.note_refusal(principal.arn, _UNDOCUMENTED)
            for call in calls_for(resource):
                permissions.require(principal, call.action, call.resource, {**CALLED_VIA, **call.keys})
        try:
            return handler(*arguments)
        except ApiError as error:
            if operation == "delete" and _NOT_THERE in error.code:
                return None
            raise

    return checked
