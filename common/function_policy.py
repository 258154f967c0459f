"""What the function may do: on its own resources by its role, and on all subscriptions' by the permissions boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from troposphere import Sub

from common.customer_key import OWN_KEYS, through, use_key
from common.policies import Statement, allow, policy
from formatter import iam_actions

_HUBS = [
    Sub("arn:${AWS::Partition}:securityhub:*:${AWS::AccountId}:hub/default"),
    Sub("arn:${AWS::Partition}:securityhub:*:${AWS::AccountId}:hubv2/*"),
]
"""Security Hub CSPM, and the newer Security Hub.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecurityhub.html
"""


@dataclass(frozen=True)
class FunctionResources:
    """ARNs of what the function works on, each as a text, an intrinsic function or a list of these."""

    table: object
    index: object
    topics: object
    addresses: object
    leads: object
    log_group: object
    queue: object


def function_policy(resources: FunctionResources, key_alias: object = "") -> dict[str, Any]:
    """Return the policy document that lets the function work on these resources, and use the customer's key if there is one."""
    key = [key_statement(key_alias)] if key_alias else []
    return policy([*function_statements(resources), *key])


def function_statements(resources: FunctionResources) -> tuple[Statement, ...]:
    """Return the statements that let the function work on these resources."""
    return (
        allow("Remember", iam_actions.TABLE_ACTIONS, resources.table),
        allow("FindWhatIsDue", iam_actions.INDEX_ACTIONS, resources.index),
        allow("Mail", iam_actions.TOPIC_ACTIONS, resources.topics),
        allow("SeeWhoIsProtected", iam_actions.ADDRESS_ACTIONS, resources.addresses),
        allow("TellOnce", iam_actions.LEAD_ACTIONS, resources.leads),
        allow("Log", iam_actions.LOG_ACTIONS, resources.log_group),
        allow("KeepAndTakeBackWhatFailed", iam_actions.QUEUE_ACTIONS, resources.queue),
        allow("AskWhetherItStands", iam_actions.FINDING_ACTIONS, _HUBS),
    )


def key_statement(alias: object) -> Statement:
    """Return the statement that lets the function use topic, queue and table which this key encrypts."""
    return use_key("UseKey", iam_actions.KEY_ACTIONS, OWN_KEYS, alias, through("dynamodb", "sns", "sqs"))
