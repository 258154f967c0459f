"""WHAT is told: severity and tag."""

from __future__ import annotations

from common.choices.words import SEVERITIES, Formatting
from formatter.settings import NO, YES, Variable
from product.subscription.form import names
from product.subscription.form.question import Question
from product.subscription.form.text_patterns import NOT_RESERVED, SAFE, VALUE, list_of
from product.subscription.options import SubscriptionOptions

_MOST_VALUES = 6
_MOST_WILDCARDS = 3
"""EventBridge refuses a pattern whose wildcards are too complex, and says so only when the stack is made.

Event Ruler counts values that begin alike each: six of them with a `*` at their ends make 6, names with three `*` anywhere up
to 9, and more than 10 is refused. event_matching/complexity.py counts as it does, and names the pages.
"""

_FEW_WILDCARDS = rf"(?!(?=(.*\*){{{_MOST_WILDCARDS + 1}}}).*\*[^,])"
"""Not so many `*` if one of them stands elsewhere than at the end of its value."""

_LONGEST_KEY = 128
"""https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""

_LONGEST_VALUES = 160

_STATELESS = (
    " This edition has no memory: it mails every update of a matching finding, with times in UTC. It has no resolved "
    "notices, digests, reminders, escalation, weekly report or chat, and no limit on the number of emails."
)


def what(options: SubscriptionOptions) -> tuple[Question, ...]:
    """Return the questions."""
    return (_severity(options), _tag_key(), _tag_values(), _critical_without_tag())


def _severity(options: SubscriptionOptions) -> Question:
    return Question(
        names.MINIMUM_SEVERITY,
        "Minimum severity",
        "You are told of this severity and above. Critical: act today, somebody may be inside (about one email a month "
        "in an account). High: act this week (about one a week). Medium: plan it (several a week, more in the first). "
        "Low: good order (dozens a week). Much at once comes as one digest."
        + (_STATELESS if options.formatting is Formatting.EVENTBRIDGE else ""),
        default=options.minimum_severity,
        choices=SEVERITIES,
        variable=Variable.MINIMUM_SEVERITY,
    )


def _tag_key() -> Question:
    return Question(
        names.TAG_KEY,
        "Tag key (optional)",
        "Only findings about resources that carry a tag with this key, such as: team. Capitals matter. Empty: all "
        "resources.",
        default="",
        pattern=f"^{NOT_RESERVED}(?!.*[=*]){SAFE}({VALUE})?$",
        longest=_LONGEST_KEY,
        wrong=(
            "must be one tag key and nothing else: team, not team=checkout (values have a question of their own). No "
            "comma, semicolon, quote, backslash, brace, equals sign or *, no space before or behind it, and none of the "
            "words that event patterns keep for themselves, such as $or, prefix and exists."
        ),
        variable=Variable.TAG_KEY,
    )


def _tag_values() -> Question:
    return Question(
        names.TAG_VALUES,
        "Tag values (optional)",
        f"Up to {_MOST_VALUES} values of that tag, with a comma between two: checkout, search. A * stands for any "
        "characters: checkout-*. Capitals matter. Empty: any value.",
        default="",
        # EventBridge refuses two wildcards in a row:
        # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
        pattern=rf"^(?!.*\*\*){_FEW_WILDCARDS}{SAFE}{list_of(VALUE, 0, _MOST_VALUES)}",
        longest=_LONGEST_VALUES,
        wrong=(
            f"must be up to {_MOST_VALUES} values with a comma between two (no semicolon), at most {_LONGEST_VALUES} "
            "characters in all, without quote, backslash or brace, without a space before a comma or at the end, never two * "
            f"in a row, and with at most {_MOST_WILDCARDS} * in all; more only where each is the last character of its value."
        ),
        variable=Variable.TAG_VALUES,
    )


def _critical_without_tag() -> Question:
    return Question(
        names.CRITICAL_WITHOUT_TAG,
        "Critical findings without the tag",
        "A stolen access key, or the account itself, has no tags. Yes: CRITICAL findings of which no resource carries "
        "the tag key are told all the same; where several teams share an account, all of them hear of these. Means "
        "nothing without a tag key.",
        default=YES,
        choices=(YES, NO),
        variable=Variable.CRITICAL_WITHOUT_TAG,
    )
