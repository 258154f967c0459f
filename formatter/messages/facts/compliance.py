"""How a check went and why: both formats.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Compliance.html, https://schema.ocsf.io/objects/compliance
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.facts.look import Fact, all_told, each, joined, kept, listed, look, many, said, told

_REASONS = {
    "CLOUDTRAIL_METRIC_FILTER_NOT_VALID": "the trail of all Regions has no valid metric filter",
    "CLOUDTRAIL_METRIC_FILTERS_NOT_PRESENT": "the trail of all Regions has no metric filters",
    "CLOUDTRAIL_MULTI_REGION_NOT_PRESENT": "the account has no trail of all Regions that is set up as required",
    "CLOUDTRAIL_REGION_INVAILD": "the trails of all Regions are not in this Region",
    "CLOUDWATCH_ALARM_ACTIONS_NOT_VALID": "no valid alarm action is there",
    "CLOUDWATCH_ALARMS_NOT_PRESENT": "the account has no CloudWatch alarms",
    "CONFIG_ACCESS_DENIED": "AWS Config is off or may not look at it",
    "CONFIG_EVALUATIONS_EMPTY": "AWS Config found nothing that the rule applies to",
    "CONFIG_RETURNS_NOT_APPLICABLE": "AWS Config says that the rule does not apply",
    "CONFIG_RULE_EVALUATION_ERROR": "AWS Config could not evaluate the rule",
    "CONFIG_RULE_NOT_FOUND": "the rule in AWS Config is still being created",
    "INTERNAL_SERVICE_ERROR": "an unknown error at AWS",
    "LAMBDA_CUSTOM_RUNTIME_DETAILS_NOT_AVAILABLE": "Security Hub cannot check a custom runtime of AWS Lambda",
    "S3_BUCKET_CROSS_ACCOUNT_CROSS_REGION": "the S3 bucket is in another account or Region, where the check cannot look",
    "SNS_SUBSCRIPTION_NOT_PRESENT": "the metric filters have no valid subscription of Amazon SNS",
    "SNS_TOPIC_CROSS_ACCOUNT": "the SNS topic belongs to another account, which does not let this one list subscriptions",
    "SNS_TOPIC_CROSS_ACCOUNT_CROSS_REGION": "the SNS topic is in another account or Region, where the check cannot look",
    "SNS_TOPIC_INVALID": "the SNS topic is not valid",
    "THROTTLING_ERROR": "AWS got too many requests at once",
}
"""AWS's status reason codes in words; INVAILD is how AWS spells it.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
"""


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return result, reasons, parameters, standards and requirements."""
    compliance = _compliance(finding)
    return (
        *kept(("Control", finding.control_id), ("Check result", finding.compliance_status)),
        *many("Reason", reasons(finding)),
        *many("Assessment", map(_assessment, each(compliance, "assessments"))),
        *many(
            "Parameter",
            map(_parameter, (*each(compliance, "SecurityControlParameters"), *each(compliance, "control_parameters"))),
        ),
        *kept(
            ("Standards", listed(_standards(compliance))),
            ("Requirements", all_told(compliance, "RelatedRequirements") or all_told(compliance, "requirements")),
        ),
    )


def line(finding: Finding) -> str:
    """Return why the check went as it did."""
    return listed((*reasons(finding), *(_assessment(one) for one in each(_compliance(finding), "assessments"))), 2)


def reasons(finding: Finding) -> tuple[str, ...]:
    """Return why, in the product's words, else in ours for its code."""
    compliance = _compliance(finding)
    told_reasons = [_reason(one) for one in each(compliance, "StatusReasons")]
    details = [told(compliance, "status_detail"), *(_in_words(found) for found in _texts(compliance, "status_details"))]
    return tuple(dict.fromkeys(filter(None, (*told_reasons, *details, told(finding.raw, "status_detail")))))


def reason_codes(finding: Finding) -> tuple[str, ...]:
    """Return AWS's codes of these reasons."""
    compliance = _compliance(finding)
    asff = (told(one, "ReasonCode") for one in each(compliance, "StatusReasons"))
    return tuple(filter(None, (*asff, *(told(one, "name") for one in each(compliance, "assessments")))))


def _compliance(finding: Finding) -> object:
    return look(finding.raw, "Compliance")


def _texts(compliance: object, path: str) -> tuple[str, ...]:
    return tuple(told({"text": one}, "text") for one in each(compliance, path))


def _reason(reason: object) -> str:
    code = told(reason, "ReasonCode")
    return joined(told(reason, "Description"), said("(", code, ")")) if told(reason, "Description") else _in_words(code)


def _assessment(assessment: object) -> str:
    met = look(assessment, "meets_criteria")
    state = {True: "met", False: "not met"}.get(met, "") if isinstance(met, bool) else ""
    words, code = told(assessment, "desc"), told(assessment, "name")
    detail = joined(_in_words(code) if words else "", state, by=", ")
    return joined(words or _in_words(code), said("(", detail, ")"))


def _parameter(parameter: object) -> str:
    value = all_told(parameter, "Value") or told(parameter, "value")
    return joined(told(parameter, "Name"), value, by=" = ") if told(parameter, "Name") else ""


def _standards(compliance: object) -> list[str]:
    named = [told(one, "StandardsId") for one in each(compliance, "AssociatedStandards")] + list(
        _texts(compliance, "standards")
    )
    return [name.removeprefix("standards/").removeprefix("ruleset/") for name in named if name]


def _in_words(code: str) -> str:
    return f"{_REASONS[code]} ({code})" if code in _REASONS else code
