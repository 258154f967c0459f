"""Security Hub's own control checks.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding, State
from formatter.messages.asked import Asked
from formatter.messages.facts import compliance
from formatter.messages.facts.look import Fact, kept
from formatter.messages.layouts.control_evidence import evidence
from formatter.messages.layouts.controls import control_of, page, proof
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.layouts.tokens import quoted

_ACCOUNT_TYPES = ("AwsAccount", "AWS::::Account")
_ENSURE = "Ensure "
_STARTS = ("CONFIG_ACCESS_DENIED", "CONFIG_RULE_NOT_FOUND", "CONFIG_EVALUATIONS_EMPTY")
"""Reasons that lie in AWS Config."""

_WAIT = Step("Wait: Security Hub checks again by itself within a day and resolves the finding.")
_SUPPRESS = Step(
    "If it has to stay as it is, set the workflow status to Suppressed, with a note that says why.", Asked.SET_STATUS
)


def _matches(finding: Finding) -> bool:
    return bool(finding.control_id or finding.compliance_status)


def _happened(finding: Finding) -> str:
    if finding.compliance_status == "WARNING":
        return "Security Hub could not finish a check, so nobody knows whether this is configured safely."
    if finding.compliance_status == "NOT_AVAILABLE":
        return "Security Hub has no result for a check, so nobody knows whether this is configured safely."
    if any(resource.type in _ACCOUNT_TYPES for resource in finding.resources[:1]):
        return "A setting of this account is not as AWS's security standards recommend."
    return "A resource is not configured as AWS's security standards recommend."


def _steps(finding: Finding) -> tuple[Step, ...]:
    if finding.lacks_result:
        return (
            _why_no_result(finding),
            Step("Look at the configuration yourself meanwhile.", Asked.LOOK),
            Step("Wait: Security Hub checks again by itself within a day."),
        )
    return (_change(finding), _WAIT, *(() if finding.state is State.SUPPRESSED else (_SUPPRESS,)))


def _change(finding: Finding) -> Step:
    control = control_of(finding)
    if control:
        return Step(control.step, Asked.CHANGE)
    # The title of a control says how it should be; the numbers of some standards stand before it.
    title = finding.title.removeprefix(finding.control_id).strip()
    if not title:
        return Step("Change the configuration so that the check passes.", Asked.CHANGE)
    asked = "Do what the check asks for" if title.startswith(_ENSURE) else "Change it so that this is true"
    return Step(f"{asked}: {quoted(title)}.", Asked.CHANGE)


def _why_no_result(finding: Finding) -> Step:
    codes = compliance.reason_codes(finding)
    if any(code in _STARTS for code in codes):
        return Step(
            "Check in AWS Config whether it records this resource and whether the rule may look at it.",
            Asked.LOOK,
        )
    if compliance.line(finding):
        return Step("Find out why there is no result; the finding's details name the reason.", Asked.LOOK)
    return Step(
        "Find out why there is no result: often AWS Config does not record this resource, or lacks a right.",
        Asked.LOOK,
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    control = control_of(finding)
    # A consolidated finding names the control alone; else each standard has findings of its own.
    names_control = finding.generator_id.removeprefix("security-control/") == finding.control_id
    standard = "" if names_control else finding.generator_id
    return kept(("Standard", standard), ("About the control", control.source if control else ""))


LAYOUT = Layout("control", _happened, _steps, evidence, _facts, proof=proof, page=page, matches=_matches)
