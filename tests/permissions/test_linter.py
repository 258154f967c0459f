"""Two IAM linters find nothing that is not listed here with its reason: parliament in policies, cfn-lint in templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.permissions.policies import all_policies

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path for folder in ("stacksets", "permission-sets", "product") for path in ROOT.glob(f"{folder}/**/*.yaml")
)
POLICIES = all_policies()
EXCEPTIONS = {
    "Unknown action lambda:GetFunctionScalingConfig": "younger than the linter's list of actions",
    "Unknown action securityhub:DescribeSecurityHubV2": "likewise",
    "Unknown condition kms:ResourceAliases for action kms:": (
        "it belongs to keys, says the developer guide (alias-authorization), and the linter looks at actions only"
    ),
    "Unknown condition iam:PermissionsBoundary for action iam:UpdateAssumeRolePolicy": (
        "in AWS's list of 2026, younger than the linter's"
    ),
    "[{'action': 'sns:GetSubscriptionAttributes', 'required_format': '*'}]": "likewise: a topic is its resource now",
    "[{'action': 'sns:SetSubscriptionAttributes', 'required_format': '*'}]": "likewise",
    "['access-analyzer:GetAnalyzer'": "reading, whichever analyzer, rule or graph the account has",
    "Unknown condition securityhub:": "the linter knows one of the fields as an example only",
    "Type mismatch: StringEquals requires a value of type String but given Arn": (
        "iam:PermissionsBoundary is compared with string operators, says the IAM user guide on its condition keys"
    ),
}
TRUSTS = ("launch role's trust", "operator role's trust")
"""Parliament wants a resource even there; cfn-lint looks at them."""

UNKNOWN_TYPE = "AimRules"
"""Parliament fails on condition keys that are lists of ARNs; the second simulator checks this statement."""

ON_EVERYTHING = {
    "LookAtTemplates": "a template that belongs to no stack yet is no resource",
    "EndEmails": "whether a subscription is a resource, and which ARN counts, AWS does not say",
    "FindKey": "the list of aliases knows no resource",
    "LookAtProvisionedProducts": "knows no resource, but whose it is",
    "ReadOutputs": "knows no resource",
    "UpdateProvisionedProducts": "knows no resource, but whose it is",
    "TerminateWhatItLaunched": "knows no resource, but whose it is",
    "ListLogGroups": "lists of log groups and policies know no resource",
    "FindProducts": "searching knows no resource",
    "OwnProvisionedProducts": "knows no resource, but whose it is",
    "ReadFindings": "findings of the account, whichever Security Hub",
    "OpenFindings": "findings of the account at the products that found them; most of the actions know no resource",
}
"""Statements on `*`."""


@pytest.mark.parametrize("name", [name for name in POLICIES if name not in TRUSTS])
def test_parliament_finds_nothing(name: str) -> None:
    policy = POLICIES[name]
    known = [one for one in policy["Statement"] if one["Sid"] != UNKNOWN_TYPE]
    from parliament import analyze_policy_string  # noqa: PLC0415  # each worker collects this file, and one runs it

    found = analyze_policy_string(json.dumps({**policy, "Statement": known})).findings
    assert [(one.issue, one.detail) for one in found if not str(one.detail).startswith(tuple(EXCEPTIONS))] == []


def test_cfn_lint_finds_nothing() -> None:
    """It reads its rules once for all templates: they take as long as most of them."""
    from cfnlint import lint_by_config  # noqa: PLC0415  # likewise
    from cfnlint.config import ManualArgs  # noqa: PLC0415  # likewise

    assert TEMPLATES
    found = lint_by_config(ManualArgs(templates=list(map(str, TEMPLATES)), regions=["us-east-1"]))
    assert [repr(match) for match in found] == []


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_allowed_action_is_a_pattern_and_only_listed_statements_are_on_everything(policy: dict[str, Any]) -> None:
    for statement in policy["Statement"]:
        if statement["Effect"] == "Deny":
            continue
        assert "*" not in "".join(statement["Action"])
        is_listed = statement.get("Resource") != "*" or statement["Sid"] in ON_EVERYTHING
        assert is_listed, f"{statement['Sid']} is on `*`: name what it may touch, or in ON_EVERYTHING why it cannot"
