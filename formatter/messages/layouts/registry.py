"""Which layout takes which finding.

A product is known by the end of its ARN, which AWS checks: everybody may import findings under any name. A layout is imported
when its first finding comes, since each import is paid at a cold start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from formatter.finding.finding import Finding
from formatter.messages.layouts.layout import Layout

_GENERAL = "general"
_BY_PRODUCT: Mapping[str, tuple[str, ...]] = {
    "access-analyzer": ("access_analyzer",),
    "config": ("config",),
    "firewall-manager": ("firewall_manager",),
    "firewallmanager": ("firewall_manager",),
    "guardduty": ("guardduty",),
    "health": ("health",),
    "iamaccessanalyzer": ("access_analyzer",),
    "inspector": ("inspector",),
    "macie": ("macie",),
    "securityhub": ("exposure", "control", "insight"),
    "securityhub-exposure": ("exposure",),
    "securityhub-risk": ("exposure",),
}
"""Modules by AWS's product, the first that matches; the general one takes the rest."""

NAMES = (*dict.fromkeys(name for names in _BY_PRODUCT.values() for name in names), _GENERAL)
"""The modules of all layouts."""


def layout_of(finding: Finding) -> Layout:
    """Return the layout of the finding's product."""
    names = (*_BY_PRODUCT.get(finding.aws_product, ()), _GENERAL)
    return next(layout for name in names if (layout := layout_named(name)).matches(finding))


@cache
def layout_named(name: str) -> Layout:
    """Return the layout of that module."""
    layout: Layout = import_module(f"formatter.messages.layouts.{name}").LAYOUT
    return layout
