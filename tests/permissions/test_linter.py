"""An IAM linter (parliament) finds nothing that is not listed here with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from parliament import analyze_policy_string

from product.subscription.options import Formatting
from tests.permissions.policies import boundary_policy, launch_policy, owner_policy

EXCEPTIONS = {
    "UNKNOWN_ACTION": "lambda:GetFunctionScalingConfig is younger than the linter's list",
    "MISMATCHED_TYPE_BUT_USABLE": "AWS itself compares iam:PermissionsBoundary with StringEquals, which takes no wildcard",
}
POLICIES = {
    "launch role, lambda": launch_policy(Formatting.LAMBDA),
    "launch role, eventbridge": launch_policy(Formatting.EVENTBRIDGE),
    "permissions boundary": boundary_policy(),
    "permission set": owner_policy(),
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_nothing_is_found(policy: dict[str, Any]) -> None:
    found = analyze_policy_string(json.dumps(policy)).findings
    assert [(one.issue, one.detail, one.location) for one in found if one.issue not in EXCEPTIONS] == []


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_action_is_a_pattern_and_only_listed_statements_are_on_everything(policy: dict[str, Any]) -> None:
    listed = {"LookAtTemplates", "EndEmails", "ListLogGroups", "FindProducts", "OwnProvisionedProducts", "ReadFindings"}
    for statement in policy["Statement"]:
        assert not [action for action in statement["Action"] if "*" in action]
        assert statement["Resource"] != "*" or statement["Sid"] in listed, statement["Sid"]
