"""Change sets of a stack that is still to be made: all are of the one empty stack that the first of them has made.

MiniStack makes another stack of the same name for each. And it takes changes to a stack that is at work, or empty.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html (ChangeSetType)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services.cloudformation import _stacks, changesets, handlers

from embedded_aws.server.service import Response

Query = Mapping[str, list[str]]
Stack = Mapping[str, Any]

_IN_REVIEW = "REVIEW_IN_PROGRESS"


def install() -> None:
    """Have CreateChangeSet look at the stack first."""
    actions = handlers._ACTION_HANDLERS
    actions["CreateChangeSet"] = _of_one_stack(actions["CreateChangeSet"])


def _of_one_stack(create: Callable[[Query], Response]) -> Callable[[Query], Response]:
    def create_change_set(query: Query) -> Response:
        name = query.get("StackName", [""])[0]
        stack = handlers._resolve_stack(name)
        status = stack["StackStatus"] if stack else ""
        if query.get("ChangeSetType", ["UPDATE"])[0] == "CREATE":
            return _kept(stack, query, create(query)) if stack and status == _IN_REVIEW else create(query)
        if status == _IN_REVIEW:
            return _refusal(f"Stack [{name}] does not exist")
        if stack and status.endswith("_IN_PROGRESS"):
            return _refusal(f"Stack:{stack['StackId']} is in {status} state and can not be updated.")
        return create(query)

    return create_change_set


def _kept(stack: Stack, query: Query, answer: Response) -> Response:
    """Put the stack back that was there, with the new change set as one of its own."""
    from ministack.services.cloudformation import _stack_events  # noqa: PLC0415  # replaced when MiniStack resets

    status, headers, body = answer
    made = _stacks.get(stack["StackName"])
    _stacks[stack["StackName"]] = stack
    if made is None or made is stack:
        return answer
    _stack_events.pop(made["StackId"], None)
    _, change_set = changesets._find_change_set(query["ChangeSetName"][0], stack["StackName"])
    change_set["StackId"] = stack["StackId"]
    return status, headers, body.replace(made["StackId"].encode(), stack["StackId"].encode())


def _refusal(message: str) -> Response:
    answer: Response = handlers._error("ValidationError", message, 400)
    return answer
