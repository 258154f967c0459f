"""What the function may do: on its own resources by its role, and on all subscriptions' by the permissions boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from common.policies import allow, policy
from formatter import permissions


@dataclass(frozen=True)
class FunctionResources:
    """ARNs of what the function works on, each as a text or an intrinsic function."""

    table: Any
    index: Any
    topic: Any
    log_group: Any
    queue: Any


def function_policy(resources: FunctionResources) -> dict[str, Any]:
    """Return the policy document that lets the function work on these resources."""
    return policy(
        (
            allow("Remember", permissions.TABLE_ACTIONS, resources.table),
            allow("FindWhatWaits", permissions.INDEX_ACTIONS, resources.index),
            allow("Mail", permissions.TOPIC_ACTIONS, resources.topic),
            allow("Log", permissions.LOG_ACTIONS, resources.log_group),
            allow("KeepWhatFailed", permissions.QUEUE_ACTIONS, resources.queue),
        )
    )
