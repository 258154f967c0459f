"""Call CloudFormation from inside, as the services do that work with stacks."""

from __future__ import annotations

import asyncio
import contextvars
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from html import unescape
from typing import Any

import ministack.app
from ministack.core.responses import request_scope
from ministack.services.cloudformation import _stacks, handlers

from embedded_aws.server.cloudformation.execution import acting_as
from embedded_aws.server.cloudformation.stack_tags import by_aws
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError

CAPABILITIES = ("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")

_CODE = re.compile(r"<Code>(.*?)</Code>", re.DOTALL)
_MESSAGE = re.compile(r"<Message>(.*?)</Message>", re.DOTALL)


def call(principal: Principal, region: str, action: str, parameters: Mapping[str, Any]) -> None:
    """Begin an operation on a stack of the principal's account, as the principal.

    Args:
        principal: who CloudFormation acts as.
        region: where the stack is.
        action: CreateStack, UpdateStack or DeleteStack.
        parameters: of that action, as boto3 takes them: text, lists of text, and lists of mappings.

    Raises:
        ApiError: CloudFormation refuses it at once.
    """
    with request_scope(principal.account_id, region), acting_as(principal), by_aws():
        status, _, body = _on_loop(handlers._ACTION_HANDLERS[action], _query(parameters))
    if status != 200:  # noqa: PLR2004
        text = body.decode()
        raise ApiError(_first(_CODE, text), unescape(_first(_MESSAGE, text)), status)


def _on_loop(action: Callable[[Any], Any], query: dict[str, list[str]]) -> Any:
    """Call MiniStack's handler where its event loop runs, in which the handler schedules its work."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        context = contextvars.copy_context()
        done: Future[Any] = Future()
        ministack.app._MAIN_LOOP.call_soon_threadsafe(lambda: done.set_result(action(query)), context=context)
        return done.result()
    return action(query)


def stack_of(account_id: str, region: str, name: str) -> Mapping[str, Any] | None:
    """Return MiniStack's record of a stack, also of one that was deleted."""
    record: Mapping[str, Any] | None = _stacks.get_scoped(account_id, region, name)
    return record


def failure_of(account_id: str, region: str, name: str) -> str:
    """Return why a stack's operation failed: the first resource that did, else the stack's own reason."""
    from ministack.services.cloudformation import _stack_events  # noqa: PLC0415  # replaced when MiniStack resets

    stack = stack_of(account_id, region, name)
    if stack is None:
        return ""
    events = _stack_events.get_scoped(account_id, region, stack["StackId"]) or []
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    named = [f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}" for event in failed]
    return named[0] if named else str(stack.get("StackStatusReason", ""))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else text


def _query(parameters: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write parameters in the query protocol's way, such as Tags.member.1.Key."""
    query: dict[str, list[str]] = {}
    for name, value in parameters.items():
        if isinstance(value, str):
            query[name] = [value]
            continue
        for number, member in enumerate(value, 1):
            fields = {"": member} if isinstance(member, str) else {f".{key}": text for key, text in member.items()}
            query |= {f"{name}.member.{number}{key}": [str(text)] for key, text in fields.items()}
    return query
