"""The domain of the AWS console, which differs by partition, as a mapping of a template."""

from __future__ import annotations

from formatter.messages.links import CONSOLE_DOMAINS

CONSOLE_MAP = "Console"


def console_mapping() -> dict[str, dict[str, str]]:
    """Return the template's mapping from the partition to the console's domain."""
    return {partition: {"Domain": domain} for partition, domain in CONSOLE_DOMAINS.items()}
