"""The form takes every valid answer and refuses every other with a sentence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common.choices.words import Formatting
from embedded_aws.process import EmbeddedAws
from formatter.filters import AWS_PRODUCTS, RENAMED
from formatter.settings import Preferences, Variable
from product.subscription.form.groups import groups, questions
from product.subscription.form.product_names import MISSPELT
from tests.product.subscription.deployment import ADDRESS, Account, options

LONGEST_ARN = 150
RESERVED = [
    "$or",
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
]
"""Event Ruler's Constants.RESERVED_FIELD_NAMES_IN_OR_RELATIONSHIP."""

MANY = ",".join(f"person{number}@example.com" for number in range(20))

ONLY = {"ProductFilter": "Only these products"}
LONG = ",".join(
    f"a.very.long.name.of.somebody.in.the.team.of.checkout.{number:02}@mail.example.com" for number in range(18)
)

REFUSED = [
    ("an address that is none", {"EmailAddresses": "nobody"}, "each with one @"),
    ("no address", {"EmailAddresses": ""}, "1 to 20 email addresses"),
    ("addresses separated by semicolons", {"EmailAddresses": "a@example.com;b@example.com"}, "a semicolon instead"),
    ("a semicolon at the end", {"EmailAddresses": "a@example.com;"}, "a semicolon instead"),
    ("a name beside an address", {"EmailAddresses": "Ana <ana@example.com>"}, "a name beside the address"),
    ("a name in quotes", {"EmailAddresses": '"Ana" ana@example.com'}, "a name beside the address"),
    ("a comma at the end", {"EmailAddresses": "a@example.com,"}, "a comma at the end"),
    ("a comma and a space at the end", {"EmailAddresses": "a@example.com, "}, "a comma at the end"),
    ("a space in an address", {"EmailAddresses": "a b@example.com"}, "a space inside"),
    ("a space behind an address", {"EmailAddresses": "a@example.com "}, "a space inside, before or after"),
    ("a space before an address", {"EmailAddresses": " a@example.com"}, "a space inside, before or after"),
    ("two spaces", {"EmailAddresses": "a@example.com,  b@example.com"}, "a space inside, before or after"),
    ("a space before the comma", {"EmailAddresses": "a@example.com ,b@example.com"}, "a space inside, before or after"),
    ("an apostrophe in the domain", {"EmailAddresses": "a@o'brien.example"}, "an apostrophe behind the @"),
    ("an apostrophe around an address", {"EmailAddresses": "a@example.com'"}, "an apostrophe behind the @"),
    ("an umlaut", {"EmailAddresses": "jürgen@example.com"}, "an accent or umlaut"),
    ("an umlaut in the domain", {"EmailAddresses": "a@zürich.example"}, "an accent or umlaut"),
    ("a curly apostrophe", {"EmailAddresses": "o\u2019brien@example.com"}, "or a curly one"),
    ("two dots in a row", {"EmailAddresses": "a..b@example.com"}, "a dot too many"),
    ("a dot before the @", {"EmailAddresses": "a.@example.com"}, "a dot too many"),
    ("a dot at the end", {"EmailAddresses": "a@example.com."}, "a dot too many"),
    ("a dot behind the @", {"EmailAddresses": "a@.example.com"}, "a dot too many"),
    ("no @", {"EmailAddresses": "a.example.com"}, "each with one @"),
    ("two @", {"EmailAddresses": "a@b@example.com"}, "each with one @"),
    ("no dot", {"EmailAddresses": "a@example"}, "a dot behind it"),
    ("a list that is too long", {"EmailAddresses": LONG}, "1,200 characters"),
    ("21 addresses", {"EmailAddresses": f"{MANY},one.more@example.com"}, "1 to 20 email addresses"),
    ("six leads", {"LeadAddresses": ",".join(MANY.split(",")[:6])}, "up to 5 email addresses"),
    ("a lead without @", {"LeadAddresses": "boss"}, "each with one @"),
    ("a workload's name with a line end", {"WorkloadName": "a\nb"}, "letters (without accents)"),
    ("a workload's name of 41 letters", {"WorkloadName": "a" * 41}, "at most 40 letters"),
    ("a quote in a tag value", {"TagKey": "t", "TagValues": 'a"b'}, "without quote"),
    ("a backslash in a tag value", {"TagKey": "t", "TagValues": "a\\b"}, "without quote"),
    ("a brace in a tag value", {"TagKey": "t", "TagValues": "a{b"}, "without quote"),
    ("a line end in a tag value", {"TagKey": "t", "TagValues": "a\nb"}, "without quote"),
    ("two wildcards in a row", {"TagKey": "t", "TagValues": "a**"}, "never two * in a row"),
    ("four wildcards in a value", {"TagKey": "t", "TagValues": "*a*b*c*"}, "at most 3 *"),
    ("four wildcards in all", {"TagKey": "t", "TagValues": "*a*, *b*"}, "at most 3 * in all"),
    (
        "four wildcards, one of them in front",
        {"TagKey": "t", "TagValues": "a*, b*, c*, *d"},
        "last character of its value",
    ),
    ("a space before the comma of values", {"TagKey": "t", "TagValues": "checkout , search"}, "a space before a comma"),
    ("a space at the end", {"TagKey": "t", "TagValues": "checkout "}, "at the end"),
    ("a space after a product", ONLY | {"Products": "GuardDuty , Macie"}, "a space before a comma"),
    ("a space after the tag key", {"TagKey": "team "}, "no space before or behind it"),
    ("seven tag values", {"TagKey": "t", "TagValues": "1,2,3,4,5,6,7"}, "up to 6 values"),
    ("an empty tag value", {"TagKey": "t", "TagValues": "a,,b"}, "a comma between two"),
    ("a tag as key=value", {"TagKey": "team=checkout"}, "team, not team=checkout"),
    ("a quote in a tag key", {"TagKey": 'a"b'}, "one tag key"),
    ("a tag with a * in its key", {"TagKey": "team*"}, "equals sign or *"),
    ("a tag key with a semicolon", {"TagKey": "team;owner"}, "semicolon"),
    ("tag values with a semicolon", {"TagKey": "t", "TagValues": "checkout; search"}, "no semicolon"),
    ("products with a semicolon", ONLY | {"Products": "GuardDuty; Macie"}, "no semicolon"),
    ("a space that nobody sees in a tag value", {"TagKey": "t", "TagValues": "check\u00a0out"}, "up to 6 values"),
    ("two tag keys", {"TagKey": "a,b"}, "one tag key"),
    ("$or as a tag key", {"TagKey": "$or"}, "such as $or"),
    ("prefix as a tag key", {"TagKey": "prefix"}, "such as $or, prefix"),
    ("a quote in a product", ONLY | {"Products": 'a"]}'}, "product names"),
    ("seven products", ONLY | {"Products": "1,2,3,4,5,6,7"}, "up to 6 product names"),
    ("a misspelt product", ONLY | {"Products": "Gaurdduty"}, "GuardDuty (not Guard Duty"),
    ("a misspelt product behind others", ONLY | {"Products": "Macie, guard duty"}, "GuardDuty (not Guard Duty"),
    ("a product with a slip of the finger", ONLY | {"Products": "Inspectro, Macie"}, "Write Security Hub"),
    ("a product by its sales name", ONLY | {"Products": "AWS Config,Macie"}, "Config (not AWS Config"),
    ("the renamed product in small letters", ONLY | {"Products": "security hub cspm"}, "with capitals"),
    ("an account of 11 digits", {"Accounts": "11112222333"}, "12 digits"),
    ("an hour of the day that does not exist", {"Delivery": "Daily at 24:00"}, "Delivery"),
    ("a time zone that does not exist", {"TimeZone": "Europe/Atlantis"}, "TimeZone"),
    ("a severity that does not exist", {"MinimumSeverity": "Severe"}, "MinimumSeverity"),
    ("values without a key", {"TagValues": "a"}, "Tag values need a tag key"),
    (
        "leads who are the owners",
        {"EmailAddresses": "ana@example.com", "LeadAddresses": "ana@example.com"},
        "The lead addresses are the email addresses, which hear of all that already",
    ),
    ("a product filter without products", ONLY, "list at least one"),
    ("an exclusion without products", {"ProductFilter": "All but these products"}, "list at least one"),
    (
        "products without a filter",
        {"Products": "GuardDuty"},
        "choose 'Only these products' or 'All but these products'",
    ),
]

ACCEPTED = [
    ("only an address", {}),
    ("20 addresses", {"EmailAddresses": MANY}),
    ("a space after the comma", {"EmailAddresses": "a@example.com, b@example.com"}),
    ("the same address twice", {"EmailAddresses": "a@example.com, a@example.com"}),
    ("a plus in an address", {"EmailAddresses": "team+aws@mail.example.co.uk"}),
    ("dots before the @ and hyphens behind it", {"EmailAddresses": "a.b.c@my-team.example.com"}),
    ("a domain in another script, as mail programs write it", {"EmailAddresses": "a@xn--mnchen-3ya.example"}),
    ("an apostrophe before the @", {"EmailAddresses": "o'brien@example.com"}),
    ("five leads", {"LeadAddresses": ", ".join(MANY.split(",")[:5])}),
    ("a lead who is an owner, and another", {"LeadAddresses": "owner@example.com, lead@example.com"}),
    ("a workload's name", {"WorkloadName": "Web shop-2_eu"}),
    ("a tag with any value", {"TagKey": "cost:center/1.a b@+-"}),
    ("the tag of a stack", {"TagKey": "aws:cloudformation:stack-name"}),
    ("a key that begins like a reserved word", {"TagKey": "prefixes"}),
    ("one character each", {"TagKey": "t", "TagValues": "a"}),
    ("spaces within", {"TagKey": "cost center", "TagValues": "team  one, team two"}),
    ("six values", {"TagKey": "t", "TagValues": "1, 2, 3, 4, 5, *6*"}),
    ("three wildcards in a value", {"TagKey": "t", "TagValues": "*a*b*"}),
    ("a wildcard at the end of each value", {"TagKey": "t", "TagValues": "team-a*, team-b*, team-c*, pay*,web*, x-*"}),
    ("six products", ONLY | {"Products": "1,2,3,4,5,6"}),
    (
        "every product of AWS, in two lists",
        ONLY | {"Products": "Security Hub, guardduty, INSPECTOR, Macie, Health, Config"},
    ),
    ("a product of somebody else", ONLY | {"Products": "Prowler"}),
    ("a daily digest", {"Delivery": "Daily at 08:00"}),
    ("a time zone", {"TimeZone": "America/Argentina/Buenos_Aires"}),
    ("accounts", {"Accounts": "111122223333, 444455556666"}),
]


@pytest.fixture(scope="module")
def empty_account(embedded_aws: EmbeddedAws) -> Account:
    """An account in which no stack has ever been."""
    return Account(embedded_aws)


@pytest.mark.parametrize(("answers", "sentence"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(empty_account: Account, answers: dict[str, str], sentence: str) -> None:
    with pytest.raises(ClientError) as refusal:
        empty_account.deploy(ADDRESS | answers, account_filter=True)
    assert sentence in str(refusal.value)
    assert empty_account.client("cloudformation").list_stacks()["StackSummaries"] == []


@pytest.mark.parametrize("answers", [case[1] for case in ACCEPTED], ids=[case[0] for case in ACCEPTED])
def test_accepted(account: Account, answers: dict[str, str]) -> None:
    deployed = account.deploy(ADDRESS | answers, account_filter=True)
    assert deployed.stack["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("a@example.com", True),
        ("a@team.example.org", True),
        ("a@evil.com", False),
        ("a@example.com.evil.com", False),
        ("a@examplexcom", False),
    ],
)
def test_the_admin_may_restrict_domains(account: Account, address: str, is_allowed: bool) -> None:
    changes: dict[str, Any] = {"email_domains": ("example.com", "team.example.org")}
    if is_allowed:
        account.deploy({"EmailAddresses": address}, **changes)
        return
    with pytest.raises(ClientError, match=r"ending in @example\.com or @team\.example\.org"):
        account.deploy({"EmailAddresses": address}, **changes)


def asked(**changes: Any) -> list[str]:
    return [question.name for question in questions(options(**changes))]


def test_the_admin_decides_what_is_asked() -> None:
    assert "Accounts" not in asked()
    assert "Accounts" in asked(account_filter=True)
    stateless = asked(formatting=Formatting.EVENTBRIDGE)
    assert not {"Delivery", "TimeZone", "NotifyWhenResolved", "LeadAddresses"} & set(stateless)


def test_few_questions_are_asked_and_one_is_to_be_answered() -> None:
    groups_by_label = {group.label: group.questions for group in groups(options(account_filter=True))}
    advanced = groups_by_label.pop("ADVANCED")
    assert len([one for found in groups_by_label.values() for one in found]) <= 12
    assert [one.name for one in questions(options(account_filter=True)) if one.default is None] == ["EmailAddresses"]
    assert [one.name for one in advanced] == ["ProductFilter", "Products", "Accounts"]


def test_the_stateless_edition_says_what_it_lacks() -> None:
    texts = {one.name: one.help for one in questions(options(formatting=Formatting.EVENTBRIDGE))}
    for lacking in ("resolved notices", "digests", "reminders", "escalation", "weekly report", "chat", "no limit"):
        assert lacking in texts["MinimumSeverity"]


def test_defaults_are_the_admins() -> None:
    found = {one.name: one.default for one in questions(options(time_zone="Asia/Tokyo", minimum_severity="Low"))}
    assert (found["TimeZone"], found["MinimumSeverity"]) == ("Asia/Tokyo", "Low")
    assert (found["Delivery"], found["CriticalWithoutTag"], found["NotifyWhenResolved"]) == ("At once", "Yes", "Yes")


def test_every_question_has_a_label_and_help_and_says_why_it_refuses() -> None:
    for question in questions(options(account_filter=True)):
        assert question.label
        assert len(question.help) > 20
        assert bool(question.pattern) is question.wrong.startswith("must ")
        assert len(question.help) <= 4_000
        assert len(question.wrong) <= 4_000


@pytest.mark.parametrize("word", RESERVED)
def test_words_that_patterns_reserve_are_no_tag_keys(word: str) -> None:
    tag_key = {one.name: one for one in questions(options())}["TagKey"]
    assert not re.fullmatch(tag_key.pattern, word)


@pytest.mark.parametrize(("right", "wrong"), [(right, one) for right, names in MISSPELT.items() for one in names])
def test_each_misspelling_is_refused_and_its_right_name_is_taken(right: str, wrong: str) -> None:
    products = {one.name: one for one in questions(options())}["Products"]
    for listed in (wrong, wrong.lower(), wrong.upper(), f"Prowler, {wrong}", f"{wrong},Prowler"):
        assert not re.fullmatch(products.pattern, listed)
    for listed in (right, f"Prowler, {right}", f"{right}, {wrong} of ours"):
        assert re.fullmatch(products.pattern, listed)
    assert re.search(rf"{right} \([^)]*{wrong}", products.wrong)


SLIPS = [
    "Guarduty",
    "GuardDutty",
    "GusrdDuty",
    "GuardDtuy",
    "gaurdDuty",
    "Inspctor",
    "Inspeector",
    "Insepctor",
    "Mcaie",
    "Heatlh",
    "Confg",
]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_the_finger_in_a_products_name_is_refused(slip: str) -> None:
    products = {one.name: one for one in questions(options())}["Products"]
    for listed in (slip, slip.upper(), f"Prowler, {slip}", f"{slip},Prowler"):
        assert not re.fullmatch(products.pattern, listed)
    assert re.fullmatch(products.pattern, f"My {slip}")


@pytest.mark.parametrize(
    "name", ["Falcon", "Prowler", "Snyk", "Trend Micro", "Config Rules of ours", "Guardrails", "Inspector Gadget"]
)
def test_products_of_others_are_taken(name: str) -> None:
    products = {one.name: one for one in questions(options())}["Products"]
    assert re.fullmatch(products.pattern, f"{name}, GuardDuty")


def test_the_answers_fit_into_the_functions_environment() -> None:
    answers = sum(max([one.longest or 0, *map(len, one.choices)]) for one in questions(options()) if one.variable)
    names = sum(len(variable.value) for variable in Variable)
    assert answers + names + 4 * LONGEST_ARN <= 4_096


class Environment(dict[str, str]):
    """An environment that notes what is looked up in it."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


def test_the_function_reads_every_answer() -> None:
    environment = Environment()
    Preferences.read(environment, {})
    carried = {one.variable.value for one in questions(options(account_filter=True)) if one.variable}
    assert carried <= environment.read, "Preferences.read in formatter/settings.py reads each variable of a question"


def test_the_function_knows_the_right_names_of_the_form() -> None:
    assert {*MISSPELT, *RENAMED} == set(AWS_PRODUCTS)
