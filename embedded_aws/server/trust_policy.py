"""Whether an AWS service may assume a role; MiniStack's evaluator knows callers, not services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.core import iam_evaluator

from embedded_aws.server.organizations.membership import organization_id


def service_may_assume(role: Mapping[str, Any], service: str, on_behalf_of: str) -> bool:
    """Return whether a role's trust policy lets a service assume it.

    Args:
        role: MiniStack's record of the role.
        service: service principal, such as servicecatalog.amazonaws.com.
        on_behalf_of: the account whose request makes the service do so; it is aws:SourceAccount, and its organization
            aws:SourceOrgID.
    """
    keys = {"aws:sourceaccount": on_behalf_of, "aws:sourceorgid": organization_id(on_behalf_of)}
    question = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=on_behalf_of,
        action="sts:AssumeRole",
        resource_arn=role["Arn"],
        region="",
        service_context={**keys, "aws:principalisawsservice": "true", "aws:principalservicename": service},
    )
    applying = [statement for statement in _statements(role) if _applies(statement, service, question)]
    effects = {statement["Effect"] for statement in applying}
    return effects == {"Allow"}


def _statements(role: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    document = role["AssumeRolePolicyDocument"]
    parsed = json.loads(document) if isinstance(document, str) else document
    found: list[Mapping[str, Any]] = _listed(parsed["Statement"])
    return found


def _applies(statement: Mapping[str, Any], service: str, question: object) -> bool:
    principal = statement.get("Principal", {})
    services = principal if principal == "*" else _listed(principal.get("Service", []))
    return (
        (services == "*" or service in services)
        and "sts:AssumeRole" in _listed(statement.get("Action", []))
        and bool(iam_evaluator._conditions_met(statement.get("Condition", {}), question))
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
