"""IAM's SimulatePrincipalPolicy; MiniStack's knows no paths of roles, no boundaries, and only the first resource.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam

from embedded_aws.server import identity
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import Response

Query = Mapping[str, list[str]]
_DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}


def install() -> None:
    """Answer instead of MiniStack."""
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = _simulate


def _simulate(query: Query) -> Response:
    source = query["PolicySourceArn"][0]
    kind, _, name = source.split(":", 5)[5].partition("/")
    name = name.rpartition("/")[2]
    known = {"role": iam._roles, "user": iam._users}.get(kind, {})
    if name not in known:
        missing: Response = iam._error(404, "NoSuchEntity", f"The entity {source} cannot be found.", ns="iam")
        return missing
    principal = identity.role_session(source, "simulated") if kind == "role" else _user(source, name)
    actions = list(_members(query, "ActionNames"))
    resources = list(_members(query, "ResourceArns")) or ["*"]
    results = "".join(_result(principal, action, resource) for action in actions for resource in resources)
    inner = f"<EvaluationResults>{results}</EvaluationResults><IsTruncated>false</IsTruncated>"
    wrapped = f"<SimulatePrincipalPolicyResult>{inner}</SimulatePrincipalPolicyResult>"
    answer: Response = iam._xml(200, "SimulatePrincipalPolicyResponse", wrapped, ns="iam")
    return answer


def _user(arn: str, name: str) -> Principal:
    account_id = get_account_id()
    policies = iam_evaluator._gather_user_policies(name, account_id)
    return Principal(arn, account_id, policies, iam_evaluator._permissions_boundary(iam._users, name, account_id), {})


def _members(query: Query, name: str) -> Iterator[str]:
    for position in count(1):
        found = query.get(f"{name}.member.{position}")
        if not found:
            return
        yield found[0]


def _result(principal: Principal, action: str, resource: str) -> str:
    question = iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type="AssumedRole" if principal.role_name else "User",
        principal_account=principal.account_id,
        action=action,
        resource_arn=resource,
        region=get_region(),
        principal_keys=principal.keys,
    )
    answer = iam_evaluator.evaluate(question, principal.policies or [], *principal.limits)
    decision = _DECISIONS.get(answer.decision, "implicitDeny")
    return (
        f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource}</EvalResourceName>"
        f"<EvalDecision>{decision}</EvalDecision></member>"
    )
