"""What else belongs to it: contributing findings, traits and the like of either format.

https://docs.aws.amazon.com/securityhub/latest/userguide/exposure-findings.html, https://schema.ocsf.io/objects/related_event
"""

from __future__ import annotations

from typing import Any

from formatter.finding.finding import Finding
from formatter.messages.facts.look import Fact, all_told, each, first_told, joined, listed, look, many, said, told

_MOST_EVENTS = 10


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return each contributing finding with its traits, then the rest."""
    information = finding.raw.get("finding_info")
    related = (
        *each(finding.raw, "RelatedFindings"),
        *each(look(finding.raw, "FindingProviderFields"), "RelatedFindings"),
    )
    return (
        *many("Contributing finding", map(event, contributing(finding)), _MOST_EVENTS),
        *many("Trait", map(_trait, each(information, "traits")), _MOST_EVENTS),
        *many("Attack", map(_attack, each(information, "attacks"))),
        *many("Kill chain", (told(one, "phase") for one in each(information, "kill_chain"))),
        *many("Related finding", (joined(told(one, "Id"), said("of ", told(one, "ProductArn"))) for one in related)),
    )


def contributing(finding: Finding) -> tuple[Any, ...]:
    """Return the findings and other events of which it is made up."""
    return each(finding.raw, "finding_info/related_events")


def line(finding: Finding) -> str:
    """Return titles of contributing findings, else the traits."""
    titles = (first_told(one, "title", "desc") for one in contributing(finding))
    return listed(titles, 3) or listed(map(_trait, each(finding.raw, "finding_info/traits")), 3)


def event(related: object) -> str:
    """Return `CVE-2023-33246 - rocketmq (Vulnerability: Exploit Available, ...; inspector)`."""
    tags = joined(*map(_tag, each(related, "tags")), by="; ")
    traits = listed(map(_trait, each(related, "traits")))
    product = first_told(related, "product/name") or told(related, "product/uid").rpartition("/")[2]
    severity = said("severity ", told(related, "severity"))
    about = listed((told(one, "value") for one in each(related, "observables")), 2)
    detail = joined(tags, traits, severity, product, by="; ")
    title = first_told(related, "title", "desc", "uid")
    return joined(
        title,
        said("(", detail, ")"),
        said("on ", about),
        said("attack: ", listed(map(_attack, each(related, "attacks")))),
    )


def _tag(tag: object) -> str:
    return joined(told(tag, "name"), all_told(tag, "values") or told(tag, "value"), by=": ")


def _trait(trait: object) -> str:
    kind = first_told(trait, "category", "type")
    value = all_told(trait, "values") or told(trait, "value")
    return joined(joined(kind, told(trait, "name"), by=": "), value, by=" = ")


def _attack(attack: object) -> str:
    tactic = told(attack, "tactic/name") or listed(told(one, "name") for one in each(attack, "tactics"))
    technique = first_told(attack, "technique/name", "sub_technique/name")
    return joined(tactic, technique, told(attack, "technique/uid"), by=", ")
