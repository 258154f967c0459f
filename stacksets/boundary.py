"""The permissions boundary of every formatter role: what the function calls, on this product's resources, nothing else."""

from __future__ import annotations

from troposphere import iam

from formatter import permissions
from formatter.memory.schema import PENDING_INDEX
from product.names import BOUNDARY_NAME
from product.policies import allow, of_subscriptions, policy

BOUNDARY = "PermissionsBoundary"


def boundary() -> iam.ManagedPolicy:
    """Return the boundary as a managed policy with a fixed name, so that the launch role's policy can name it."""
    statements = (
        allow("Remember", permissions.TABLE_ACTIONS, of_subscriptions("dynamodb", "table/")),
        allow(
            "FindWhatWaits",
            permissions.INDEX_ACTIONS,
            of_subscriptions("dynamodb", "table/", f"/index/{PENDING_INDEX}"),
        ),
        allow("Mail", permissions.TOPIC_ACTIONS, of_subscriptions("sns")),
        allow("Log", permissions.LOG_ACTIONS, of_subscriptions("logs", "log-group:", ":*")),
        allow("KeepWhatFailed", permissions.QUEUE_ACTIONS, of_subscriptions("sqs")),
    )
    return iam.ManagedPolicy(
        BOUNDARY,
        ManagedPolicyName=BOUNDARY_NAME,
        Description="The most that the functions of security notification subscriptions may do",
        PolicyDocument=policy(statements),
    )
