"""The pages that a message leads to, each through the portal to the right account and role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formatter.finding.finding import Finding
from formatter.messages.data import INDENT, field, quoted, shown
from formatter.messages.facts.look import Fact
from formatter.messages.layouts.layout import Layout
from formatter.messages.links import console_url, portal_url, safe_link, source_console_url
from formatter.settings import Preferences

_MOST = 8


def shortcut(finding: Finding, preferences: Preferences, url: str) -> str:
    """Return the address that signs in to the finding's account and opens that page; the page where it cannot."""
    if not signs_in(finding, preferences):
        return url
    return portal_url(preferences.admin.portal, finding.account_id, preferences.admin.permission_set, url)


def signs_in(finding: Finding, preferences: Preferences) -> bool:
    """Tell whether links go through the portal."""
    is_account = re.fullmatch(r"[0-9]{12}", finding.account_id)
    return bool(preferences.admin.portal and preferences.admin.permission_set and is_account)


def first_page(finding: Finding, layout: Layout) -> Fact:
    """Return label and address of the page to open first: the resource's, else the finding's."""
    page = layout.page(finding)
    return ("The resource", page) if page else ("The finding", console_url(finding))


def links(finding: Finding, layout: Layout, preferences: Preferences) -> Iterator[str]:
    """Yield all pages: ours through the portal, then the first ones plain, then what the finding itself points to."""
    pages = tuple(_pages(finding, layout))[:_MOST]
    if signs_in(finding, preferences):
        yield f"{INDENT}These sign you in as {shown(preferences.admin.permission_set)}:"
        yield from (_link(label, shortcut(finding, preferences, url)) for label, url in pages)
        yield f"{INDENT}The same for whoever is signed in to the account already:"
        yield from (_link(label, url) for label, url in pages[:2])
    else:
        yield f"{INDENT}Sign in to account {shown(finding.account_id) or 'of the finding'} first:"
        yield from (_link(label, url) for label, url in pages)
    yield from _of_finding(finding)


def _pages(finding: Finding, layout: Layout) -> Iterator[Fact]:
    first = first_page(finding, layout)
    yield first
    if first[1] != (security_hub := console_url(finding)):
        yield ("The finding in Security Hub", security_hub)
    own = source_console_url(finding)
    yield from (("At the product that found it", own),) if own else layout.own_pages(finding)
    yield from layout.links(finding)


def _of_finding(finding: Finding) -> Iterator[str]:
    """Yield the addresses that the finding names; what cannot safely be a link is shown as text."""
    instructions = () if finding.is_aws_product else (("Instructions that the finding names", finding.remediation_url),)
    source = () if source_console_url(finding) else (("Page that the finding names", finding.source_url),)
    for label, url in (*instructions, *source):
        if not url:
            continue
        link = safe_link(url)
        if link is None:
            yield field(f"{label} (not shown as a link: it is no plain https address)", quoted(url))
        else:
            yield _link(f"{label}{'' if link.is_aws else ' (outside AWS: look before you open it)'}", link.url)


def _link(label: str, url: str) -> str:
    return f"{INDENT}{label}:\n{INDENT}{url}"
