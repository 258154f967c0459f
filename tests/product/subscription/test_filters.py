"""Filters mean exactly what people mean by them, on the deployed rule."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from common.choices.words import FindingSource
from common.names import CUSTOM_ACTION_RULE, FINDING_RULE, FINDING_RULE_V2
from formatter.filters import passes
from formatter.finding.finding import State
from formatter.finding.reader import finding_from
from formatter.settings import Preferences
from product.subscription.form.groups import questions
from product.subscription.pattern.formats import ASFF, CUSTOM_ACTION, OCSF, Format
from tests.product.subscription.deployment import ADDRESS, DEFAULTS, Account, Deployed, options

OPEN = {
    "Id": "f-1",
    "ProductName": "GuardDuty",
    "AwsAccountId": "111122223333",
    "Severity": {"Label": "HIGH"},
    "Workflow": {"Status": "NEW"},
    "RecordState": "ACTIVE",
    "Resources": [{"Id": "r-1", "Type": "T", "Tags": {"team": "checkout", "cost:center/1.a b": "42"}}],
}


def but(**fields: Any) -> dict[str, Any]:
    """Return the open finding with fields replaced; None takes a field away."""
    return {key: value for key, value in (OPEN | fields).items() if value is not None}


def label(text: str) -> dict[str, Any]:
    return but(Severity={"Label": text})


def tagged(*resources: dict[str, str]) -> dict[str, Any]:
    return but(Resources=[{"Id": str(number), "Tags": tags} for number, tags in enumerate(resources)])


NONE: dict[str, str] = {}
LOW = {"MinimumSeverity": "Low"}
CRITICAL = {"MinimumSeverity": "Critical"}
TEAM = {"TagKey": "team"}
CHECKOUT = TEAM | {"TagValues": "checkout"}
SOME = TEAM | {"TagValues": "checkout, search"}
WILD = TEAM | {"TagValues": "check*"}
MIDDLE = TEAM | {"TagValues": "*eck*t"}
ENDS = TEAM | {"TagValues": "web-*, search-*, data-*, pay-*"}
ODD_KEY = {"TagKey": "cost:center/1.a b"}
ONLY = {"ProductFilter": "Only these products"}
NOT = {"ProductFilter": "All but these products"}
WITHOUT = {"CriticalWithoutTag": "No"}
ACCOUNTS = {"Accounts": "111122223333, 444455556666"}

UNTAGGED = label("CRITICAL") | {"Resources": [{"Id": "r", "Tags": {"owner": "x"}}]}
CRITICAL_OF_PAY = label("CRITICAL") | {"Resources": [{"Id": "r", "Tags": {"team": "pay"}}]}
MIXED = label("CRITICAL") | {"Resources": [{"Id": "r"}, {"Id": "s", "Tags": {"team": "pay"}}]}
OVER = {"Severity": {"Label": "INFORMATIONAL"}, "Compliance": {"Status": "PASSED"}, "Workflow": {"Status": "RESOLVED"}}

CASES: list[tuple[str, dict[str, str], dict[str, Any], bool]] = [
    ("the default is High and above", NONE, OPEN, True),
    ("above the minimum", NONE, label("CRITICAL"), True),
    ("below the minimum", NONE, label("MEDIUM"), False),
    ("informational is never asked for", LOW, label("INFORMATIONAL"), False),
    ("low takes low", LOW, label("LOW"), True),
    ("low takes critical", LOW, label("CRITICAL"), True),
    ("critical only", CRITICAL, OPEN, False),
    ("critical takes critical", CRITICAL, label("CRITICAL"), True),
    ("without a severity: in doubt, it arrives", CRITICAL, but(Severity=None), True),
    ("a severity without a label: in doubt, it arrives", CRITICAL, but(Severity={"Normalized": 90}), True),
    ("without a workflow", NONE, but(Workflow=None), True),
    ("without a record state", NONE, but(RecordState=None), True),
    ("suppressed: the memory forgets that it is open", NONE, but(Workflow={"Status": "SUPPRESSED"}), True),
    ("taken on: the memory ends reminders", NONE, but(Workflow={"Status": "NOTIFIED"}), True),
    ("taken on, below the minimum", NONE, label("LOW") | {"Workflow": {"Status": "NOTIFIED"}}, False),
    (
        "resolved, now informational: the memory decides",
        NONE,
        label("INFORMATIONAL") | {"Workflow": {"Status": "RESOLVED"}},
        True,
    ),
    ("archived, below the minimum: the memory decides", NONE, label("LOW") | {"RecordState": "ARCHIVED"}, True),
    (
        "passed with a new workflow: the memory decides",
        NONE,
        label("INFORMATIONAL") | {"Compliance": {"Status": "PASSED"}},
        True,
    ),
    ("failed is open", NONE, but(Compliance={"Status": "FAILED"}), True),
    ("failed below the minimum", NONE, label("LOW") | {"Compliance": {"Status": "FAILED"}}, False),
    (
        "resolved notices unwanted: still needed to tell a reopening",
        {"NotifyWhenResolved": "No"},
        but(Workflow={"Status": "RESOLVED"}),
        True,
    ),
    ("key with any value", TEAM, OPEN, True),
    ("key with an empty value", TEAM, tagged({"team": ""}), True),
    ("key missing", TEAM, tagged({"owner": "x"}), False),
    ("key in another case is another key", TEAM, tagged({"Team": "checkout"}), False),
    ("no tags", TEAM, but(Resources=[{"Id": "r"}]), False),
    ("no resources", TEAM, but(Resources=None), False),
    ("resources as text", TEAM, but(Resources="r"), False),
    ("exact value", CHECKOUT, OPEN, True),
    ("value in another case is another value", CHECKOUT, tagged({"team": "Checkout"}), False),
    ("longer value", CHECKOUT, tagged({"team": "checkout2"}), False),
    ("value of another key", CHECKOUT, tagged({"team": "search", "owner": "checkout"}), False),
    ("second of two values", SOME, tagged({"team": "search"}), True),
    ("none of two values", SOME, tagged({"team": "pay"}), False),
    ("* at the end", WILD, OPEN, True),
    ("* stands for nothing too", WILD, tagged({"team": "check"}), True),
    ("* does not match in front", WILD, tagged({"team": "precheck"}), False),
    ("* in front and in the middle", MIDDLE, OPEN, True),
    ("* in the middle without its end", MIDDLE, tagged({"team": "checking"}), False),
    ("the fourth of four values with * at their ends", ENDS, tagged({"team": "pay-eu"}), True),
    ("none of four values with * at their ends", ENDS, tagged({"team": "my-pay-eu"}), False),
    ("second resource has the tag", CHECKOUT, tagged({"team": "pay"}, {"team": "checkout"}), True),
    (
        "key on one resource, value on another do not add up",
        CHECKOUT,
        tagged({"team": "pay"}, {"owner": "checkout"}),
        False,
    ),
    ("key with colon, slash, space and dot", ODD_KEY, OPEN, True),
    ("that key with a value", ODD_KEY | {"TagValues": "42"}, OPEN, True),
    ("that key with another value", ODD_KEY | {"TagValues": "43"}, OPEN, False),
    (
        "a closed finding must have the tag too",
        CHECKOUT,
        tagged({"team": "pay"}) | {"Workflow": {"Status": "RESOLVED"}},
        False,
    ),
    ("a closed finding with the tag", CHECKOUT, but(Workflow={"Status": "RESOLVED"}), True),
    ("critical, and no resource carries the key", CHECKOUT, UNTAGGED, True),
    ("critical, and no tags at all", CHECKOUT, label("CRITICAL") | {"Resources": [{"Id": "r"}]}, True),
    ("critical, and no resources at all", CHECKOUT, label("CRITICAL") | {"Resources": []}, True),
    ("critical, and a resource carries the key with another value", CHECKOUT, CRITICAL_OF_PAY, False),
    ("critical, and only the second resource carries the key", CHECKOUT, MIXED, False),
    ("critical without the key is over, now informational", CHECKOUT, UNTAGGED | OVER, True),
    ("critical without the key is suppressed", CHECKOUT, UNTAGGED | {"Workflow": {"Status": "SUPPRESSED"}}, True),
    ("critical of another team is over", CHECKOUT, CRITICAL_OF_PAY | OVER, False),
    ("high, and no resource carries the key", CHECKOUT, UNTAGGED | {"Severity": {"Label": "HIGH"}}, False),
    ("no severity, and no resource carries the key", CHECKOUT, UNTAGGED | {"Severity": {}}, False),
    ("critical without the key, unwanted", CHECKOUT | WITHOUT, UNTAGGED, False),
    ("critical without the key, unwanted, is over", CHECKOUT | WITHOUT, UNTAGGED | OVER, False),
    ("critical with the key, where others are unwanted", CHECKOUT | WITHOUT, label("CRITICAL"), True),
    ("critical without the key of an excluded product", TEAM | NOT | {"Products": "GuardDuty"}, UNTAGGED, False),
    ("critical without the key of another account", TEAM | {"Accounts": "999988887777"}, UNTAGGED, False),
    ("value beyond ASCII", TEAM | {"TagValues": "Zürich"}, tagged({"team": "Zürich"}), True),
    ("value with a space", TEAM | {"TagValues": "web shop"}, tagged({"team": "web shop"}), True),
    ("only this product", ONLY | {"Products": "GuardDuty"}, OPEN, True),
    ("only this product, in another case", ONLY | {"Products": "guardduty"}, OPEN, True),
    ("only another product", ONLY | {"Products": "Macie"}, OPEN, False),
    ("only two products", ONLY | {"Products": "Macie, GuardDuty"}, OPEN, True),
    (
        "Security Hub means Security Hub CSPM too",
        ONLY | {"Products": "Security Hub"},
        but(ProductName="Security Hub CSPM"),
        True,
    ),
    (
        "Security Hub CSPM means Security Hub too",
        ONLY | {"Products": "Macie, Security Hub CSPM"},
        but(ProductName="Security Hub"),
        True,
    ),
    (
        "a longer name is another product",
        ONLY | {"Products": "Security Hub"},
        but(ProductName="Security Hub Pro"),
        False,
    ),
    ("only this product, and the finding names none", ONLY | {"Products": "GuardDuty"}, but(ProductName=None), False),
    (
        "a product whose longer name begins like the renamed one",
        ONLY | {"Products": "Security Hub Pro, Macie"},
        but(ProductName="Security Hub Pro"),
        True,
    ),
    ("all but this product", NOT | {"Products": "GuardDuty"}, OPEN, False),
    ("all but this product, in another case", NOT | {"Products": "GUARDDUTY"}, OPEN, False),
    ("all but another product", NOT | {"Products": "Macie"}, OPEN, True),
    ("all but two products", NOT | {"Products": "Macie,GuardDuty"}, OPEN, False),
    (
        "all but Security Hub excludes Security Hub CSPM",
        NOT | {"Products": "Security Hub"},
        but(ProductName="Security Hub CSPM"),
        False,
    ),
    (
        "all but Security Hub CSPM excludes Security Hub",
        NOT | {"Products": "Security Hub CSPM"},
        but(ProductName="Security Hub"),
        False,
    ),
    ("one of the accounts", ACCOUNTS, OPEN, True),
    ("another account", ACCOUNTS, but(AwsAccountId="777788889999"), False),
    ("all filters at once", CHECKOUT | ONLY | {"Products": "GuardDuty"} | ACCOUNTS, OPEN, True),
    ("all filters at once, one fails", CHECKOUT | ONLY | {"Products": "Macie"} | ACCOUNTS, OPEN, False),
    (
        "severity and status of a finding are read together",
        NONE,
        label("MEDIUM") | {"Workflow": {"Status": "NEW"}},
        False,
    ),
]


@pytest.fixture(scope="module")
def subscription(account: Account) -> Any:
    """Deploy each form once."""

    @functools.cache
    def deployed(answers: tuple[tuple[str, str], ...]) -> Deployed:
        return account.deploy(ADDRESS | dict(answers), account_filter=True, source=FindingSource.BOTH)

    return lambda answers: deployed(tuple(sorted(answers.items())))


@pytest.mark.parametrize(
    ("answers", "finding", "arrives"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_filter(subscription: Any, answers: dict[str, str], finding: dict[str, Any], arrives: bool) -> None:
    assert subscription(answers).takes(finding, ASFF) is arrives


OCSF_OPEN: dict[str, Any] = {
    "finding_info": {"uid": "f-1"},
    "severity_id": 4,
    "status_id": 1,
    "metadata": {"product": {"name": "GuardDuty"}},
    "cloud": {"account": {"uid": "111122223333"}},
    "resources": [{"uid": "r-1", "tags": [{"name": "team", "value": "checkout"}, {"name": "stage", "value": "prod"}]}],
}
OCSF_CASES: list[tuple[str, dict[str, str], dict[str, Any], bool]] = [
    ("open", NONE, OCSF_OPEN, True),
    ("fatal counts as critical", CRITICAL, OCSF_OPEN | {"severity_id": 6}, True),
    ("below the minimum", NONE, OCSF_OPEN | {"severity_id": 3}, False),
    ("suppressed: the memory forgets that it is open", NONE, OCSF_OPEN | {"status_id": 3, "severity_id": 1}, True),
    ("in progress: the memory ends reminders", NONE, OCSF_OPEN | {"status_id": 2}, True),
    ("in progress, below the minimum", NONE, OCSF_OPEN | {"status_id": 2, "severity_id": 2}, False),
    ("another status", NONE, OCSF_OPEN | {"status_id": 99}, False),
    ("resolved: the memory decides", NONE, OCSF_OPEN | {"status_id": 4, "severity_id": 1}, True),
    ("closed by its product: the memory decides", NONE, OCSF_OPEN | {"activity_id": 3, "severity_id": 1}, True),
    (
        "a control passes: the memory decides",
        NONE,
        OCSF_OPEN | {"severity_id": 1, "compliance": {"status_id": 1}},
        True,
    ),
    ("a control fails, below the minimum", NONE, OCSF_OPEN | {"severity_id": 1, "compliance": {"status_id": 3}}, False),
    ("tag", CHECKOUT, OCSF_OPEN, True),
    ("value of another tag of the resource", TEAM | {"TagValues": "prod"}, OCSF_OPEN, False),
    ("any value of the tag", {"TagKey": "stage"}, OCSF_OPEN, True),
    ("critical without any tag", CHECKOUT, OCSF_OPEN | {"severity_id": 5, "resources": [{"uid": "r"}]}, True),
    ("critical without any tag is over", CHECKOUT, OCSF_OPEN | {"activity_id": 3, "resources": [{"uid": "r"}]}, True),
    ("critical with other tags", {"TagKey": "cost"}, OCSF_OPEN | {"severity_id": 5}, False),
    ("high without any tag", CHECKOUT, OCSF_OPEN | {"resources": [{"uid": "r"}]}, False),
    ("unwanted", CHECKOUT | WITHOUT, OCSF_OPEN | {"severity_id": 5, "resources": [{"uid": "r"}]}, False),
    ("product", ONLY | {"Products": "guardduty"}, OCSF_OPEN, True),
    ("excluded product", NOT | {"Products": "guardduty"}, OCSF_OPEN, False),
    ("account", ACCOUNTS, OCSF_OPEN, True),
    ("another account", {"Accounts": "999988887777"}, OCSF_OPEN, False),
]


@pytest.mark.parametrize(
    ("answers", "finding", "arrives"), [case[1:] for case in OCSF_CASES], ids=[case[0] for case in OCSF_CASES]
)
def test_filter_of_the_newer_security_hub(
    subscription: Any, answers: dict[str, str], finding: dict[str, Any], arrives: bool
) -> None:
    assert subscription(answers).takes(finding, OCSF, FINDING_RULE_V2) is arrives


VARIABLES = {one.name: one.variable.value for one in questions(options(account_filter=True)) if one.variable}
OTHERWISE = {
    "without a severity: in doubt, it arrives": "it counts as HIGH",
    "a severity without a label: in doubt, it arrives": "it counts as the number says",
    "another status": "the decision is made before",
    "critical with other tags": "EventBridge cannot ask for a name that is absent from a list of pairs",
}
"""Cases in which the function may judge otherwise than the rule, and why."""


@pytest.mark.parametrize(
    ("answers", "raw", "arrives"),
    [case[1:] for case in (*CASES, *OCSF_CASES) if case[0] not in OTHERWISE],
    ids=[case[0] for case in (*CASES, *OCSF_CASES) if case[0] not in OTHERWISE],
)
def test_the_function_judges_an_open_finding_as_the_rule(
    answers: dict[str, str], raw: dict[str, Any], arrives: bool
) -> None:
    finding = finding_from(raw)
    environment = {VARIABLES[name]: value for name, value in (DEFAULTS | answers).items() if name in VARIABLES}
    if finding.state is State.OPEN:
        assert passes(finding, Preferences.read(environment, {}).filters) is arrives


@pytest.mark.parametrize(
    ("answers", "finding", "arrives"),
    [
        (NONE, label("INFORMATIONAL"), True),
        (NONE, but(Workflow={"Status": "SUPPRESSED"}), True),
        (CHECKOUT, OPEN, True),
        (CHECKOUT, tagged({"team": "pay"}), False),
        (CHECKOUT, UNTAGGED, True),
        (CHECKOUT, UNTAGGED | {"Severity": {"Label": "HIGH"}}, False),
    ],
    ids=["any severity", "any status", "the tag", "another tag", "critical without it", "high without it"],
)
def test_a_custom_action_passes_severity_and_status(
    subscription: Any, answers: dict[str, str], finding: dict[str, Any], arrives: bool
) -> None:
    assert subscription(answers).takes(finding, CUSTOM_ACTION, CUSTOM_ACTION_RULE) is arrives


@pytest.mark.parametrize(
    ("rule", "form", "other"), [(FINDING_RULE, ASFF, OCSF), (FINDING_RULE_V2, OCSF, ASFF)], ids=["ASFF", "OCSF"]
)
def test_a_rule_takes_only_events_of_its_own_kind(subscription: Any, rule: str, form: Format, other: Format) -> None:
    finding = OPEN | OCSF_OPEN
    assert subscription(NONE).takes(finding, form, rule)
    assert not subscription(NONE).takes(finding, other, rule)
