"""IAM Access Analyzer: access from outside, access from inside to what is critical, and access that nobody uses.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-securityhub-integration.html
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from formatter.finding.finding import LONGEST_ID, Finding
from formatter.finding.safe import branch, first_text, items, mapping
from formatter.messages.asked import Asked
from formatter.messages.data import unlinked
from formatter.messages.facts.look import Fact, bounded, joined, kept, listed, said
from formatter.messages.layouts.layout import Command, Layout, Step
from formatter.messages.links import encoded, service_url
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import noun

_ANALYZER = ":analyzer/"
_PUBLIC_TYPE = "Effects/Data Exposure/External Access Granted"
_PUBLIC_TITLE = " allows public access"
_EXTERNAL = ("External Principal", "externalPrincipal")
_PRINCIPAL = re.compile(r"[0-9]{12}|arn:[A-Za-z0-9:/+=,.@_*-]{1,128}")
"""An account or an ARN, which no text for a reader can pass for."""

_INTERNAL = "Internal"
_UNUSED_MARK = "Unused"
_PERMISSION = "UnusedPermission"
_UNUSED = {
    _PERMISSION: "A role or user has permissions that it has not used for a long time.",
    "UnusedIAMRole": "A role has not been used for a long time.",
    "UnusedIAMUserAccessKey": "An access key of a user has not been used for a long time.",
    "UnusedIAMUserPassword": "A user has not used its console password for a long time.",
}
_REMOVE = {
    _PERMISSION: "Take away the permissions that nobody uses.",
    "UnusedIAMRole": "Find out whether anybody needs the role; if nobody does, delete it.",
    "UnusedIAMUserAccessKey": "Deactivate the access key; if nothing breaks, delete it.",
    "UnusedIAMUserPassword": "Remove the user's console password if nobody signs in with it.",
}
"""Kinds of findings about unused access, https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_FindingSummaryV2.html"""


_COUNTS = (("services", "numberOfUnusedServices"), ("actions", "numberOfUnusedActions"))
_LAST_USED = ("lastAccessed", "lastUsed")
_ACTIONS = ("Action Granted", "actionGranted")
_CONDITION = ("Condition", "condition")
_EXTERNAL_STEPS = (
    Step(
        "More outsiders may have access: Security Hub names one at a time, Access Analyzer all of them.",
        Asked.LOOK,
    ),
    Step(
        "Take everybody else out of the resource's policy; the finding closes usually in half an hour, at times a day.",
        Asked.CHANGE,
    ),
    Step("If all are meant, archive the findings in Access Analyzer.", Asked.CHANGE),
)
_INTERNAL_STEPS = (
    Step("Look in Access Analyzer who else has access to it, and by which policies.", Asked.LOOK),
    Step("If all are meant, archive the findings in Access Analyzer.", Asked.CHANGE),
)
_RECOMMEND = Step("To let AWS write the smaller policy, run the first command; the second shows it:", Asked.CHANGE)


def is_unused(finding: Finding) -> bool:
    """Tell a finding about unused access from one about somebody's access."""
    return _kind(finding).startswith(_UNUSED_MARK)


def is_internal(finding: Finding) -> bool:
    """Tell a finding about access of the own account or organization to what somebody marked as critical.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html
    """
    return _kind(finding).startswith(_INTERNAL)


def commands(finding: Finding) -> tuple[Command, ...]:
    """Return the commands that have AWS write the smaller policy and then show it.

    AWS does that for unused permissions only, and needs analyzer and finding id.
    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GenerateFindingRecommendation.html
    """
    analyzer, number = _analyzer(finding), first_text(_other(finding).get("findingId"))
    is_possible = analyzer and number and _kind(finding) == _PERMISSION
    if not is_possible or max(len(analyzer), len(number)) > LONGEST_ID:
        return ()
    region = analyzer.split(":")[3]
    # All of it comes from a finding, and could mean something to a shell.
    arguments = f"--analyzer-arn {shlex.quote(analyzer)} --id {shlex.quote(number)} --region {shlex.quote(region)}"
    return tuple(
        Command(f"aws accessanalyzer {verb}-finding-recommendation {arguments}", actions=(f"access-analyzer:{action}",))
        for verb, action in (("generate", "GenerateFindingRecommendation"), ("get", "GetFindingRecommendation"))
    )


def _happened(finding: Finding) -> str:
    if is_unused(finding):
        return _UNUSED.get(_kind(finding), "Somebody has access that has not been used for a long time.")
    if is_internal(finding):
        return "Somebody of this account or organization can use a resource whose access is watched."
    if _is_public(finding):
        return "Anybody on the internet can use a resource of this account."
    return "Somebody outside this account or organization can use a resource of it."


def _is_public(finding: Finding) -> bool:
    """Tell public from cross-account access; a principal `*` alone does not, since a condition may narrow it.

    The title ends in AWS's words, whatever the resource is called.
    """
    return _PUBLIC_TYPE in finding.types or finding.title.endswith(_PUBLIC_TITLE)


def _who(finding: Finding) -> str:
    if _is_public(finding):
        return "everybody on the internet"
    principal = _value(finding, *_EXTERNAL)
    if _PRINCIPAL.fullmatch(principal):
        return f"the principal {unlinked(principal)}"
    return "the principal that the finding names" if principal else "whoever has it"


def _steps(finding: Finding) -> tuple[Step, ...]:
    if is_unused(finding):
        return _unused_steps(finding)
    return (_check(finding), *(_INTERNAL_STEPS if is_internal(finding) else _EXTERNAL_STEPS))


def _check(finding: Finding) -> Step:
    where = noun(main_resource(finding))
    return Step(
        f"Check whether {_who(finding)} is meant to have this access; if not, take it out of the {where}'s policy."
    )


def _unused_steps(finding: Finding) -> tuple[Step, ...]:
    return (
        Step(_REMOVE.get(_kind(finding), "Take away the access that nobody uses."), Asked.CHANGE),
        Step("If a rare task needs this access, archive the finding in Access Analyzer.", Asked.CHANGE),
        *((_RECOMMEND,) if commands(finding) else ()),
    )


def _evidence(finding: Finding) -> str:
    """Return who may do what, or what is unused and since when."""
    if is_unused(finding):
        counts = ((count, word) for word, name in _COUNTS if (count := _value(finding, name)))
        unused = listed(f"{count} {word}" for count, word in counts)
        return joined(said("unused: ", unused), said("last used ", _value(finding, *_LAST_USED)), by=", ")
    who = "everybody (*)" if _is_public(finding) else _value(finding, *_EXTERNAL)
    actions = said("may ", bounded(_value(finding, *_ACTIONS)))
    condition = _value(finding, *_CONDITION)
    limit = "" if condition.lower() == "none" else said("if ", bounded(condition))
    return joined(joined(who, actions), limit, by=", ")


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Kind", _value(finding, "findingType")),
        ("Principal", _value(finding, *_EXTERNAL)),
        ("Kind of principal", _value(finding, "External Principal Type", "externalPrincipalType")),
        ("Allowed actions", _value(finding, *_ACTIONS)),
        ("Condition", _value(finding, *_CONDITION)),
        ("Shared through", _value(finding, "Sources", "sources")),
        ("Unused services", _value(finding, "numberOfUnusedServices")),
        ("Unused actions", _value(finding, "numberOfUnusedActions")),
        ("Last used", _value(finding, *_LAST_USED)),
    )


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the page that Access Analyzer itself names in findings about unused access."""
    resource = next((resource.id for resource in finding.resources), "")
    if not resource or len(resource) > LONGEST_ID or not is_unused(finding):
        return ()
    page = f"#/unused-access-findings?resource={encoded(resource)}"
    return (("Access Analyzer", service_url(finding, "access-analyzer/home", page)),)


def _kind(finding: Finding) -> str:
    """Return Access Analyzer's kind of finding, else the one that a type such as `.../Unused IAM Role` names."""
    named = (one.rpartition("/")[2].replace(" ", "") for one in finding.types)
    found = _value(finding, "findingType")
    return found or next((one for one in named if one.startswith((_UNUSED_MARK, _INTERNAL))), "")


def _value(finding: Finding, *names: str) -> str:
    return first_text(*(_other(finding).get(name) for name in names))


def _other(finding: Finding) -> Mapping[str, Any]:
    """Return what ASFF has no field for: on the resource for external, among the product's fields for unused access."""
    resources = items(finding.raw.get("Resources"))
    return next((found for one in resources if (found := mapping(branch(one, "Details", "Other")))), {}) or (
        finding.product_fields
    )


def _analyzer(finding: Finding) -> str:
    start, mark, rest = finding.own_id.partition(_ANALYZER)
    name = rest.partition("/")[0]
    return f"{start}{mark}{name}" if name and len(start.split(":")) == 5 and start.startswith("arn:") else ""  # noqa: PLR2004  # parts of an ARN before its resource


LAYOUT = Layout(
    "access analyzer",
    _happened,
    _steps,
    _evidence,
    _facts,
    commands=commands,
    own_pages=_own_pages,
)
