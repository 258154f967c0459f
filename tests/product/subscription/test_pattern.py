"""The event pattern: within its limit in the worst form, and equal to a plain reading of the filters."""

from __future__ import annotations

import fnmatch
import json
import string
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.choices.words import FindingSource, Formatting
from event_matching import EventPattern
from formatter.filters import ProductFilter
from product.subscription.form.groups import questions
from product.subscription.pattern.event_pattern import (
    LARGEST_PATTERN,
    conditions,
    pattern,
    pattern_of,
    pattern_text,
)
from product.subscription.pattern.formats import ASFF, CUSTOM_ACTION, OCSF, Format
from tests.product.subscription.deployment import DEFAULTS, Account, event_with, options

OPTIONS = options(account_filter=True, source=FindingSource.BOTH)
SEVERITIES = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
WORDS = st.sampled_from(["checkout", "search", "check", "pay"])
TRIED = {
    "MinimumSeverity": ["Low", "Medium", "High", "Critical"],
    "TagKey": ["", "team", "stage"],
    "TagValues": ["", "checkout", "check*", "*", "pay, search", "c*k*t"],
    "CriticalWithoutTag": ["Yes", "No"],
    "ProductFilter": [one.value for one in ProductFilter],
    "Products": ["GuardDuty", "guardduty, MACIE", "Security Hub", "Security Hub CSPM"],
    "Accounts": ["", "111122223333", "111122223333,444455556666"],
}
"""Answers of each question that filters."""

FORMS = st.fixed_dictionaries({name: st.sampled_from(answers) for name, answers in TRIED.items()})
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
    label = finding.get("Severity", {}).get("Label")
    severe = label is None or SEVERITIES.index(label) >= SEVERITIES.index(answers["MinimumSeverity"].upper())
    is_closed = workflow == "RESOLVED" or finding.get("RecordState") == "ARCHIVED"
    is_over = is_closed or workflow == "SUPPRESSED" or finding.get("Compliance") == {"Status": "PASSED"}
    accounts = answers["Accounts"].replace(" ", "")
    if accounts and finding["AwsAccountId"] not in accounts.split(","):
        return False
    passes_tag = _has_tag(answers, finding) and (severe or is_over)
    passes_all_the_same = _lets_untagged_pass(answers, finding) and (label == "CRITICAL" or is_over)
    return _has_product(answers, finding) and (passes_tag or passes_all_the_same)


def _lets_untagged_pass(answers: dict[str, str], finding: dict[str, Any]) -> bool:
    carries_key = any(answers["TagKey"] in one["Tags"] for one in finding["Resources"])
    return bool(answers["TagKey"]) and answers["CriticalWithoutTag"] == "Yes" and not carries_key


def _has_product(answers: dict[str, str], finding: dict[str, Any]) -> bool:
    def base(name: str) -> str:
        return name.strip().lower().removesuffix(" cspm")

    listed = base(finding["ProductName"]) in {base(name) for name in answers["Products"].split(",")}
    passes = {ProductFilter.ALL: True, ProductFilter.ONLY: listed, ProductFilter.ALL_BUT: not listed}
    return passes[ProductFilter(answers["ProductFilter"])]


def _has_tag(answers: dict[str, str], finding: dict[str, Any]) -> bool:
    if not answers["TagKey"]:
        return True
    patterns = [value.strip() for value in answers["TagValues"].split(",")] if answers["TagValues"] else ["*"]
    values = [one["Tags"][answers["TagKey"]] for one in finding["Resources"] if answers["TagKey"] in one["Tags"]]
    return any(fnmatch.fnmatchcase(value, wanted) for value in values for wanted in patterns)


def test_every_question_that_filters_is_tried() -> None:
    pieces = json.dumps([conditions(OPTIONS), [pattern(form, OPTIONS) for form in (ASFF, OCSF)]])
    filtering = {name for name in DEFAULTS if f'"{name}"' in pieces}
    assert set(TRIED) == filtering, "TRIED lists answers of each, and arrives() reads them as a person does"
    for answers in worst_forms():
        assert set(answers) == filtering, "worst_forms() answers each as long as it may be"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=FORMS, finding=FINDINGS)
def test_equals_a_plain_reading(account: Account, answers: dict[str, str], finding: dict[str, Any]) -> None:
    if not answers["TagKey"]:
        answers = answers | {"TagValues": ""}
    pattern = json.dumps(pattern_of(ASFF, OPTIONS, answers))
    event = json.dumps(event_with(finding | {"Id": "f"}, ASFF))
    result = account.client("events").test_event_pattern(EventPattern=pattern, Event=event)["Result"]
    assert result is arrives(answers, finding)


def test_the_pattern_that_is_tested_is_the_one_that_is_deployed(account: Account) -> None:
    answers = DEFAULTS | {
        "EmailAddresses": "a@example.com",
        "MinimumSeverity": "Low",
        "TagKey": "team",
        "TagValues": "a, b*",
        "ProductFilter": "Only these products",
        "Products": "Macie",
    }
    deployed = account.deploy(answers, account_filter=True)
    rule = deployed.client("events").describe_rule(Name=deployed.outputs["RuleName"].rpartition("/")[2])
    assert json.loads(rule["EventPattern"]) == pattern_of(ASFF, OPTIONS, answers)


def filled(question: str, item: str) -> str:
    """Return a list of the most items, each as long as the question's limit allows."""
    asked = {one.name: one for one in questions(OPTIONS)}[question]
    most = int(asked.pattern.rpartition(",")[2].removesuffix("}$"))
    text = ",".join([item] * most)
    longest = asked.longest or len(text)
    return text + "x" * (longest - len(text))


def worst_forms() -> Iterator[dict[str, str]]:
    for product_filter in (ProductFilter.ONLY, ProductFilter.ALL_BUT):
        for product in ("p", "Security Hub", "Security Hub CSPM"):
            yield {
                "MinimumSeverity": "Low",
                "TagKey": "k" * 128,
                "TagValues": filled("TagValues", "v"),
                "CriticalWithoutTag": "Yes",
                "ProductFilter": product_filter.value,
                "Products": filled("Products", product),
                "Accounts": filled("Accounts", "1" * 12),
            }


def without_a_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; of a key that stands in it twice JSON keeps the last only, so one of two conditions would be lost."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"write what is below one key as one object: {keys}"
    return dict(pairs)


@pytest.mark.parametrize("form", [ASFF, OCSF, CUSTOM_ACTION], ids=["ASFF", "OCSF", "custom action"])
def test_the_worst_form_stays_within_the_limit_and_loses_no_condition(form: Format) -> None:
    for answers in worst_forms():
        text = pattern_text(form, OPTIONS, answers)
        assert json.loads(text, object_pairs_hook=without_a_key_twice)
        assert len(text) <= LARGEST_PATTERN


SAFE_CHARACTERS = "".join(one for one in string.printable if one not in '"\\{},\r\n\t\x0b\x0c')


@given(st.text(alphabet=SAFE_CHARACTERS, min_size=1, max_size=40))
def test_no_text_that_the_form_allows_breaks_out_of_the_pattern(value: str) -> None:
    allowed = value.strip() or "x"
    answers = DEFAULTS | {
        "TagKey": allowed,
        "TagValues": allowed,
        "CriticalWithoutTag": "No",
        "ProductFilter": "Only these products",
        "Products": allowed,
    }
    finding = pattern_of(ASFF, OPTIONS, answers)["detail"]["findings"]
    assert set(finding) == {"$or", "ProductName", "Resources"}
    assert list(finding["Resources"]["Tags"]) == [allowed]


ASFF_NEW = {"Id": "f", "Severity": {"Label": "HIGH"}, "Workflow": {"Status": "NEW"}, "RecordState": "ACTIVE"}
OCSF_NEW = {"finding_info": {"uid": "f"}, "severity_id": 4, "status_id": 1, "activity_id": 1}
STATELESS: list[tuple[str, Format, dict[str, Any], bool]] = [
    ("new", ASFF, ASFF_NEW, True),
    ("taken on", ASFF, ASFF_NEW | {"Workflow": {"Status": "NOTIFIED"}}, False),
    ("resolved", ASFF, ASFF_NEW | {"Workflow": {"Status": "RESOLVED"}}, False),
    ("archived", ASFF, ASFF_NEW | {"RecordState": "ARCHIVED"}, False),
    ("next below the minimum", ASFF, ASFF_NEW | {"Severity": {"Label": "MEDIUM"}}, False),
    ("new", OCSF, OCSF_NEW, True),
    ("next below the minimum", OCSF, OCSF_NEW | {"severity_id": 3}, False),
    ("without an activity", OCSF, {key: value for key, value in OCSF_NEW.items() if key != "activity_id"}, True),
    ("in progress", OCSF, OCSF_NEW | {"status_id": 2}, False),
    ("suppressed", OCSF, OCSF_NEW | {"status_id": 3}, False),
    ("closed by its product", OCSF, OCSF_NEW | {"activity_id": 3}, False),
]


@pytest.mark.parametrize(
    ("form", "finding", "expected"),
    [case[1:] for case in STATELESS],
    ids=[f"{form.name}: {name}" for name, form, _, _ in STATELESS],
)
def test_without_a_memory_only_what_is_new_is_mailed(form: Format, finding: dict[str, Any], expected: bool) -> None:
    alone = options(formatting=Formatting.EVENTBRIDGE)
    pattern = EventPattern.parse(pattern_text(form, alone, DEFAULTS))
    assert pattern.matches(event_with(finding, form)) is expected


@pytest.mark.parametrize("formatting", list(Formatting))
@pytest.mark.parametrize("form", [ASFF, OCSF, CUSTOM_ACTION], ids=["ASFF", "OCSF", "custom action"])
def test_critical_ones_without_any_tag_pass_a_tag_filter_in_both_editions(form: Format, formatting: Formatting) -> None:
    answers = DEFAULTS | {"TagKey": "team", "TagValues": "checkout"}
    critical = ASFF_NEW | OCSF_NEW | {"severity_id": 5, "Severity": {"Label": "CRITICAL"}}
    for answer, expected in (("Yes", True), ("No", False)):
        text = pattern_text(form, options(formatting=formatting), answers | {"CriticalWithoutTag": answer})
        assert EventPattern.parse(text).matches(event_with(critical, form)) is expected
