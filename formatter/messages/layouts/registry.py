"""Which layout takes which finding: the first that matches, the general one last."""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.layouts.access_analyzer import ACCESS_ANALYZER
from formatter.messages.layouts.config import CONFIG
from formatter.messages.layouts.control import CONTROL
from formatter.messages.layouts.exposure import EXPOSURE
from formatter.messages.layouts.firewall_manager import FIREWALL_MANAGER
from formatter.messages.layouts.general import GENERAL
from formatter.messages.layouts.guardduty import GUARDDUTY
from formatter.messages.layouts.health import HEALTH
from formatter.messages.layouts.inspector import INSPECTOR
from formatter.messages.layouts.layout import Layout
from formatter.messages.layouts.macie import MACIE

LAYOUTS: tuple[Layout, ...] = (
    EXPOSURE,
    CONTROL,
    GUARDDUTY,
    INSPECTOR,
    MACIE,
    ACCESS_ANALYZER,
    HEALTH,
    FIREWALL_MANAGER,
    CONFIG,
    GENERAL,
)


def layout_of(finding: Finding) -> Layout:
    """Return the layout of the finding's product."""
    return next(layout for layout in LAYOUTS if layout.matches(finding))
