"""The form takes every valid answer and refuses every other with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from common.options import Formatting
from formatter.settings import Delivery
from product.subscription.form import groups
from tests.product.subscription.deployment import ADDRESS, Account, options

MANY = ",".join(f"person{number}@example.com" for number in range(20))

REFUSED = [
    ("an address that is none", {"EmailAddresses": "nobody"}, "email addresses"),
    ("no address", {"EmailAddresses": ""}, "email addresses"),
    ("a space in an address", {"EmailAddresses": "a b@example.com"}, "email addresses"),
    ("21 addresses", {"EmailAddresses": f"{MANY},one.more@example.com"}, "1 to 20 email addresses"),
    ("a percent sign in an address", {"EmailAddresses": "a%b@example.com"}, "email addresses"),
    ("addresses separated by semicolons", {"EmailAddresses": "a@example.com;b@example.com"}, "separated by commas"),
    ("a quote in a tag value", {"TagKey": "t", "TagValues": 'a"b'}, "without quote"),
    ("a backslash in a tag value", {"TagKey": "t", "TagValues": "a\\b"}, "without quote"),
    ("a brace in a tag value", {"TagKey": "t", "TagValues": "a{b"}, "without quote"),
    ("a line end in a tag value", {"TagKey": "t", "TagValues": "a\nb"}, "without quote"),
    ("two wildcards in a row", {"TagKey": "t", "TagValues": "a**"}, "two * in a row"),
    ("a space before the comma", {"TagKey": "t", "TagValues": "checkout , search"}, "a space before a comma"),
    ("a space at the end", {"TagKey": "t", "TagValues": "checkout "}, "at the end"),
    (
        "a space after a product",
        {"ProductFilter": "Only these", "Products": "GuardDuty , Macie"},
        "a space before a comma",
    ),
    ("a space after the tag key", {"TagKey": "team "}, "no space before or after it"),
    ("nine tag values", {"TagKey": "t", "TagValues": "1,2,3,4,5,6,7,8,9"}, "up to 8 values"),
    ("an empty tag value", {"TagKey": "t", "TagValues": "a,,b"}, "separated by commas"),
    ("a quote in a tag key", {"TagKey": 'a"b'}, "one tag key"),
    ("two tag keys", {"TagKey": "a,b"}, "one tag key"),
    ("a quote in a product", {"ProductFilter": "Only these", "Products": 'a"]}'}, "product names"),
    ("seven products", {"ProductFilter": "Only these", "Products": "1,2,3,4,5,6,7"}, "up to 6 product names"),
    ("an account of 11 digits", {"Accounts": "11112222333"}, "12 digits"),
    ("an hour of the day that does not exist", {"DigestHour": "24"}, "DigestHour"),
    ("a time zone that does not exist", {"TimeZone": "Europe/Atlantis"}, "TimeZone"),
    ("a severity that does not exist", {"MinimumSeverity": "Severe"}, "MinimumSeverity"),
    ("a permission set with a space", {"PermissionSet": "my set"}, "permission set"),
    ("values without a key", {"TagValues": "a"}, "Tag values need a tag key"),
    ("a product filter without products", {"ProductFilter": "Only these"}, "list at least one product"),
    ("an exclusion without products", {"ProductFilter": "All but these"}, "list at least one product"),
    ("products without a filter", {"Products": "GuardDuty"}, "choose 'Only these' or 'All but these'"),
    ("nothing open without a daily digest", {"WhenNothingOpen": "Yes"}, "Only the daily digest"),
]

ACCEPTED = [
    ("only an address", {}),
    ("20 addresses", {"EmailAddresses": MANY}),
    ("a space after the comma", {"EmailAddresses": "a@example.com, b@example.com"}),
    ("a plus in an address", {"EmailAddresses": "team+aws@mail.example.co.uk"}),
    ("a tag with any value", {"TagKey": "cost:center/1.a b@=+-"}),
    ("one character each", {"TagKey": "t", "TagValues": "a"}),
    ("spaces within", {"TagKey": "cost center", "TagValues": "team  one, team two"}),
    ("eight values", {"TagKey": "t", "TagValues": "1, 2, 3, 4, 5, 6, 7, *8*"}),
    ("six products", {"ProductFilter": "Only these", "Products": "1,2,3,4,5,6"}),
    ("a daily digest", {"Delivery": "Daily digest", "WhenNothingOpen": "Yes", "DigestHour": "0", "ReminderDays": "30"}),
    ("a time zone", {"TimeZone": "America/Argentina/Buenos_Aires"}),
    ("an empty permission set", {"PermissionSet": ""}),
    ("accounts", {"Accounts": "111122223333, 444455556666"}),
]


@pytest.mark.parametrize(("answers", "sentence"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(account: Account, answers: dict[str, str], sentence: str) -> None:
    cloudformation = account.session.client("cloudformation")
    before = len(cloudformation.list_stacks()["StackSummaries"])
    with pytest.raises(ClientError) as refusal:
        account.deploy(ADDRESS | answers, account_filter=True, portal="corp")
    assert sentence in str(refusal.value)
    assert len(cloudformation.list_stacks()["StackSummaries"]) == before


@pytest.mark.parametrize("answers", [case[1] for case in ACCEPTED], ids=[case[0] for case in ACCEPTED])
def test_accepted(account: Account, answers: dict[str, str]) -> None:
    deployed = account.deploy(ADDRESS | answers, account_filter=True, portal="corp")
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
    return [question.parameter.title for group in groups(options(**changes)) for question in group.questions]


def test_the_admin_decides_what_is_asked() -> None:
    assert "PermissionSet" not in asked()
    assert "PermissionSet" in asked(portal="corp")
    assert "Accounts" not in asked()
    assert "Accounts" in asked(account_filter=True)
    stateless = asked(formatting=Formatting.EVENTBRIDGE, portal="corp")
    assert not {"Delivery", "DigestHour", "TimeZone", "NotifyWhenResolved", "PermissionSet"} & set(stateless)


def test_defaults_are_the_admins() -> None:
    found = {
        question.parameter.title: question.parameter.to_dict().get("Default")
        for group in groups(
            options(time_zone="Asia/Tokyo", minimum_severity="Low", portal="corp", permission_set="View")
        )
        for question in group.questions
    }
    assert (found["TimeZone"], found["MinimumSeverity"], found["PermissionSet"]) == ("Asia/Tokyo", "Low", "View")
    assert found["Delivery"] == Delivery.IMMEDIATE.value


def test_every_question_has_a_label_and_help() -> None:
    for group in groups(options(portal="corp", account_filter=True)):
        for question in group.questions:
            assert question.label
            assert len(question.parameter.to_dict()["Description"]) > 20
