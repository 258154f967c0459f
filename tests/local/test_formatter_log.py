"""The formatter's log is read while its owner may end the subscription."""

from __future__ import annotations

from local.journey.formatter_log import FormatterLog
from local.journey.play import Stage
from local.journey.setup import REGION
from tests.local.conftest import owner_of, subscribed


def test_a_log_that_has_gone_meanwhile_holds_nothing_new(hub: Stage) -> None:
    with subscribed(hub) as stage:
        log = FormatterLog(stage.aws.session(stage.subscription.account_id, REGION), stage.subscription)
        owner_of(stage).leave(stage.subscription)
        assert log.new_lines() == []
