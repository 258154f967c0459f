"""WHEN the emails come; only the function can wait and remember, so that without it nothing is asked."""

from __future__ import annotations

import pytz

from common.choices.words import Formatting
from formatter.settings import DELIVERY_CHOICES, NO, YES, Variable
from product.subscription.form import names
from product.subscription.form.question import Question
from product.subscription.options import SubscriptionOptions


def when(options: SubscriptionOptions) -> tuple[Question, ...]:
    """Return the questions."""
    return (_delivery(), _resolved(), _time_zone(options)) if options.formatting is Formatting.LAMBDA else ()


def _delivery() -> Question:
    return Question(
        names.DELIVERY,
        "When emails come",
        "At once: one email a finding; many at the same time come as one digest. Hourly, or daily at a local hour: all "
        "in one digest, if there is something. CRITICAL findings, and what somebody sends you by hand, come at once in "
        "any case.",
        default=DELIVERY_CHOICES[0],
        choices=DELIVERY_CHOICES,
        variable=Variable.DELIVERY,
    )


def _resolved() -> Question:
    return Question(
        names.NOTIFY_WHEN_RESOLVED,
        "Tell when resolved",
        "Whether you are also told when a finding that you heard of is over.",
        default=YES,
        choices=(YES, NO),
        variable=Variable.NOTIFY_WHEN_RESOLVED,
    )


def _time_zone(options: SubscriptionOptions) -> Question:
    return Question(
        names.TIME_ZONE,
        "Time zone",
        "Of the times in emails, of the daily digest and of the weekly report.",
        default=options.time_zone,
        choices=tuple(pytz.common_timezones),
        variable=Variable.TIME_ZONE,
    )
