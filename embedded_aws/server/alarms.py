"""Alarms of CloudWatch, which tell a topic when their state changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import cloudwatch

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations


def install() -> None:
    """Tell nobody where somebody wants it so."""
    dispatch = cloudwatch._dispatch_alarm_actions

    def dispatch_unless(alarm: Mapping[str, Any], old_state: str, new_state: str, reason: str) -> None:
        if not deviations.is_on(Deviation.ALARM_UNHEARD):
            dispatch(alarm, old_state, new_state, reason)

    cloudwatch._dispatch_alarm_actions = dispatch_unless
