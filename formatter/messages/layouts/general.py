"""Findings of any product that has no layout of its own: AWS's others, partners' and those that an account imports itself."""

from __future__ import annotations

import re

from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.messages.asked import Asked
from formatter.messages.facts import details, malware, patches, vulnerabilities
from formatter.messages.facts.every import format_line, format_line_or_words
from formatter.messages.facts.look import Fact, kept
from formatter.messages.facts.packages import Package, packages
from formatter.messages.layouts.containment import by_resources
from formatter.messages.layouts.general_problem import Problem, happened, problem
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.layouts.tokens import quoted, token
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import look_at, noun

_SENTENCE = re.compile(r"[A-Za-z][A-Za-z0-9 ,()'/-]{15,218}?[.](?=\s|$)")
_TAGS = re.compile(r"\b(un)?tag(s|ged|ging)?\b", re.IGNORECASE)
_TYPED = re.compile(r"\b(sudo|curl|wget|bash|sh|zsh|powershell|eval|rm)\b", re.IGNORECASE)
_PHONE = re.compile(r"[0-9][0-9 ()/-]{6,}")
_OWN_PRODUCT = re.compile(r"product/[0-9]{12}/default$")
_BUILT = ("container", "container image")
_CALL = Step("Call your security team now, and delete nothing (it is evidence).")
_WHO = Step("Find out whether you, a colleague or a known tool did this.")
_CLOSE = Step(
    "Once it is mended, set the finding's workflow status to Resolved; to Suppressed if it is no problem here.",
    Asked.SET_STATUS,
)


def _steps(finding: Finding) -> tuple[Step, ...]:
    return (*_BY_PROBLEM[problem(finding)](finding), _CLOSE)


def _threat(finding: Finding) -> tuple[Step, ...]:
    stop = Step(by_resources(finding, finding.resources), Asked.CHANGE)
    is_malware = bool(malware.line(finding))
    is_urgent = finding.severity >= (Severity.MEDIUM if is_malware else Severity.HIGH)
    return (stop, _CALL, _WHO) if is_urgent else (_WHO, _CALL, stop)


def _vulnerability(finding: Finding) -> tuple[Step, ...]:
    known = (*packages(vulnerabilities.vulnerabilities(finding)), *filter(None, (details.package(finding),)))
    fixed = next((one for one in known if one.fixed_in), None)
    where = _where(finding)
    if fixed:
        return (Step(_update(finding, fixed, where), Asked.CHANGE),)
    if not known and (advice := _advised(finding)):
        return (advice,)
    name = next(filter(None, (token(finding, one.name) for one in known)), "the affected software")
    return (
        Step(f"Find {name} on the {where}: is it in use, and who can reach it?"),
        Step("Update it if its maker has a fix; else take it away or limit who can reach it.", Asked.CHANGE),
    )


def _update(finding: Finding, package: Package, where: str) -> str:
    name, release = token(finding, package.name), token(finding, package.fixed_in)
    what = f"{name} {release} or newer" if name and release else "the release in which it is fixed"
    return f"Rebuild the {where} with {what}." if where in _BUILT else f"Update to {what} on the {where}."


def _configuration(finding: Finding) -> tuple[Step, ...]:
    if advice := _advised(finding):
        return (advice,)
    where = _where(finding)
    if _TAGS.search(finding.title):
        return (Step(f"Add to the {where} the tags that it lacks, by your company's rules for tags.", Asked.CHANGE),)
    what = look_at(main_resource(finding)) or "its settings"
    return (
        Step(
            f"Open the {where}, check {what} against what the finding says, and change what is wrong.",
            Asked.CHANGE,
        ),
    )


def _advised(finding: Finding) -> Step | None:
    advice = _advice(finding)
    return (
        Step(f"Check whether the product's advice fits here, and follow it: {quoted(advice)}", Asked.CHANGE)
        if advice
        else None
    )


def _where(finding: Finding) -> str:
    resource = main_resource(finding)
    is_account = resource is not None and resource.short_name == finding.account_id != ""
    return "account" if is_account else noun(resource)


def _advice(finding: Finding) -> str:
    """Return the first sentence of the product's advice if it is safe to quote; else an empty text.

    Safe is plain text without anything that a program makes a link of or a shell runs, from a product that is registered.
    """
    sentence = _SENTENCE.match(finding.remediation_text)
    is_safe = sentence and not (_PHONE.search(sentence[0]) or _TYPED.search(sentence[0]))
    return sentence[0] if sentence and is_safe and _is_registered(finding) else ""


def _is_registered(finding: Finding) -> bool:
    """Tell AWS and partners, whose products an account enables, from what anybody in the account may import.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html
    """
    return ":product" in finding.product_arn and not _OWN_PRODUCT.search(finding.product_arn)


def _evidence(finding: Finding) -> str:
    return format_line_or_words(finding) if _is_registered(finding) else format_line(finding)


def _data(finding: Finding) -> tuple[Step, ...]:
    return (
        Step(f"Look at the {_where(finding)}: is the data real, and who can read it? Take access away first."),
        Step("If real personal data was exposed, tell your security or data protection team now."),
    )


def _secret(finding: Finding) -> tuple[Step, ...]:
    return (
        Step("Revoke the secret where it was issued, and issue a new one: whoever saw it can use it.", Asked.CHANGE),
        Step(
            f"Take it out of the {_where(finding)}, also out of older versions, and keep the new one elsewhere.",
            Asked.CHANGE,
        ),
        Step("Find out whether anybody used it; if so, tell your security team now."),
    )


def _patches(finding: Finding) -> tuple[Step, ...]:
    missing = token(finding, patches.missing(finding))
    what = f"the {missing} missing patch{'' if missing == '1' else 'es'}" if missing else "the patches"
    how = "with Systems Manager's Patch Manager, and reboot it where needed"
    return (
        Step(f"Install {what} on the {_where(finding)} {how}.", Asked.CHANGE),
        Step("Look up in its command history why patches failed, if any did.", Asked.LOOK),
    )


def _unknown(finding: Finding) -> tuple[Step, ...]:
    resource = main_resource(finding)
    what = f" and {look_at(resource)}" if look_at(resource) else ""
    return (Step(f"Read what the product says, and look at the {_where(finding)}{what}: does it apply?", Asked.LOOK),)


_BY_PROBLEM = {
    Problem.THREAT: _threat,
    Problem.VULNERABILITY: _vulnerability,
    Problem.CONFIGURATION: _configuration,
    Problem.DATA: _data,
    Problem.LEAK: _secret,
    Problem.PATCHES: _patches,
    Problem.UNKNOWN: _unknown,
}


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(("Type", ", ".join(finding.types)), ("Rule", finding.generator_id))


LAYOUT = Layout("general", happened, _steps, _evidence, _facts)
