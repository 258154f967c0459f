"""What the added services share: dispatch by operation, errors as AWS words them, and registration in MiniStack."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import ministack.app
from ministack.core import iam_actions, router

Parameters = dict[str, Any]
Operation = Callable[[Parameters], Mapping[str, Any]]
Authorize = Callable[[str, Parameters], None]
Response = tuple[int, dict[str, str], bytes]
Headers = Mapping[str, str]
Handler = Callable[[str, str, Headers, bytes, Mapping[str, list[str]]], Awaitable[Response]]


class ApiError(Exception):
    """An error that the caller's SDK raises as a ClientError of that code."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status

    def response(self) -> Response:
        """Return it as the JSON protocols word an error."""
        body = json.dumps({"__type": self.code, "message": str(self), "Message": str(self)})
        return self.status, {"Content-Type": "application/json", "x-amzn-errortype": self.code}, body.encode()


def register_json_service(name: str, operations: Mapping[str, Operation], authorize: Authorize | None = None) -> None:
    """Add a service of the JSON protocol, whose operation stands in the X-Amz-Target header.

    Args:
        name: the service's SigV4 signing name, which is its prefix in IAM actions too.
        operations: what it answers, by operation.
        authorize: checks a call where its resource or its condition keys follow from the parameters; without it, MiniStack
            checks the action against all resources.
    """

    async def handle(
        _method: str, _path: str, headers: Headers, body: bytes, _query: Mapping[str, list[str]]
    ) -> Response:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        return _answer(name, operations, operation, json.loads(body or b"{}"), authorize)

    _register(name, handle)
    if authorize is None:
        iam_actions.SERVICE_TO_IAM_NAMESPACE[name] = name


def register_rest_service(name: str, operations: Mapping[str, Operation]) -> None:
    """Add a service of the REST protocol, whose operation follows from method and path.

    Parameters of body and query reach the operation under their own names; the path under `path`.
    """
    iam_actions._BOTOCORE_SERVICE_MAP[name] = [name]

    async def handle(
        method: str, path: str, _headers: Headers, body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        operation = iam_actions._match_rest_action(name, method, path, query) or f"{method} {path}"
        named = {key: values[0] for key, values in query.items()}
        return _answer(name, operations, operation, {"path": path, **named, **json.loads(body or b"{}")}, None)

    _register(name, handle)
    iam_actions.SERVICE_TO_IAM_NAMESPACE[name] = name


def _register(name: str, handler: Handler) -> None:
    ministack.app.SERVICE_HANDLERS[name] = handler
    # A name with patterns of its own is known at once; for any other the router reads all of botocore's models.
    router.SERVICE_PATTERNS[name] = {}


def _answer(
    service: str,
    operations: Mapping[str, Operation],
    operation: str,
    parameters: Parameters,
    authorize: Authorize | None,
) -> Response:
    call = operations.get(operation)
    if call is None:
        return ApiError("InvalidAction", f"The embedded AWS does not know {operation} of {service}.").response()
    try:
        if authorize is not None:
            authorize(operation, parameters)
        answer = call(parameters)
    except ApiError as error:
        return error.response()
    return 200, {"Content-Type": "application/json"}, json.dumps(answer, default=str).encode()
