"""Answers of the form by the ten thousand: each is refused, or stays one text within the event patterns that are deployed.

`python -m benchmarks.fuzz_form --cases 10000 --seed 1` makes answers of pieces that could end a text, prints how many were
taken and refused, and ends with an error at the first that changes what a pattern asks for.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Mapping

import click

from common.choices.words import FindingSource
from product.subscription.form.groups import questions
from product.subscription.form.question import Question
from product.subscription.options import SubscriptionOptions
from product.subscription.pattern.event_pattern import LARGEST_PATTERN, pattern_text
from product.subscription.pattern.formats import ASFF, CUSTOM_ACTION, OCSF, Format

OPTIONS = SubscriptionOptions(
    artifact_bucket="", formatter_key="", version="1", account_filter=True, source=FindingSource.BOTH
)
FORMATS = (ASFF, OCSF, CUSTOM_ACTION)
ASKED = {question.name: question for question in questions(OPTIONS)}
TEXTS = [question for question in ASKED.values() if question.pattern]
USUAL = {question.name: question.default or "" for question in ASKED.values()} | {
    "EmailAddresses": "a@example.com",
    "TagKey": "key",
    "TagValues": "value",
    "ProductFilter": "Only these products",
    "Products": "GuardDuty",
    "Accounts": "111122223333",
}
PIECES = (
    *"\"\\{}[]:,;*?$@'` <>=&%+-_./|~^#()!",
    *(
        "\n",
        "\r",
        "\t",
        "\x00",
        "\x7f",
        "\u2028",
        "\u202e",
        "é",
        "ü",
        "日",
        "${",
        "${AWS::AccountId}",
        "{{resolve:ssm:/x}}",
    ),
    *(
        '"]',
        '"]}',
        '"}]}',
        "},{",
        '",{"exists":true},"',
        "\\u0022",
        "$or",
        "exists",
        "prefix",
        "**",
        ", ",
        ",,",
        "team",
        "GuardDuty",
    ),
    *("a@example.com", "111122223333", "Security Hub", "Security Hub CSPM", "a", "B", "0"),
)


@click.command()
@click.option("--cases", default=10_000, show_default=True, help="Answers to try.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same answers.")
def command(cases: int, seed: int) -> None:
    """Try answers; ends with an error at the first that gets out of its place."""
    chance = random.Random(seed)
    usual = {form.detail_type: shape(form, USUAL) for form in FORMATS}
    taken = 0
    for case in range(cases):
        question, answer = chance.choice(TEXTS), "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        if not is_taken(question, answer):
            continue
        taken += 1
        for form in FORMATS:
            if shape(form, USUAL | {question.name: answer}) != usual[form.detail_type]:
                sys.exit(f"case {case} of seed {seed}: {question.name} {answer!a} changes the pattern")
    click.echo(
        f"{cases} answers: {cases - taken} refused, {taken} taken, none of them got out of its place in a pattern"
    )


def is_taken(question: Question, answer: str) -> bool:
    """Tell whether CloudFormation takes an answer; its patterns match the whole of it."""
    is_short = not question.longest or len(answer) <= question.longest
    return is_short and re.fullmatch(question.pattern, answer) is not None


def shape(form: Format, answers: Mapping[str, str]) -> object:
    """Return keys and kinds of matchers of a pattern, without the texts that are the owner's."""
    text = pattern_text(form, OPTIONS, answers)
    if len(text) > LARGEST_PATTERN:
        sys.exit(f"a pattern of {len(text)} characters: {answers!a}")
    return _shape(json.loads(text), answers["TagKey"])


def _shape(node: object, tag_key: str) -> object:
    if isinstance(node, dict):
        return {("tag key" if key == tag_key else key): _shape(value, tag_key) for key, value in node.items()}
    if isinstance(node, list):
        return sorted({json.dumps(_shape(value, tag_key)) for value in node})
    return type(node).__name__


if __name__ == "__main__":
    command()
