"""Two IAM linters find nothing that is not listed here with its reason: parliament in policies, cfn-lint in templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint import lint_file
from cfnlint.config import ManualArgs
from parliament import analyze_policy_string

from tests.permissions.policies import all_policies

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path for folder in ("stacksets", "permission-sets", "product") for path in ROOT.glob(f"{folder}/**/*.yaml")
)
POLICIES = all_policies()
EXCEPTIONS = {
    "Unknown action lambda:GetFunctionScalingConfig": "younger than the linter's list of actions",
    "Unknown action securityhub:DescribeSecurityHubV2": "likewise",
    "Type mismatch: StringEquals requires a value of type String but given Arn": (
        "iam:PermissionsBoundary is compared with string operators, says the IAM user guide on its condition keys"
    ),
}
TRUST = "launch role's trust"
"""Parliament wants a resource even there; cfn-lint looks at it."""

ON_EVERYTHING = {
    "LookAtTemplates": "a template that belongs to no stack yet is no resource",
    "EndEmails": "sns:Unsubscribe knows no resource",
    "ListLogGroups": "lists of log groups and policies know no resource",
    "FindProducts": "searching knows no resource",
    "OwnProvisionedProducts": "knows no resource, but whose it is",
    "ReadFindings": "findings of the account, whichever Security Hub",
}
"""Statements on `*`."""


@pytest.mark.parametrize("name", [name for name in POLICIES if name != TRUST])
def test_parliament_finds_nothing(name: str) -> None:
    found = analyze_policy_string(json.dumps(POLICIES[name])).findings
    assert [(one.issue, one.detail) for one in found if one.detail not in EXCEPTIONS] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_cfn_lint_finds_nothing(template: Path) -> None:
    assert [str(match) for match in lint_file(template, ManualArgs(regions=["us-east-1"]))] == []


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_allowed_action_is_a_pattern_and_only_listed_statements_are_on_everything(policy: dict[str, Any]) -> None:
    for statement in policy["Statement"]:
        if statement["Effect"] == "Deny":
            continue
        assert "*" not in "".join(statement["Action"])
        assert statement.get("Resource") != "*" or statement["Sid"] in ON_EVERYTHING, statement["Sid"]
