"""Which layout takes which finding: the first that matches, the general one last."""

from __future__ import annotations

from formatter.emails.layouts.general import GENERAL
from formatter.emails.layouts.layout import Layout
from formatter.finding.finding import Finding

LAYOUTS: tuple[Layout, ...] = (GENERAL,)


def layout_of(finding: Finding) -> Layout:
    """Return the layout of the finding's product."""
    return next(layout for layout in LAYOUTS if layout.matches(finding))
