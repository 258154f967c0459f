"""Requests by hand, without an SDK."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def curl(*arguments: str) -> tuple[str, str]:
    """Return status and body."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    command = ["curl", "--silent", "--max-time", "20", "--write-out", "\n%{http_code}", *arguments]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    body, _, status = output.rpartition("\n")
    return status, body
