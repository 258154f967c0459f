"""Which layout takes which finding: the first that matches, the general one last."""

from __future__ import annotations

from formatter.emails.layouts.access_analyzer import ACCESS_ANALYZER
from formatter.emails.layouts.config import CONFIG
from formatter.emails.layouts.control import CONTROL
from formatter.emails.layouts.firewall_manager import FIREWALL_MANAGER
from formatter.emails.layouts.general import GENERAL
from formatter.emails.layouts.guardduty import GUARDDUTY
from formatter.emails.layouts.health import HEALTH
from formatter.emails.layouts.inspector import INSPECTOR
from formatter.emails.layouts.layout import Layout
from formatter.emails.layouts.macie import MACIE
from formatter.finding.finding import Finding

LAYOUTS: tuple[Layout, ...] = (
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
