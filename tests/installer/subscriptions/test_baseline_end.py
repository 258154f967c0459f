"""A baseline ends only where a subscription of the account's own surely tells as much to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from unittest import mock

import pytest

from installer.organization.accounts import Account
from installer.subscriptions.addresses import fixed
from installer.subscriptions.coverage import Row, State
from installer.subscriptions.enroll import Enrolment
from installer.subscriptions.subscription import BASELINE_NAME, Subscription

BASELINE = Subscription(
    "pp-1", BASELINE_NAME, "pa-1", "1", "AVAILABLE", answers={"MinimumSeverity": "High"}, confirmed=1
)
ENDS, STAYS = "end", "nothing"


@pytest.mark.parametrize(
    ("answers", "confirmed", "action"),
    [
        ({"MinimumSeverity": "High"}, 1, ENDS),
        ({"MinimumSeverity": "Low"}, 2, ENDS),
        ({"MinimumSeverity": "Critical"}, 1, STAYS),
        ({"MinimumSeverity": "High"}, 0, STAYS),
        ({"MinimumSeverity": "High"}, None, STAYS),
        ({"MinimumSeverity": "High", "TagKey": "Team"}, 1, STAYS),
        ({"MinimumSeverity": "High", "Products": "Inspector"}, 1, STAYS),
        ({"MinimumSeverity": "High", "Accounts": "111122223333"}, 1, STAYS),
        ({}, 1, STAYS),
    ],
    ids=["as much", "more", "higher", "not confirmed", "not told", "by tag", "by product", "by account", "unknown"],
)
def test_when_it_ends(answers: Mapping[str, str], confirmed: int | None, action: str) -> None:
    own = Subscription("pp-2", "ours", "pa-1", "1", "AVAILABLE", answers=answers, confirmed=confirmed)
    enrolment = Enrolment(mock.Mock(), "prod-1", "pa-1", "Critical", fixed("a@example.com"))
    (planned,) = enrolment.plan([Row("eu-west-1", Account("111122223333"), State.SUBSCRIBED, (BASELINE, own))])
    assert planned.action == action, planned.text
    (alone,) = enrolment.plan([Row("eu-west-1", Account("111122223333"), State.SUBSCRIBED, (BASELINE,))])
    assert (alone.action, alone.text) == ("nothing", "has a baseline")
