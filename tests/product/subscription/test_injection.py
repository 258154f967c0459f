"""Nobody gets out of an answer of the form: it is refused, or it stays one text within the pattern that is deployed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from common.choices.words import FindingSource
from product.subscription.form.groups import questions
from product.subscription.pattern.event_pattern import pattern_of
from product.subscription.pattern.formats import ASFF, OCSF, Format
from tests.product.subscription.deployment import DEFAULTS, options

OPTIONS = options(account_filter=True, source=FindingSource.BOTH, portal="corp")
ATTEMPTS = (
    'x"],"AwsAccountId":["999999999999',
    'x"]}}}]},"source":["aws.iam"],"y":{"z":["',
    '"}]}],"detail":{"findings":[{"exists":true}]},"x":["',
    '",{"exists":true},"',
    '",{"prefix":""},"',
    '",{"anything-but":["x"]},"',
    "\\",
    '\\"',
    "\\u0022],\\u0022x\\u0022:[\\u0022",
    "x\\",
    "${AWS::AccountId}",
    "!Ref AWS::AccountId",
    "{{resolve:ssm:/secret}}",
    "{{resolve:secretsmanager:password}}",
    '{"Ref":"AWS::AccountId"}',
    "x\r\nBcc: everybody@example.com",
    "x\nAllow",
    "x\x00y",
    "x\x1by",
    "x\x7fy",
    "'; DROP TABLE findings; --",
    "$(curl example.com)",
    "`id`",
    "<script>alert(1)</script>",
    "<title>",
    "../../etc/passwd",
    "**",
    "*" * 300,
    "x," * 50,
    "x" * 2_000,
    "a@example.com,b@example.com\nTo: c@example.com",
    "a@example.com?subject=x",
    '"a b"@example.com',
    "a@example.com, ,b@example.com",
    "arn:aws:sns:us-east-1:999999999999:x",
    "\u202ex\u202c",
    "x\u2028y",
)
WHAT_DEPENDS_ON_ANSWERS = {"Tags", "tags"}
TEXTS = {question.name: question.parameter().to_dict() for question in questions(OPTIONS) if question.pattern}
ANSWERS = DEFAULTS | {
    "TagKey": "key",
    "TagValues": "value",
    "ProductFilter": "Only these products",
    "Products": "GuardDuty",
    "Accounts": "111122223333",
}
FILTERING = ("TagKey", "TagValues", "Products", "Accounts")
"""Texts that stand in the pattern."""


def is_accepted(parameter: str, answer: str) -> bool:
    """Tell whether CloudFormation takes the answer; its patterns match the whole of it."""
    definition = TEXTS[parameter]
    longest = int(definition.get("MaxLength", 4_096))
    return len(answer) <= longest and re.fullmatch(definition["AllowedPattern"], answer) is not None


def shape(node: Any) -> Any:
    """Return keys and kinds of matchers, without the texts that are matched."""
    if isinstance(node, dict):
        return {
            key: sorted(map(str, map(shape, value.values())))
            if key in WHAT_DEPENDS_ON_ANSWERS and form_is_asff(value)
            else shape(value)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return sorted({json.dumps(shape(value)) for value in node})
    return type(node).__name__


def form_is_asff(tags: dict[str, Any]) -> bool:
    """In ASFF the tag's key is a key of the pattern; in OCSF it is a text."""
    return "value" not in tags


def test_every_text_of_the_form_is_tried() -> None:
    assert set(TEXTS) == {"WorkloadName", "EmailAddresses", "LeadAddresses", *FILTERING}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=ascii)
@pytest.mark.parametrize("form", [ASFF, OCSF], ids=["ASFF", "OCSF"])
@pytest.mark.parametrize("parameter", FILTERING)
def test_an_answer_stays_within_its_place_in_the_pattern(parameter: str, form: Format, attempt: str) -> None:
    if not is_accepted(parameter, attempt):
        return
    usual = pattern_of(form, OPTIONS, ANSWERS)
    tried = pattern_of(form, OPTIONS, ANSWERS | {parameter: attempt})
    assert shape(tried) == shape(usual)
    for text in attempt.split(","):
        assert json.dumps(text.strip()) in json.dumps(tried)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=ascii)
def test_only_addresses_are_addresses_and_only_names_are_names(attempt: str) -> None:
    assert not is_accepted("EmailAddresses", attempt)
    assert not is_accepted("LeadAddresses", attempt)
    assert not is_accepted("Accounts", attempt)
    assert not is_accepted("WorkloadName", attempt) or re.fullmatch(r"[A-Za-z0-9 _-]{1,40}", attempt)


@pytest.mark.parametrize("parameter", ["TagKey", "TagValues", "Products"])
def test_whatever_ends_a_text_or_a_line_is_refused(parameter: str) -> None:
    dangerous = ['"', "\\", "{", "}", "\n", "\r", "\x00", "\x1f", "\x7f"]
    assert not [one for one in dangerous if is_accepted(parameter, f"a{one}b")]
