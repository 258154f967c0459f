"""Faults on demand: calls of functions are refused, done without an answer, or end with the death of the caller."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from embedded_aws.faults import Fault, FaultKind
from embedded_aws.server import asynchronous
from embedded_aws.server.asgi import Application, Message, Receive, Send, body_again, read_body, send_into
from embedded_aws.server.fault_answers import failed, throttled

_PROCESS = re.compile(r"\bapp/(\d+)")
"""The calling process in the User-Agent header; `embedded_aws.server.lambda_runtime` has the SDK put it there."""

_SERVICE = re.compile(r"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/")
_ATTEMPT = re.compile(r"attempt=(\d+)")

_BEFORE_ANYTHING = (FaultKind.REFUSED, FaultKind.KILLED_BEFORE)
_KILLED = (FaultKind.KILLED_BEFORE, FaultKind.KILLED_AFTER)


@dataclass(frozen=True)
class _Call:
    worker: Any
    service: str
    action: str
    identity: str
    attempt: int


@dataclass
class _Armed:
    """A fault and the calls that it has seen."""

    fault: Fault
    calls: int = 0

    def is_met_by(self, call: _Call) -> bool:
        """Count a call that fits, by its first attempt, and tell whether it is the one."""
        fault = self.fault
        wanted = (fault.function, fault.service or call.service, fault.action or call.action)
        if wanted != (call.worker.func_name, call.service, call.action):
            return False
        self.calls += call.attempt == 1
        return fault.call == 0 or (fault.call == self.calls and call.attempt == 1)

    @property
    def is_over(self) -> bool:
        """Whether no further call meets it."""
        return 0 < self.fault.call <= self.calls


_armed: list[_Armed] = []
_met_by: dict[str, Fault] = {}
"""The fault that a call met, for its further attempts."""

_met = 0


def arm(body: bytes) -> None:
    """Take faults as JSON."""
    _armed.extend(_Armed(Fault(**{**one, "kind": FaultKind(one["kind"])})) for one in json.loads(body))


def clear() -> None:
    """Forget all faults."""
    _armed.clear()
    _met_by.clear()


def page() -> bytes:
    """Return the counts of faults as JSON."""
    return json.dumps({"armed": len(_armed), "met": _met}).encode()


async def serve(application: Application, scope: Message, receive: Receive, send: Send) -> None:
    """Have the application answer a request, unless that meets a fault."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    worker = _calling_worker(headers) if _armed or _met_by else None
    if worker is None:
        await application(scope, receive, send)
        return
    body = await read_body(receive)
    call = _call(worker, headers, body)
    fault = _fault(call)
    if fault is None:
        await application(scope, body_again(body), send)
    else:
        await _happen(fault, call, lambda answer: application(scope, body_again(body), answer), send)


async def _happen(fault: Fault, call: _Call, do: Callable[[Send], Awaitable[None]], send: Send) -> None:
    answer: list[Message] = []
    if fault.kind not in _BEFORE_ANYTHING:
        await do(send_into(answer))
    if fault.kind in _KILLED:
        call.worker._proc.kill()
    await asyncio.sleep(fault.seconds)
    if fault.kind is not FaultKind.LATE:
        answer = throttled(call.service) if fault.kind is FaultKind.REFUSED else failed(call.service)
    for message in answer:
        await send(message)


def _fault(call: _Call) -> Fault | None:
    global _met  # noqa: PLW0603  # one count for the whole server
    # All of them count the call, whichever it meets.
    met = [armed.fault for armed in list(_armed) if armed.is_met_by(call)]
    _armed[:] = [armed for armed in _armed if not armed.is_over]
    fault = _met_by.setdefault(call.identity, met[0]) if met else _met_by.get(call.identity)
    if fault is None or 0 < fault.attempts < call.attempt:
        return None
    _met += 1
    return fault


def _calling_worker(headers: Mapping[str, str]) -> Any:
    found = _PROCESS.search(headers.get("user-agent", ""))
    if found is None:
        return None
    process = int(found[1])
    return next((worker for worker in asynchronous.workers() if worker._proc.pid == process), None)


def _call(worker: Any, headers: Mapping[str, str], body: bytes) -> _Call:
    signed_for = _SERVICE.search(headers.get("authorization", ""))
    attempt = _ATTEMPT.search(headers.get("amz-sdk-request", ""))
    target = headers.get("x-amz-target", "").rpartition(".")[2]
    return _Call(
        worker=worker,
        service=signed_for[1] if signed_for else "",
        action=target or urllib.parse.parse_qs(body.decode("latin-1")).get("Action", [""])[0],
        identity=headers.get("amz-sdk-invocation-id", ""),
        attempt=int(attempt[1]) if attempt else 1,
    )
