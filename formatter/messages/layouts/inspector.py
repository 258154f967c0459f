"""Amazon Inspector: software or code with a known weakness, or a way in from the network.

https://docs.aws.amazon.com/inspector/latest/user/securityhub-integration.html
"""

from __future__ import annotations

import re

from formatter.finding.finding import Finding
from formatter.messages.asked import Asked
from formatter.messages.facts import network
from formatter.messages.facts.look import Fact, bounded, joined, kept
from formatter.messages.facts.packages import Package, packages
from formatter.messages.facts.vulnerabilities import code_places, is_code, vulnerabilities, yes_or_no
from formatter.messages.facts.vulnerabilities import line as vulnerability
from formatter.messages.layouts.inspector_update import commands, fix_words
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.layouts.tokens import quoted, token
from formatter.messages.links import service_url
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import noun
from formatter.messages.words import joined as in_words

_INTERNET = "internet gateway"
_LONGEST_PLACE = 80
_PORT = re.compile(r"\bport(?: range)? ([0-9]{1,5}(?: ?- ?[0-9]{1,5})?)\b", re.IGNORECASE)
_CLOSES = Step("Inspector scans again by itself and closes the finding.")


def _is_reachable(finding: Finding) -> bool:
    return any("Network Reachability" in one for one in finding.types)


def _is_exploited(finding: Finding) -> bool:
    return any(yes_or_no(one, "ExploitAvailable", "is_exploit_available") == "yes" for one in vulnerabilities(finding))


def _happened(finding: Finding) -> str:
    if _is_reachable(finding):
        return "A resource can be reached over the network from outside."
    if is_code(finding):
        return "The code of a function has a weakness that an attacker could use."
    known = " Attackers have a ready-made tool for it." if _is_exploited(finding) else ""
    return f"Software on this resource has a known vulnerability.{known}"


def _steps(finding: Finding) -> tuple[Step, ...]:
    if _is_reachable(finding):
        return _close(finding)
    if is_code(finding):
        return (_change_code(finding), _CLOSES)
    return _update(finding)


def _change_code(finding: Finding) -> Step:
    places = code_places(finding)
    where = f" at {quoted(bounded(places[0], _LONGEST_PLACE))}" if places else ""
    return Step(f"Change the code{where} as Inspector advises, and deploy it.", Asked.CHANGE)


def _close(finding: Finding) -> tuple[Step, ...]:
    where = "the internet" if _INTERNET in finding.title.lower() else "there"
    what = f"port {port}" if (port := _port(finding)) else "this port"
    return (
        Step(
            f"Check whether {what} must be reachable from {where}; if not, close it in the security group.",
            Asked.CHANGE,
        ),
        Step("A network ACL can close it too; Inspector scans again by itself and closes the finding."),
    )


def _port(finding: Finding) -> str:
    """Return the port that can be reached, which Inspector says in the title."""
    named = _PORT.search(finding.title)
    return token(finding, network.open_ports(finding)) or (named[1] if named else "")


def _update(finding: Finding) -> tuple[Step, ...]:
    found = vulnerabilities(finding)
    affected = packages(found)
    said_of_fix = {yes_or_no(one, "FixAvailable", "is_fix_available") for one in found}
    if fixed := {package.name: package for package in reversed(affected) if package.has_fix}:
        return (Step(_words(finding, [*reversed(fixed.values())]), Asked.CHANGE), _CLOSES)
    if said_of_fix & {"yes", "partial"}:
        step = f"Update {_part(finding)} to a fixed version, or rebuild the image or function with it."
        return (Step(step, Asked.CHANGE), _CLOSES)
    if "no" in said_of_fix or any(package.is_said_to_have_no_fix for package in affected):
        return (
            Step(f"No fix is known yet: find out whether {_part(finding)} is in use, and limit who can reach it."),
            Step("When a fix comes out, update; Inspector scans again by itself and then closes the finding."),
        )
    return (
        Step(f"Look up in Inspector which release of {_part(finding)} is fixed, and update.", Asked.LOOK),
        _CLOSES,
    )


def _part(finding: Finding) -> str:
    """Return the first package's name in words that fit into a sentence."""
    named = (token(finding, one.name) for one in packages(vulnerabilities(finding)))
    return next(filter(None, named), "the vulnerable part")


def _words(finding: Finding, fixed: list[Package]) -> str:
    """Return `Update openssl-libs to 1:1.1.1k-12.el8_9 or newer on the EC2 instance, and restart what uses it.`"""
    where = noun(main_resource(finding))
    is_built = where in ("container image", "container")
    told = [words for package in fixed[:2] if (words := fix_words(finding, package, is_built=is_built))]
    more = len(fixed) - len(told)
    what = in_words([*told, f"{more} more package{'s' if more > 1 else ''}"] if told and more else told)
    if is_built:
        return f"Rebuild the {where} with {what or 'the fixed packages'}, push it and deploy it again."
    if where == "Lambda function":
        return f"Update {what or 'the affected packages'} in the function's dependencies, and deploy it again."
    return f"Update {what or 'the affected packages to a fixed version'} on the {where}, and restart what uses it."


def _facts(finding: Finding) -> tuple[Fact, ...]:
    """Return Inspector's own score, beside the ones that it cites."""
    return kept(("Score (Inspector)", finding.product_fields.get("aws/inspector/inspectorScore", "")))


def _evidence(finding: Finding) -> str:
    exploited = "exploit known" if _is_exploited(finding) else ""
    return joined(vulnerability(finding) or network.line(finding), exploited, by=", ")


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the console's start: Inspector documents no address of a single finding."""
    return (("Inspector", service_url(finding, "inspector/v2/home")),)


LAYOUT = Layout(
    "inspector",
    _happened,
    _steps,
    _evidence,
    _facts,
    commands=commands,
    own_pages=_own_pages,
)
