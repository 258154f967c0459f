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
_CONFIG = "Check in AWS Config whether it records this resource and whether the rule may look at it."
_RUNTIME = "Check the runtime yourself: Security Hub cannot check a custom one."
_ELSEWHERE = "Look at it yourself: it is in another account or Region, where the check cannot look."
_NO_RESULT = {
    "CONFIG_ACCESS_DENIED": _CONFIG,
    "CONFIG_EVALUATIONS_EMPTY": _CONFIG,
    "CONFIG_RULE_NOT_FOUND": _CONFIG,
    "CONFIG_RULE_EVALUATION_ERROR": "Look up in AWS Config why the rule could not be evaluated.",
    "INTERNAL_SERVICE_ERROR": "Wait for the next check, within a day: AWS had an error of its own.",
    "LAMBDA_CUSTOM_RUNTIME_DETAILS_NOT_AVAILABLE": _RUNTIME,
    "S3_BUCKET_CROSS_ACCOUNT_CROSS_REGION": _ELSEWHERE,
    "SNS_TOPIC_CROSS_ACCOUNT": _ELSEWHERE,
    "SNS_TOPIC_CROSS_ACCOUNT_CROSS_REGION": _ELSEWHERE,
    "THROTTLING_ERROR": "Wait for the next check, within a day: AWS got too many requests at once.",
}
"""What to do first where a check has no result, by AWS's code of the reason.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
"""

_BY_HAND = (_ELSEWHERE, _RUNTIME)
"""What no later check will change."""

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
        first = _why_no_result(finding)
        if first.text in _BY_HAND:
            return (first, _SUPPRESS)
        return (
            first,
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
    known = next((_NO_RESULT[code] for code in compliance.reason_codes(finding) if code in _NO_RESULT), "")
    if known:
        return Step(known, Asked.LOOK)
    if compliance.line(finding):
        return Step("Mend what keeps the check from a result: the finding's evidence names it.", Asked.LOOK)
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
