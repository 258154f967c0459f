"""How findings hold a moment."""

from __future__ import annotations

from datetime import datetime, timezone


def written(now: datetime) -> str:
    """Return a moment as findings hold it: `2026-11-20T09:00:00.000Z`."""
    return now.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
