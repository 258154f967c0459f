"""The time that functions and Security Hub's events of this embedded AWS live in: this computer's, and what was let pass."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

FILE = "clock"
"""Holds the seconds that were let pass, in the folder of temporary files, where `server.function_start` reads it."""


def ahead() -> timedelta:
    """Return how far that time is ahead."""
    file = _file()
    return timedelta(seconds=float(file.read_text(encoding="utf-8")) if file.is_file() else 0.0)


def now() -> datetime:
    """Return that time."""
    return datetime.now(timezone.utc) + ahead()


def advance(body: bytes) -> None:
    """Let time pass: `seconds` of a JSON document."""
    passed = ahead().total_seconds() + float(json.loads(body)["seconds"])
    new = _file().with_suffix(".new")
    new.write_text(repr(passed), encoding="utf-8")
    # A function that reads meanwhile finds either text, never a half.
    new.replace(_file())


def page() -> bytes:
    """Return how far it is ahead, as JSON."""
    return json.dumps({"seconds": ahead().total_seconds()}).encode()


def _file() -> Path:
    return Path(tempfile.gettempdir()) / FILE
