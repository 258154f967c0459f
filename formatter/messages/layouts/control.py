"""Security Hub's own control checks.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding, State
from formatter.finding.safe import branch, first_text, items, text, texts
from formatter.messages.layouts.layout import Fact, Layout, is_product, kept, without_rights

_is_security_hub = is_product("securityhub")

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

_ACCOUNT_TYPES = ("AwsAccount", "AWS::::Account")


def _matches(finding: Finding) -> bool:
    return _is_security_hub(finding) and bool(finding.control_id or finding.compliance_status)


def _happened(finding: Finding) -> str:
    if finding.compliance_status == "WARNING":
        return "Security Hub could not finish a check, so nobody knows whether this is configured safely."
    if finding.compliance_status == "NOT_AVAILABLE":
        return "Security Hub has no result for a check, so nobody knows whether this is configured safely."
    if any(resource.type in _ACCOUNT_TYPES for resource in finding.resources[:1]):
        return "A setting of this account is not as AWS's security standards recommend."
    return "A resource is not configured as AWS's security standards recommend."


def _steps(finding: Finding) -> tuple[str, ...]:
    if finding.lacks_result:
        return (
            "Find out why there is no result; the finding's details name the reason."
            if _reasons(_compliance(finding))
            else "Find out why there is no result: often AWS Config does not record this resource, or lacks a right.",
            "Look at the configuration yourself meanwhile.",
            "Wait: Security Hub checks again by itself within a day.",
        )
    change = (
        "Change the configuration as AWS's instructions say (link below)."
        if finding.remediation_url
        else "Change the configuration so that the check passes."
    )
    return (
        change,
        "Wait: Security Hub checks again by itself within a day and resolves the finding.",
        *(
            ()
            if finding.state is State.SUPPRESSED
            else ("If it has to stay as it is, set the workflow status to Suppressed, with a note that says why.",)
        ),
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    compliance = _compliance(finding)
    return kept(
        ("Control", finding.control_id),
        ("Check result", finding.compliance_status),
        *(("Reason", reason) for reason in _reasons(compliance)),
        *(("Parameter", parameter) for parameter in _parameters(compliance)),
        ("Standards", ", ".join(_standards(compliance)) or _only_standard(finding)),
        ("Requirements", ", ".join(_requirements(compliance))),
    )


def _compliance(finding: Finding) -> object:
    return finding.raw.get("Compliance", finding.raw.get("compliance"))


def _standards(compliance: object) -> list[str]:
    listed = items(branch(compliance, "AssociatedStandards")) + items(branch(compliance, "standards"))
    named = (text(branch(one, "StandardsId")) or text(one) for one in listed)
    return [name.removeprefix("standards/").removeprefix("ruleset/") for name in named if name]


def _only_standard(finding: Finding) -> str:
    """Return the standard where each has findings of its own; a consolidated finding names the control alone."""
    return "" if finding.generator_id.startswith("security-control/") else finding.generator_id


def _requirements(compliance: object) -> tuple[str, ...]:
    return texts(branch(compliance, "RelatedRequirements")) + texts(branch(compliance, "requirements"))


def _parameters(compliance: object) -> list[str]:
    asff = items(branch(compliance, "SecurityControlParameters"))
    ocsf = items(branch(compliance, "control_parameters"))
    named = [(branch(one, "Name"), branch(one, "Value")) for one in asff]
    named += [(branch(one, "name"), branch(one, "value")) for one in ocsf]
    return [f"{text(name)} = {', '.join(texts(value))}" for name, value in named if text(name)]


def _reasons(compliance: object) -> list[str]:
    reasons = items(branch(compliance, "StatusReasons"))
    told = [first_text(branch(one, "Description"), _in_words(text(branch(one, "ReasonCode")))) for one in reasons]
    return [*filter(None, told), *texts(branch(compliance, "status_details"))]


def _in_words(code: str) -> str:
    return f"{_REASONS[code]} ({code})" if code in _REASONS else code


CONTROL = Layout("control", _matches, _happened, without_rights(_steps), facts=_facts)
