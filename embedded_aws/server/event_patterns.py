"""Match events with `event_matching` instead of MiniStack's own matcher.

MiniStack's knows no fields by dotted names in events, compares what stands beside arrays otherwise than Event Ruler, and takes
patterns that EventBridge refuses as too long or too complex.
"""

from __future__ import annotations

import functools
from typing import Any

from ministack.services import eventbridge

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations
from event_matching import EventPattern, InvalidPatternError

_ABSENT, _NEVER = '{"exists":false}', '"a value that no event has"'


def install() -> None:
    """Validate and match patterns as EventBridge does."""
    eventbridge._event_pattern_error = _why_refused
    eventbridge._matches_pattern_view = _matches


def _why_refused(text: object) -> str | None:
    if not text:
        return None
    try:
        _pattern(str(text))
    except InvalidPatternError as error:
        return str(error)
    return None


def _matches(text: str, view: Any, _owner: str = "") -> bool:
    if deviations.is_on(Deviation.ABSENCE_UNKNOWN):
        text = text.replace(_ABSENT, _NEVER)
    return _pattern(text).matches(view.event_with_detail())


@functools.lru_cache(maxsize=1024)
def _pattern(text: str) -> EventPattern:
    return EventPattern.parse(text)
