"""The page's button '1 day' brings what comes when nobody reacts for a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from embedded_aws.process import EmbeddedAws
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Stage
from local.page.playground import Playground

MINUTES = 24 * 60
CHOICES = Choices()


class Day:
    """A subscription, and the button."""

    def __init__(self, aws: EmbeddedAws, stage: Stage, address: str, answers: Mapping[str, str]) -> None:
        owner = Owner(aws, stage.organization.owner_account, CHOICES.owner)
        # Half a day away from now, so that no test runs across the digest's hour.
        daily = {"Delivery": f"Daily at {(aws.now().hour + 12) % 24:02}:00"}
        subscription = owner.launch({"EmailAddresses": address, **daily, **answers}, address.partition("@")[0])
        self.playground = Playground(aws, replace(stage, subscription=subscription), CHOICES)
        self._aws, self._address = aws, address

    def subjects(self) -> list[str]:
        """Return the subjects of the subscription's emails, oldest first, but for the report of whichever day is Monday."""
        self._aws.wait_until_idle()
        emails = self._aws.mailbox(self._address)
        return [email.subject for email in emails if email.attributes["kind"] != "WEEKLY"]

    def passes(self) -> list[str]:
        """Press the button, and return the subjects of the emails that came."""
        before = len(self.subjects())
        self.playground.let_time_pass(MINUTES)
        return self.subjects()[before:]


def test_a_digest_comes_once_a_day(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    day = Day(embedded_aws, stage, "daily@example.com", {})
    assert "WELCOME" in day.passes()[0]
    day.passes()
    day.playground.pick(0, "HIGH")
    before = day.subjects()
    assert len(day.passes()) == 1
    assert day.subjects()[:-1] == before
    assert day.passes() == []
