"""Console pages through the access portal, to the right account and role."""

from __future__ import annotations

import re

from formatter.finding.finding import Finding
from formatter.messages.links import portal_url
from formatter.settings import Preferences

_ACCOUNT = re.compile(r"[0-9]{12}")


def shortcut(finding: Finding, preferences: Preferences, url: str) -> str:
    """Return the address that signs in to the finding's account and opens that page; the page where it cannot."""
    if not signs_in(finding, preferences):
        return url
    return portal_url(preferences.admin.portal, finding.account_id, preferences.admin.permission_set, url)


def signs_in(finding: Finding, preferences: Preferences) -> bool:
    """Tell whether links go through the portal."""
    admin = preferences.admin
    return bool(admin.portal and admin.permission_set and _ACCOUNT.fullmatch(finding.account_id))
