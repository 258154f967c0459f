"""The permissions boundary of every formatter role: what the function calls, on this product's resources, nothing else."""

from __future__ import annotations

from troposphere import Ref, iam

from common import names
from common.customer_key import KEY_ALIAS, if_key
from common.function_policy import FunctionResources, function_statements, key_statement
from common.policies import of_subscriptions, policy
from formatter.memory.schema import AGENDA_INDEX

BOUNDARY = "PermissionsBoundary"


def boundary() -> iam.ManagedPolicy:
    """Return the boundary as a managed policy with a fixed name, so that the launch role's policy can name it."""
    topics = [of_subscriptions("sns", one) for one in (names.TOPIC, names.LEAD_TOPIC)]
    resources = FunctionResources(
        table=of_subscriptions("dynamodb", names.TABLE, "table/"),
        index=of_subscriptions("dynamodb", names.TABLE, "table/", f"/index/{AGENDA_INDEX}"),
        topics=topics,
        addresses=topics,
        leads=of_subscriptions("sns", names.LEAD_TOPIC),
        log_group=of_subscriptions("logs", names.LOG_GROUP, "log-group:", ":*"),
        queue=of_subscriptions("sqs", names.QUEUE),
    )
    return iam.ManagedPolicy(
        BOUNDARY,
        ManagedPolicyName=names.BOUNDARY_NAME,
        Description="The most that the functions of security notification subscriptions may do",
        PolicyDocument=policy([*function_statements(resources), if_key(key_statement(Ref(KEY_ALIAS)))]),
    )
