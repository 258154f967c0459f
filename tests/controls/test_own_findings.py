"""What Security Hub says about this product's resources, and the rule that suppresses what is meant to be so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import product.portfolio
from common.names import VERSION_TAG_KEY
from common.tags import HUB_STACK_TAGS, HUB_TAGS, LAUNCHED_TAGS, ORGANIZATION_STACK_TAGS, ORGANIZATION_TAGS, tags
from product.portfolio.own_findings import CONTROLS as SUPPRESSED
from product.portfolio.own_findings import own_findings_template
from tests.controls.table import CONTROLS, EXCUSED
from tests.golden import AssertGolden
from tests.template_checks import assert_stands_alone

TEMPLATE = own_findings_template()


def rule() -> dict[str, Any]:
    return dict(TEMPLATE.to_dict()["Resources"]["OwnFindings"]["Properties"])


def test_golden_template(assert_golden: AssertGolden) -> None:
    assert_golden(Path(product.portfolio.__file__).parent / "own_findings.yaml", TEMPLATE.to_yaml())


def test_the_template_stands_alone_in_the_console() -> None:
    assert_stands_alone(TEMPLATE)


def test_the_rule_suppresses_what_has_a_reason_and_nothing_else() -> None:
    with_reason = {one.id for one in EXCUSED if not one.id.startswith(("CT.", "CKV"))}
    assert set(SUPPRESSED) == with_reason
    assert {one["Value"] for one in rule()["Criteria"]["ComplianceSecurityControlId"]} == with_reason
    (action,) = rule()["Actions"]
    assert action["FindingFieldsUpdate"]["Workflow"] == {"Status": "SUPPRESSED"}


def test_the_rule_knows_our_resources_by_the_tags_that_they_have() -> None:
    given = [one.to_dict() for one in (tags("1"), HUB_TAGS, ORGANIZATION_TAGS, LAUNCHED_TAGS)]
    of_resources = {(one["Key"], one["Value"]) for found in given for one in found if one["Key"] != VERSION_TAG_KEY}
    of_stacks = {*HUB_STACK_TAGS.items(), *ORGANIZATION_STACK_TAGS.items()}
    criteria = rule()["Criteria"]["ResourceTags"]
    assert {(one["Key"], one["Value"]) for one in criteria} == of_resources | of_stacks
    assert {one["Comparison"] for one in criteria} == {"EQUALS"}


def test_no_tag_stands_on_two_levels() -> None:
    resources = {one["Key"] for found in (tags("1"), HUB_TAGS, ORGANIZATION_TAGS) for one in found.to_dict()}
    launched = {one["Key"] for one in LAUNCHED_TAGS.to_dict()}
    stacks = {*HUB_STACK_TAGS, *ORGANIZATION_STACK_TAGS}
    assert not resources & launched
    assert not (resources | launched) & stacks


def test_a_rule_takes_twenty_values_at_most() -> None:
    # https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AutomationRulesFindingFilters.html
    assert len(SUPPRESSED) <= 20


def test_each_control_is_told_once_for_each_resource() -> None:
    told = [(one.id, resource) for one in CONTROLS for resource in one.of]
    assert len(told) == len(set(told))
