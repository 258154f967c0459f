"""The form's answers for a history: what the rule lets through, and what the formatter is told of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.choices.configuration import Configuration
from common.choices.key import Place
from common.choices.values import plain_values
from event_matching.pattern import EventPattern
from formatter.settings import Preferences, Variable
from installer.errors import UserError
from installer.hub.content import subscription_options
from product.subscription.event_rules import finding_rules
from product.subscription.form import names
from product.subscription.form.groups import questions
from product.subscription.form.question import Question
from product.subscription.form.rules import refusals
from product.subscription.pattern.event_pattern import pattern_text

_NOBODYS_ACCOUNT = "111122223333"
ADDRESS = "owner@example.com"
"""The owner of a replay."""


@dataclass(frozen=True)
class Choices:
    """What a subscription with certain answers takes and does.

    Attributes:
        patterns: of its rules: an event is taken where one of them matches.
        preferences: what the formatter is told.
    """

    patterns: tuple[EventPattern, ...]
    preferences: Preferences

    def takes(self, event: Mapping[str, Any]) -> bool:
        """Tell whether one of the rules lets the event through."""
        return any(pattern.matches(event) for pattern in self.patterns)


def form(configuration: Configuration) -> Sequence[Question]:
    """Return the form's questions as the admin's choices make them; every account may be asked for."""
    return questions(subscription_options(configuration, _NOBODYS_ACCOUNT, ""))


def choices(configuration: Configuration, given: Mapping[str, str]) -> Choices:
    """Return what a subscription with these answers does.

    Args:
        configuration: the admin's choices.
        given: answers by the parameter's name; defaults for the others.

    Raises:
        UserError: an answer is one that the form refuses, or it refuses them together.
    """
    options = subscription_options(configuration, _NOBODYS_ACCOUNT, "")
    asked = {question.name: question for question in questions(options)}
    answers = {
        name: _answer(question, given[name]) if name in given else question.default or ""
        for name, question in asked.items()
    }
    answers[names.EMAIL_ADDRESSES] = given.get(names.EMAIL_ADDRESSES, ADDRESS)
    for sentence in refusals(answers):
        raise UserError(sentence)
    environment = {question.variable.value: answers[name] for name, question in asked.items() if question.variable}
    return Choices(
        tuple(EventPattern.parse(pattern_text(rule, options, answers)) for rule in finding_rules(options).values()),
        Preferences.read(
            environment
            | {
                Variable.EMAIL_ADDRESSES.value: answers[names.EMAIL_ADDRESSES],
                Variable.SOURCE.value: configuration.source.value,
            },
            plain_values(configuration, Place.FORMATTER),
        ),
    )


def flag_of(question: Question) -> str:
    """Return the flag of a question: `--minimum-severity` for MinimumSeverity."""
    return "--" + re.sub(r"(?<!^)(?=[A-Z])", "-", question.name).lower()


def _answer(question: Question, answer: str) -> str:
    if question.choices:
        found = {choice.casefold(): choice for choice in question.choices}.get(answer.casefold())
        if found is None:
            some = ", ".join(question.choices[:8]) + (", ..." if len(question.choices) > 8 else "")  # noqa: PLR2004
            raise UserError(f"{flag_of(question)}: {answer!r} is none of the form's answers: {some}.")
        return found
    if question.pattern and not re.fullmatch(question.pattern, answer):
        raise UserError(f"{flag_of(question)}: {answer!r} {question.wrong}")
    return answer
