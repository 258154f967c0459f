"""Ask IAM whether the caller may do what a step needs.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.identity import Identity
from installer.aws.sentences import is_denied
from installer.aws.session import Session
from installer.checks.needed_actions import NEEDS, Need, filled

if TYPE_CHECKING:
    from types_boto3_iam import IAMClient
    from types_boto3_iam.type_defs import EvaluationResultTypeDef


def principal_arn(session: Session, known: Identity) -> str | None:
    """Return the ARN of the role or user behind the credentials, with its path; None for a root or a federated user."""
    kind, _, name = known.arn.split(":", 5)[5].partition("/")
    if kind == "user":
        return known.arn
    if kind != "assumed-role":
        return None
    role = session.client("iam").get_role(RoleName=name.partition("/")[0])["Role"]
    return str(role["Arn"])


def missing_actions(session: Session, known: Identity, principal: str, region: str, step: str) -> list[str]:
    """Return the actions that the step needs and the principal may not call."""
    client = session.client("iam")
    answers = (one for need in NEEDS[step] for one in _simulated(client, session, known, principal, region, need))
    return sorted({str(one["EvalActionName"]) for one in answers if one["EvalDecision"] != "allowed"})


def may_ask(error: ClientError) -> bool:
    """Return whether an error is something else than a refusal to say what the principal may do."""
    return not (is_denied(error) or error.response["Error"]["Code"] == "NoSuchEntity")


def _simulated(  # noqa: PLR0913, PLR0917  # a question is all of these
    client: IAMClient, session: Session, known: Identity, principal: str, region: str, need: Need
) -> Iterator[EvaluationResultTypeDef]:
    partition = session.get_partition_for_region(region)
    pages = client.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=principal,
        ActionNames=list(need.actions),
        ResourceArns=list(filled(need, partition, region, known.account_id)),
    )
    for page in pages:
        yield from page["EvaluationResults"]
