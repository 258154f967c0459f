"""The least IAM policy of whoever runs a command, made of what its steps need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from installer.checks.needed_actions import (
    CONFIRM,
    COVERAGE,
    DOCTOR,
    ENROLL,
    INSTALL,
    NEEDS,
    ORGANIZATION,
    PLAN,
    REDRIVE,
    SHARE,
    STATUS,
    TEST_FINDING,
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
    ENROLL: (COVERAGE, ENROLL),
    "update-subscriptions": (COVERAGE,),
    UNINSTALL: (UNINSTALL,),
    ORGANIZATION: (ORGANIZATION,),
    DOCTOR: (DOCTOR,),
    TEST_FINDING: (TEST_FINDING,),
    REDRIVE: (REDRIVE,),
    CONFIRM: (CONFIRM,),
    VERIFY: (VERIFY,),
}
"""By command, the steps whose needs it has."""

_WITH_KEY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((PLAN, STATUS), ("kms:Decrypt",)),
    **dict.fromkeys((INSTALL, REDRIVE), ("kms:Decrypt", "kms:GenerateDataKey")),
    DOCTOR: ("kms:Decrypt", "kms:DescribeKey"),
}
"""By step, what it needs of a customer's key: artifacts, dead letters and topics are encrypted with it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms (permissions)
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
"""

COMMANDS = tuple(_LIKE)
"""The commands for which there is a policy."""


def command_policy(
    command: str, partition: str, regions: Sequence[str], account: str, key_alias: str = ""
) -> dict[str, Any]:
    """Return the least IAM policy of a command's caller.

    Args:
        command: one of `COMMANDS`.
        partition: AWS partition.
        regions: Regions of the hub.
        account: account in which the command runs.
        key_alias: alias of the customer's key that the configuration names; empty for none.
    """
    by_resources: dict[tuple[str, ...], set[str]] = {}
    for step in _LIKE[command]:
        for need in NEEDS[step]:
            filled_in = (arn for region in regions for arn in filled(need, partition, region, account))
            by_resources.setdefault(tuple(dict.fromkeys(filled_in)), set()).update(need.actions)
    statements: list[dict[str, Any]] = [
        {"Effect": "Allow", "Action": sorted(actions), "Resource": list(resources)}
        for resources, actions in by_resources.items()
    ]
    keyed = sorted({action for step in _LIKE[command] for action in _WITH_KEY.get(step, ())})
    if key_alias and keyed:
        keys = [f"arn:{partition}:kms:{region}:{account}:key/*" for region in regions]
        only = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias}}
        statements.append({"Effect": "Allow", "Action": keyed, "Resource": keys, "Condition": only})
    return {"Version": "2012-10-17", "Statement": statements}
