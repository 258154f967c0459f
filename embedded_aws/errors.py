"""What the embedded AWS cannot do, in one sentence for the person who started it."""

from __future__ import annotations


class EmbeddedAwsError(Exception):
    """It did not start, or its functions do not come to an end; the message says why."""
