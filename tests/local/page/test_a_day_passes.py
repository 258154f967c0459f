"""The page's button '1 day' brings what comes when nobody reacts for a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from local.journey.play import Stage
from local.page.playground import Playground
from tests.local.conftest import CHOICES, subscribed

MINUTES = 24 * 60


@dataclass(frozen=True)
class Days:
    """A subscription with a daily digest, and the button."""

    stage: Stage
    playground: Playground

    def subjects(self) -> list[str]:
        """Return the subjects of its emails, oldest first, but for the report of whichever day is Monday."""
        self.stage.aws.wait_until_idle()
        topic = self.stage.subscription.outputs["TopicArn"]
        emails = [one for one in self.stage.aws.mailbox() if one.subscription.startswith(f"{topic}:")]
        return [one.subject for one in emails if one.attributes["kind"] != "WEEKLY"]

    def pass_one(self) -> list[str]:
        """Press the button, and return the subjects of the emails that came."""
        before = len(self.subjects())
        self.playground.let_time_pass(MINUTES)
        return self.subjects()[before:]


@pytest.fixture
def days(hub: Stage) -> Iterator[Days]:
    # Half a day away from now, so that no test runs across the digest's hour.
    daily = f"Daily at {(hub.aws.now().hour + 12) % 24:02}:00"
    with subscribed(hub, {"Delivery": daily}) as stage:
        yield Days(stage, Playground(stage.aws, stage, CHOICES))


def test_a_digest_comes_once_a_day(days: Days) -> None:
    assert ["WELCOME" in subject for subject in days.subjects()] == [True]
    days.playground.pick(0, "HIGH")
    assert len(days.subjects()) == 1
    assert len(days.pass_one()) == 1
    assert days.pass_one() == []
