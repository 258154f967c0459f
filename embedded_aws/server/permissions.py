"""Ask MiniStack's policy evaluator about calls that never come in as requests, such as CloudFormation's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ministack.app
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import tagging

from embedded_aws.server import cloud_trail, identity
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError, Authorize, Parameters

Context = Mapping[str, Any]

_EVERYTHING = [iam_evaluator.parse_policy_document({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})]
"""What a root may do; the resource's own policy still counts."""


def require(principal: Principal, action: str, resource: str, context: Context | None = None) -> None:
    """Return if the principal may do it.

    Args:
        principal: who wants to.
        action: IAM action, `service:Action`.
        resource: ARN, or `*` for actions that know no resource.
        context: condition keys of this call, such as iam:PassedToService.

    Raises:
        ApiError: AccessDenied, worded as AWS words it.
    """
    if not may(principal, action, resource, context):
        cloud_trail.note_refusal(principal.arn, action)
        raise ApiError(
            "AccessDeniedException",
            f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource}",
            403,
        )


def may(principal: Principal, action: str, resource: str, context: Context | None = None) -> bool:
    """Return whether the principal may do it; everybody may where permissions are not enforced."""
    if not ministack.app.AUTH:
        return True
    tags = tagging.resource_tags(resource) or {}
    tag_keys = {f"aws:resourcetag/{key}".lower(): value for key, value in tags.items()}
    named = {key.lower(): value for key, value in (context or {}).items()}
    question = iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type="AssumedRole" if principal.role_name else "User",
        principal_account=principal.account_id,
        action=action,
        resource_arn=resource,
        region=get_region(),
        secure_transport=True,  # AWS services call each other over TLS
        service_context={"aws:tagkeys": None, **tag_keys, **named},
        principal_keys=principal.keys,
    )
    policies = _EVERYTHING if principal.policies is None else principal.policies
    answer = iam_evaluator.evaluate(question, policies, *principal.limits)
    service = action.partition(":")[0]
    resource_policy = iam_evaluator._resource_policy(service, resource)
    if resource_policy is not None:
        # A key's policy has to let in even those of its own account.
        answer = iam_evaluator.combine_resource_policy(
            answer, question, *resource_policy, required=service == "kms", limits=principal.limits
        )
    return bool(answer.decision == "Allow")


def on_everything(namespace: str) -> Authorize:
    """Return the check of a service whose actions are allowed on all resources or not at all."""

    def authorize(operation: str, _parameters: Parameters) -> None:
        require(identity.caller(), f"{namespace}:{operation}", "*")

    return authorize


def arn(service: str, resource: str) -> str:
    """Return the ARN of a resource in the account and Region of the request."""
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"
