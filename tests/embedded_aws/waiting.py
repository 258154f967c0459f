"""Wait for what AWS does later, with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Return the first true answer of the condition; fail when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not so within {seconds} seconds")


def stack_status(client: Any, name: str) -> str:
    """Return the status in which a stack ends."""

    def settled() -> str:
        status: str = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        return "" if status.endswith("_IN_PROGRESS") else status

    return str(until(settled))


def first_failure(client: Any, name: str) -> str:
    """Return why the first resource of a stack failed."""
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return str(failed[-1]["ResourceStatusReason"])
