"""WHO gets the emails."""

from __future__ import annotations

from common.choices.words import Formatting
from formatter.settings import Variable
from product.subscription.form import names
from product.subscription.form.question import Question
from product.subscription.form.text_patterns import address, list_of
from product.subscription.options import SubscriptionOptions

_LONGEST_NAME = 40
_LONGEST_ADDRESSES = 1_200
_LONGEST_LEADS = 320
"""The function's environment holds 4 KB in all."""

_NAME = r"[A-Za-z0-9]([A-Za-z0-9 _-]*[A-Za-z0-9])?"
"""What a topic's display name takes: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html."""


def who(options: SubscriptionOptions) -> tuple[Question, ...]:
    """Return the questions; leads need the function, which knows what is overdue."""
    leads = (_leads(options),) if options.formatting is Formatting.LAMBDA else ()
    return (_workload(), _addresses(options), *leads)


def _workload() -> Question:
    return Question(
        names.WORKLOAD_NAME,
        "Name of your workload (optional)",
        "Emails come from 'Security - NAME', so that several subscriptions can be told apart. Empty: 'Security "
        "notifications'.",
        default="",
        pattern=f"^({_NAME})?$",
        longest=_LONGEST_NAME,
        wrong=(
            f"must be at most {_LONGEST_NAME} letters (without accents), digits, spaces, hyphens and underscores, and "
            "begin and end with a letter or digit."
        ),
        variable=Variable.WORKLOAD,
    )


def _addresses(options: SubscriptionOptions) -> Question:
    return Question(
        names.EMAIL_ADDRESSES,
        "Email addresses",
        f"Who gets the emails: 1 to {names.MOST_ADDRESSES} addresses{_ending(options)}, with a comma between two (no "
        "semicolon), without names. Each gets a mail titled 'AWS Notification - Subscription Confirmation' and must "
        "follow its link within two days; before the first one did, nothing is sent. A mailing list works, but whoever "
        "on it follows the last link of an email ends it for all." + _chat(options),
        pattern=f"^{list_of(address(options.email_domains), 1, names.MOST_ADDRESSES)}",
        longest=_LONGEST_ADDRESSES,
        wrong=_mistakes(options, f"1 to {names.MOST_ADDRESSES}", _LONGEST_ADDRESSES),
        variable=Variable.EMAIL_ADDRESSES,
    )


def _chat(options: SubscriptionOptions) -> str:
    """Say why an address is needed where a team talks elsewhere."""
    if options.formatting is not Formatting.LAMBDA:
        return ""
    return (
        " A Slack or Teams channel can be added later; an address is needed all the same, since nobody can tell whether a "
        "channel is read."
    )


def _leads(options: SubscriptionOptions) -> Question:
    return Question(
        names.LEAD_ADDRESSES,
        "Lead addresses (optional)",
        f"Who hears of it when nobody acts: up to {names.MOST_LEADS} addresses{_ending(options)}. They get what was "
        "not taken on in time or is overdue, and the weekly report, nothing else. Each confirms as above. Email addresses "
        "from above get all of that already: leave them out here.",
        default="",
        pattern=f"^{list_of(address(options.email_domains), 0, names.MOST_LEADS)}",
        longest=_LONGEST_LEADS,
        wrong=_mistakes(options, f"up to {names.MOST_LEADS}", _LONGEST_LEADS),
        variable=Variable.LEAD_ADDRESSES,
    )


def _ending(options: SubscriptionOptions) -> str:
    return f" ending in {' or '.join('@' + name for name in options.email_domains)}" if options.email_domains else ""


def _mistakes(options: SubscriptionOptions, many: str, longest: int) -> str:
    return (
        f"must be {many} email addresses{_ending(options)}, each with one @ and a dot behind it. Usual mistakes: a "
        "semicolon instead of a comma; a name beside the address, as in Ana <ana@example.com>; a comma at the end; a "
        "space inside, before or after an address; a dot too many; an apostrophe behind the @, or a curly one; a letter "
        f"with an accent or umlaut; more than {longest:,} characters in all."
    )
