"""The event pattern: within its limit in the worst form, and equal to a plain reading of the filters."""

from __future__ import annotations

import fnmatch
import json
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.options import FindingSource
from product.subscription.event_pattern import ASFF, CUSTOM_ACTION, LARGEST_PATTERN, OCSF, Format, pattern_of
from product.subscription.form import ACCOUNTS, PRODUCTS, TAG_VALUES
from tests.product.subscription.deployment import Account, event_with, options

OPTIONS = options(account_filter=True, source=FindingSource.BOTH)
SEVERITIES = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
WORDS = st.sampled_from(["checkout", "search", "check", "pay"])
FORMS = st.fixed_dictionaries(
    {
        "MinimumSeverity": st.sampled_from(["Low", "Medium", "High", "Critical"]),
        "TagKey": st.sampled_from(["", "team", "stage"]),
        "TagValues": st.sampled_from(["", "checkout", "check*", "*", "pay, search", "c*k*t"]),
        "ProductFilter": st.sampled_from(["Do not filter", "Only these", "All but these"]),
        "Products": st.sampled_from(["GuardDuty", "guardduty, MACIE", "Security Hub", "Security Hub CSPM"]),
        "Accounts": st.sampled_from(["", "111122223333", "111122223333,444455556666"]),
    }
)
TAGS = st.dictionaries(st.sampled_from(["team", "stage", "owner"]), WORDS, max_size=3)
FINDINGS = st.fixed_dictionaries(
    {
        "ProductName": st.sampled_from(["GuardDuty", "Macie", "Security Hub", "Security Hub CSPM", "Other"]),
        "AwsAccountId": st.sampled_from(["111122223333", "444455556666", "777788889999"]),
        "Resources": st.lists(st.fixed_dictionaries({"Id": st.just("r"), "Tags": TAGS}), max_size=3),
    },
    optional={
        "Severity": st.fixed_dictionaries({"Label": st.sampled_from(SEVERITIES)}),
        "Workflow": st.fixed_dictionaries({"Status": st.sampled_from(["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"])}),
        "RecordState": st.sampled_from(["ACTIVE", "ARCHIVED"]),
        "Compliance": st.fixed_dictionaries({"Status": st.sampled_from(["PASSED", "FAILED"])}),
    },
)


def arrives(answers: dict[str, str], finding: dict[str, Any]) -> bool:
    """Read the form as a person does."""
    workflow = finding.get("Workflow", {}).get("Status", "NEW")
    record = finding.get("RecordState", "ACTIVE")
    label = finding.get("Severity", {}).get("Label")
    severe = label is None or SEVERITIES.index(label) >= SEVERITIES.index(answers["MinimumSeverity"].upper())
    is_open = workflow == "NEW" and record == "ACTIVE" and severe
    is_closed = workflow == "RESOLVED" or record == "ARCHIVED" or finding.get("Compliance") == {"Status": "PASSED"}
    is_over = is_closed or workflow == "SUPPRESSED"
    accounts = answers["Accounts"].replace(" ", "")
    in_account = not accounts or finding["AwsAccountId"] in accounts.split(",")
    return (is_open or is_over) and in_account and _has_product(answers, finding) and _has_tag(answers, finding)


def _has_product(answers: dict[str, str], finding: dict[str, Any]) -> bool:
    def base(name: str) -> str:
        return name.strip().lower().removesuffix(" cspm")

    listed = base(finding["ProductName"]) in {base(name) for name in answers["Products"].split(",")}
    return {"Do not filter": True, "Only these": listed, "All but these": not listed}[answers["ProductFilter"]]


def _has_tag(answers: dict[str, str], finding: dict[str, Any]) -> bool:
    if not answers["TagKey"]:
        return True
    patterns = [value.strip() for value in answers["TagValues"].split(",")] if answers["TagValues"] else ["*"]
    values = [one["Tags"][answers["TagKey"]] for one in finding["Resources"] if answers["TagKey"] in one["Tags"]]
    return any(fnmatch.fnmatchcase(value, wanted) for value in values for wanted in patterns)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=FORMS, finding=FINDINGS)
def test_equals_a_plain_reading(account: Account, answers: dict[str, str], finding: dict[str, Any]) -> None:
    if not answers["TagKey"]:
        answers = answers | {"TagValues": ""}
    pattern = json.dumps(pattern_of(ASFF, OPTIONS, answers))
    event = json.dumps(event_with(finding | {"Id": "f"}, ASFF))
    result = account.session.client("events").test_event_pattern(EventPattern=pattern, Event=event)["Result"]
    assert result is arrives(answers, finding)


def test_the_pattern_that_is_tested_is_the_one_that_is_deployed(account: Account) -> None:
    answers = {
        "MinimumSeverity": "Low",
        "TagKey": "team",
        "TagValues": "a, b*",
        "ProductFilter": "Only these",
        "Products": "Macie",
    }
    deployed = account.deploy(answers | {"EmailAddresses": "a@example.com"}, account_filter=True)
    rule = deployed.client("events").describe_rule(Name=deployed.outputs["RuleName"].rpartition("/")[2])
    assert json.loads(rule["EventPattern"]) == pattern_of(ASFF, OPTIONS, answers | {"Accounts": ""})


def worst_form(filter_kind: str) -> dict[str, str]:
    """Return the longest answers that the form takes; see its MaxLength and numbers of values."""
    return {
        "MinimumSeverity": "Low",
        "TagKey": "k" * 128,
        "TagValues": ",".join(["v" * 24] * TAG_VALUES.places)[:200],
        "ProductFilter": filter_kind,
        "Products": ",".join(["p" * 24] * PRODUCTS.places)[:150],
        "Accounts": ",".join(["1" * 12] * ACCOUNTS.places),
    }


@pytest.mark.parametrize("form", [ASFF, OCSF, CUSTOM_ACTION], ids=["ASFF", "OCSF", "custom action"])
@pytest.mark.parametrize("filter_kind", ["Only these", "All but these"])
def test_the_worst_form_stays_within_the_limit(form: Format, filter_kind: str) -> None:
    pattern = pattern_of(form, OPTIONS, worst_form(filter_kind))
    assert len(json.dumps(pattern, separators=(",", ":"), ensure_ascii=False)) <= LARGEST_PATTERN


@given(st.text(alphabet=string.printable.replace('"', "").replace("\\", ""), min_size=1, max_size=40))
def test_no_text_that_the_form_allows_breaks_out_of_the_pattern(value: str) -> None:
    allowed = "".join(one for one in value if one not in "{},\r\n\t\x0b\x0c").strip() or "x"
    answers = {
        "MinimumSeverity": "High",
        "TagKey": allowed,
        "TagValues": allowed,
        "ProductFilter": "Only these",
        "Products": allowed,
        "Accounts": "",
    }
    finding = pattern_of(ASFF, OPTIONS, answers)["detail"]["findings"]
    assert set(finding) == {"$or", "ProductName", "Resources"}
    assert list(finding["Resources"]["Tags"]) == [allowed]
