"""Which Chromium of this machine is driven."""

from __future__ import annotations

import shutil

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without windows first: a new tab takes a sixth of the other's time.

https://developer.chrome.com/blog/chrome-headless-shell
"""


def chromium() -> str | None:
    """Return the path of the command that starts it; None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)
