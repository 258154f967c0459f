"""IAM Access Analyzer: access from outside, and access that nobody uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding
from formatter.finding.safe import branch, first_text, items, mapping, text

_ANALYZER = ":analyzer/"


def is_unused(finding: Finding) -> bool:
    """Tell a finding about unused access from one about external access."""
    return "Unused" in " ".join((*finding.types, finding.title, text(_other(finding).get("findingType")))).title()


def commands(finding: Finding) -> tuple[str, ...]:
    """Return the commands that produce and show the recommended policy; none where their arguments are not known.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GenerateFindingRecommendation.html
    """
    analyzer, number = _analyzer(finding.own_id), _number(finding)
    if not analyzer or not number or not is_unused(finding):
        return ()
    arguments = f"--analyzer-arn {_quoted(analyzer)} --id {_quoted(number)}"
    region = f" --region {_quoted(finding.region)}" if finding.region else ""
    verbs = ("generate-finding-recommendation", "get-finding-recommendation")
    return tuple(f"aws accessanalyzer {verb} {arguments}{region}" for verb in verbs)


def _happened(finding: Finding) -> str:
    if is_unused(finding):
        return "Somebody was given access that nobody has used for a long time."
    return "A resource can be used from outside this account or organization."


def _steps(finding: Finding) -> tuple[str, ...]:
    if is_unused(finding):
        recommendation = (
            ("Let AWS write the smaller policy with the two commands below, then put it in place.",)
            if commands(finding)
            else ("Remove the access that is not used, or the whole user, role, key or password.",)
        )
        return (*recommendation, "If it must stay for a rare use, archive the finding in Access Analyzer.")
    return (
        "Check whether the principal below is meant to have this access.",
        "If not, change the policy of the resource; the finding closes by itself within minutes.",
        "If it is meant so, archive the finding in Access Analyzer.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    other = _other(finding)
    shown = _unused_facts(other) if is_unused(finding) else _external_facts(other)
    return kept(*shown, *(("Run", command) for command in commands(finding)), ("At the product", finding.source_url))


def _external_facts(other: Mapping[str, Any]) -> tuple[Fact, ...]:
    return (
        ("External principal", _value(other, "External Principal", "externalPrincipal")),
        ("Kind of principal", _value(other, "External Principal Type", "externalPrincipalType")),
        ("Allowed actions", _value(other, "Action Granted", "actionGranted")),
        ("Condition", _value(other, "Condition", "condition")),
        ("Shared through", _value(other, "Sources", "sources")),
    )


def _unused_facts(other: Mapping[str, Any]) -> tuple[Fact, ...]:
    return (
        ("Kind", _value(other, "findingType")),
        ("Unused services", _value(other, "numberOfUnusedServices")),
        ("Unused actions", _value(other, "numberOfUnusedActions")),
        ("Last used", _value(other, "lastAccessed", "lastUsed")),
    )


def _value(other: Mapping[str, Any], *names: str) -> str:
    return first_text(*(other.get(name) for name in names))


def _other(finding: Finding) -> Mapping[str, Any]:
    """Return the details for which ASFF has no type of its own."""
    for resource in items(finding.raw.get("Resources")):
        if found := mapping(branch(resource, "Details", "Other")):
            return found
    return finding.product_fields


def _analyzer(own_id: str) -> str:
    start, mark, rest = own_id.partition(_ANALYZER)
    return f"{start}{mark}{rest.partition('/')[0]}" if mark and start.startswith("arn:") else ""


def _number(finding: Finding) -> str:
    return first_text(_other(finding).get("findingId"), finding.product_fields.get("findingId"))


def _quoted(argument: str) -> str:
    """Quote what could mean something to a shell; it comes from a finding."""
    import shlex  # noqa: PLC0415  # paid only by these findings

    return shlex.quote(argument)


ACCESS_ANALYZER = Layout(
    "access analyzer", is_product("IAM Access Analyzer", "Access Analyzer"), _happened, _steps, _facts
)
