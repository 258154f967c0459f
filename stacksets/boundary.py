"""The permissions boundary of every formatter role: what the function calls, on this product's resources, nothing else."""

from __future__ import annotations

from troposphere import iam

from common.function_policy import FunctionResources, function_policy
from common.names import BOUNDARY_NAME
from common.policies import of_subscriptions
from formatter.memory.schema import AGENDA_INDEX

BOUNDARY = "PermissionsBoundary"


def boundary() -> iam.ManagedPolicy:
    """Return the boundary as a managed policy with a fixed name, so that the launch role's policy can name it."""
    resources = FunctionResources(
        table=of_subscriptions("dynamodb", "table/"),
        index=of_subscriptions("dynamodb", "table/", f"/index/{AGENDA_INDEX}"),
        topic=of_subscriptions("sns"),
        log_group=of_subscriptions("logs", "log-group:", ":*"),
        queue=of_subscriptions("sqs"),
    )
    return iam.ManagedPolicy(
        BOUNDARY,
        ManagedPolicyName=BOUNDARY_NAME,
        Description="The most that the functions of security notification subscriptions may do",
        PolicyDocument=function_policy(resources),
    )
