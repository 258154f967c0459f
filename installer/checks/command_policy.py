"""The least IAM policy of whoever runs a command, made of what its steps need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from installer.checks.needed_actions import (
    COVERAGE,
    INSTALL,
    NEEDS,
    ORGANIZATION,
    PLAN,
    SHARE,
    STATUS,
    UNINSTALL,
    VERIFY,
    filled,
)

_LIKE: Mapping[str, tuple[str, ...]] = {
    INSTALL: (INSTALL, SHARE),
    PLAN: (PLAN,),
    SHARE: (SHARE,),
    STATUS: (STATUS,),
    COVERAGE: (COVERAGE,),
    "report": (COVERAGE,),
    "enroll": (COVERAGE,),
    "update-subscriptions": (COVERAGE,),
    UNINSTALL: (UNINSTALL,),
    ORGANIZATION: (ORGANIZATION,),
    VERIFY: (VERIFY,),
}
"""By command, the steps whose needs it has."""

COMMANDS = tuple(_LIKE)
"""The commands for which there is a policy."""


def command_policy(command: str, partition: str, regions: Sequence[str], account: str) -> dict[str, Any]:
    """Return the least IAM policy of a command's caller.

    Args:
        command: one of `COMMANDS`.
        partition: AWS partition.
        regions: Regions of the hub.
        account: account in which the command runs.
    """
    by_resources: dict[tuple[str, ...], set[str]] = {}
    for step in _LIKE[command]:
        for need in NEEDS[step]:
            filled_in = (arn for region in regions for arn in filled(need, partition, region, account))
            by_resources.setdefault(tuple(dict.fromkeys(filled_in)), set()).update(need.actions)
    statements = [
        {"Effect": "Allow", "Action": sorted(actions), "Resource": list(resources)}
        for resources, actions in by_resources.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}
