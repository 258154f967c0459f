"""EventBridge's event patterns: what they may be, and which events they match.

The semantics are those of Event Ruler, the library that EventBridge matches with (https://github.com/aws/event-ruler), and of
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html. Nothing here knows of Security
Hub, of AWS's API, or of the rest of this repository.
"""

from __future__ import annotations

from event_matching.errors import InvalidPatternError
from event_matching.pattern import EventPattern

__all__ = ["EventPattern", "InvalidPatternError"]
