"""The one error of this package."""

from __future__ import annotations


class InvalidPatternError(ValueError):
    """A text that EventBridge refuses as an event pattern, with the reason that it gives."""
