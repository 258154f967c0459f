"""Add to MiniStack what the product needs and it lacks."""

from __future__ import annotations

from local.server import lambda_runtime, mailbox, securityhub


def install() -> None:
    """Extend MiniStack in this process; call it once, before the first request."""
    for part in (mailbox, lambda_runtime, securityhub):
        part.install()
