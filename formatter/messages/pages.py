"""The pages that a message leads to, each through the portal to the right account and role."""

from __future__ import annotations

from collections.abc import Iterator

from formatter.finding.finding import Finding
from formatter.messages.data import INDENT, field, quoted, shown
from formatter.messages.facts.look import Fact
from formatter.messages.links import safe_link, source_console_url
from formatter.messages.portal import shortcut, signs_in
from formatter.messages.telling import Telling

_MOST = 8
_FINDING = "The finding in Security Hub"


def links(telling: Telling) -> Iterator[str]:
    """Yield all pages: ours through the portal, then the first ones plain, then what the finding itself points to."""
    finding, preferences = telling.finding, telling.preferences
    pages = tuple(_pages(telling))[:_MOST]
    if signs_in(finding, preferences):
        yield f"{INDENT}These sign you in as {shown(preferences.admin.permission_set)}:"
        yield _link(telling.first_page[0], telling.first_link)
        for label, url in pages[1:]:
            yield _link(label, telling.finding_link if label == _FINDING else shortcut(finding, preferences, url))
        yield f"{INDENT}The same for whoever is signed in to the account already:"
        yield from (_link(label, url) for label, url in pages[:2])
    else:
        yield f"{INDENT}Sign in to account {shown(finding.account_id) or 'of the finding'} first:"
        yield from (_link(label, url) for label, url in pages)
    yield from _of_finding(finding)


def _pages(telling: Telling) -> Iterator[Fact]:
    finding, layout = telling.finding, telling.layout
    yield telling.first_page
    if telling.first_page[0] != "The finding":
        yield (_FINDING, telling.finding_page)
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
