"""Amazon GuardDuty: something is happening in the account, or did.

https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html
"""

from __future__ import annotations

from formatter.finding.finding import LONGEST_ID, Finding
from formatter.finding.safe import first_text
from formatter.messages.facts.every import format_line_or_words
from formatter.messages.facts.look import Fact, all_told, each, joined, kept, listed, said, told
from formatter.messages.facts.product_fields import PREFIX, guardduty_service
from formatter.messages.layouts import containment
from formatter.messages.layouts.guardduty_steps import steps
from formatter.messages.layouts.guardduty_type import finding_type, happened, stated_role
from formatter.messages.layouts.layout import Command, Layout
from formatter.messages.links import encoded, service_url

_ROLES = {"TARGET": "the target", "ACTOR": "the one that does this"}
_TYPES_PAGE = "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html"


def _evidence(finding: Finding) -> str:
    """Return whose key, then what was done and how often."""
    known = said("known from ", _threats(finding, "threatListName"))
    found, key = format_line_or_words(finding), containment.access_key(finding)
    whose = "" if key and key.principal and key.principal in found else _principal(finding)
    return joined(joined(joined(whose, found, by=": "), known, by=", "), said("(", _seen(finding), ")"))


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Type", finding_type(finding)),
        ("Principal", _principal(finding)),
        ("Your resource is", _ROLES.get(stated_role(finding), "")),
        ("Threat list", _threats(finding, "threatListName")),
        ("Threat", _threats(finding, "threatName") or _threats(finding, "threatNames")),
        ("Ports scanned", all_told(guardduty_service(finding), "additionalInfo/portsScannedSample", 20)),
        ("Unusual here", told(guardduty_service(finding), "additionalInfo/unusual")),
        ("Seen", _seen(finding)),
        ("About the types", _TYPES_PAGE),
    )


def _threats(finding: Finding, name: str) -> str:
    """Return what the lists of threats say of the other side."""
    service = guardduty_service(finding)
    lists = each(service, "evidence/threatIntelligenceDetails")
    named = [told(service, f"additionalInfo/{name}"), *(told(one, name) or all_told(one, name) for one in lists)]
    return listed(named)


def _seen(finding: Finding) -> str:
    """Return how often it was seen."""
    count = first_text(finding.product_fields.get(PREFIX + "count"), finding.raw.get("count"))
    return {"": "", "1": "once"}.get(count, f"{count} times")


def _principal(finding: Finding) -> str:
    """Return whose key it was."""
    key = containment.access_key(finding)
    if key is None:
        return ""
    kind, name = key.principal_type, first_text(key.principal, key.details.get("PrincipalId"))
    return f"{name} ({kind})" if name and kind and name != kind else name or kind


def _commands(finding: Finding) -> tuple[Command, ...]:
    return () if finding.is_sample else containment.commands(finding)


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the finding's page as GuardDuty's guide builds it.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
    """
    if not (number := _number(finding)):
        return ()
    return (("GuardDuty", service_url(finding, "guardduty/home", f"#/findings?search=id%3D{encoded(number)}")),)


def _links(finding: Finding) -> tuple[Fact, ...]:
    """Return Detective's page on the finding, whose time span is the finding's own unless stated.

    https://docs.aws.amazon.com/detective/latest/userguide/navigate-to-profile.html
    """
    if not (number := _number(finding)):
        return ()
    return (
        ("Detective, if it is on", service_url(finding, "detective/home", f"#findings/GuardDuty/{encoded(number)}")),
    )


def _number(finding: Finding) -> str:
    """Return the last part of `arn:aws:guardduty:..:detector/../finding/..`."""
    is_known = "/finding/" in finding.own_id and len(finding.own_id) <= LONGEST_ID
    return finding.own_id.rpartition("/")[2] if is_known else ""


LAYOUT = Layout(
    "guardduty",
    happened,
    steps,
    _evidence,
    _facts,
    commands=_commands,
    own_pages=_own_pages,
    links=_links,
)
