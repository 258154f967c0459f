"""What the added services share: dispatch by operation, errors as AWS words them, and registration in MiniStack."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import ministack.app
from ministack.core import router

Parameters = dict[str, Any]
Operation = Callable[[Parameters], Mapping[str, Any]]
Authorize = Callable[[str, Parameters], None]
Route = tuple[str, str]
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


def register_json_service(name: str, operations: Mapping[str, Operation], authorize: Authorize) -> None:
    """Add a service of the JSON protocol, whose operation stands in the X-Amz-Target header.

    Args:
        name: the service's SigV4 signing name.
        operations: what it answers, by operation.
        authorize: raises an ApiError unless the caller may call an operation with these parameters.
    """

    async def handle(
        _method: str, _path: str, headers: Headers, body: bytes, _query: Mapping[str, list[str]]
    ) -> Response:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        return _answer(operations, operation, json.loads(body or b"{}"), authorize)

    _register(name, handle)


def register_rest_service(
    name: str, operations: Mapping[str, Operation], routes: Mapping[Route, str], authorize: Authorize
) -> None:
    """Add a service of the REST protocol.

    Args:
        name: likewise.
        operations: likewise; body, query and the rest of the path, as `rest`, are the parameters.
        routes: operation by method and start of the path; the longest start that fits counts.
        authorize: likewise.
    """
    by_length = sorted(routes.items(), key=lambda route: -len(route[0][1]))

    async def handle(
        method: str, path: str, _headers: Headers, body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        fitting = (
            (start, operation) for (verb, start), operation in by_length if verb == method and path.startswith(start)
        )
        start, operation = next(fitting, (path, f"{method} {path}"))
        named = {key: values[0] for key, values in query.items()}
        parameters = {"rest": path.removeprefix(start), **named, **json.loads(body or b"{}")}
        return _answer(operations, operation, parameters, authorize)

    _register(name, handle)


def _register(name: str, handler: Handler) -> None:
    ministack.app.SERVICE_HANDLERS[name] = handler
    # A name with patterns of its own is known at once; for any other the router reads all of botocore's models.
    router.SERVICE_PATTERNS[name] = {}


def _answer(
    operations: Mapping[str, Operation], operation: str, parameters: Parameters, authorize: Authorize
) -> Response:
    call = operations.get(operation)
    if call is None:
        return ApiError("InvalidAction", f"The embedded AWS does not know {operation}.").response()
    try:
        authorize(operation, parameters)
        answer = call(parameters)
    except ApiError as error:
        return error.response()
    return 200, {"Content-Type": "application/json"}, json.dumps(answer, default=str).encode()
