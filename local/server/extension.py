"""Add to MiniStack what the product needs and it lacks."""

from __future__ import annotations

from local.server import cloudformation, condition_keys, lambda_runtime, mailbox, organizations, securityhub


def install() -> None:
    """Extend MiniStack in this process; call it once, before the first request."""
    for part in (mailbox, lambda_runtime, organizations, condition_keys, cloudformation, securityhub):
        part.install()
