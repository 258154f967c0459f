"""Amazon GuardDuty: something is happening in the account, or did."""

from __future__ import annotations

from datetime import datetime, timedelta

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.emails.links import encoded, service_url
from formatter.finding.finding import Finding
from formatter.finding.safe import first_text, text

_SERVICE = "aws/guardduty/service/"
_ACTIONS = {
    "AWS_API_CALL": "awsApiCallAction",
    "NETWORK_CONNECTION": "networkConnectionAction",
    "DNS_REQUEST": "dnsRequestAction",
    "PORT_PROBE": "portProbeAction/portProbeDetails:0",
    "KUBERNETES_API_CALL": "kubernetesApiCallAction",
    "RDS_LOGIN_ATTEMPT": "rdsLoginAttemptAction",
}
_PURPOSES = {
    "Backdoor": "A resource may be controlled from outside.",
    "CredentialAccess": "Somebody may be after credentials.",
    "CryptoCurrency": "A resource seems to be mining cryptocurrency.",
    "DefenseEvasion": "Somebody may be hiding what they do.",
    "Discovery": "Somebody is looking around in this account.",
    "Execution": "Suspicious software may be running.",
    "Exfiltration": "Data may be leaving this account.",
    "Impact": "Somebody may be destroying or misusing resources.",
    "InitialAccess": "Somebody may be getting into this account.",
    "Object": "A file may be malicious.",
    "PenTest": "A tool for attacks is used against this account.",
    "Persistence": "Somebody may be making sure of their way back in.",
    "Policy": "Somebody acted against good practice for this account.",
    "PrivilegeEscalation": "Somebody may be gaining more permissions.",
    "Recon": "Somebody is looking for weak points from outside.",
    "Stealth": "Somebody may be covering their tracks.",
    "Trojan": "Malicious software may be at work.",
    "UnauthorizedAccess": "Somebody acts in this account in a way that is unusual or not allowed.",
}
"""Threat purposes of GuardDuty's finding types.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html
"""


def finding_type(finding: Finding) -> str:
    """Return GuardDuty's own type, such as `Recon:EC2/Portscan`.

    In ASFF it is the classifier, with a hyphen in place of the slash; https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html
    """
    last = next((one for one in reversed(finding.types) if ":" in one), "")
    return last.rpartition("/")[2] if last.count("/") > 1 else last


def _happened(finding: Finding) -> str:
    purpose = finding_type(finding).partition(":")[0]
    return f"GuardDuty saw suspicious activity. {_PURPOSES.get(purpose, 'Somebody should look at it now.')}"


def _steps(finding: Finding) -> tuple[str, ...]:
    if finding.is_sample:
        return ("Nothing: this is a sample finding, made for a try-out.",)
    return (
        "Decide whether you, a colleague or a known tool did this. If so, set the workflow status to Suppressed.",
        "If not, treat it as an incident: tell your security team now, and do not delete the resource (it is evidence).",
        "Isolate the resource (network) or disable the credentials (keys, sessions) that the finding names.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    fields = finding.product_fields
    kind = fields.get(_SERVICE + "action/actionType", "")
    action = f"{_SERVICE}action/{_ACTIONS.get(kind, '')}/"
    remote = action + "remoteIpDetails/"
    address = first_text(fields.get(remote + "ipAddressV4"), fields.get(remote + "ipAddressV6"))
    place = [fields.get(remote + part, "") for part in ("city/cityName", "country/countryName", "organization/asnOrg")]
    port = [fields.get(action + part, "") for part in ("localPortDetails/port", "localPortDetails/portName")]
    return kept(
        ("Type", finding_type(finding)),
        ("Action", kind),
        ("API call", " ".join(filter(None, (fields.get(action + "serviceName"), fields.get(action + "api"))))),
        ("Domain", fields.get(action + "domain", "")),
        ("Direction", fields.get(action + "connectionDirection", "")),
        ("Local port", " ".join(filter(None, port))),
        ("Remote address", address),
        ("Remote place", ", ".join(filter(None, place))),
        ("Actor", _actor(finding)),
        (
            "Resource is",
            {"TARGET": "the target", "ACTOR": "the actor"}.get(fields.get(_SERVICE + "resourceRole", ""), ""),
        ),
        ("Count", first_text(fields.get(_SERVICE + "count"), finding.raw.get("count"))),
        ("First activity", fields.get(_SERVICE + "eventFirstSeen", "")),
        ("Last activity", fields.get(_SERVICE + "eventLastSeen", "")),
    )


def _actor(finding: Finding) -> str:
    keys = (resource.details for resource in finding.resources if resource.type == "AwsIamAccessKey")
    key = next(keys, {})
    return first_text(
        key.get("PrincipalName"), key.get("UserName"), key.get("PrincipalId"), text(key.get("PrincipalType"))
    )


def _links(finding: Finding) -> tuple[Fact, ...]:
    """Return GuardDuty's page and, with a time to look at, Detective's.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
    https://docs.aws.amazon.com/detective/latest/userguide/profile-navigate-url.html
    """
    number = finding.own_id.rpartition("/")[2]
    guardduty = service_url(finding, "guardduty/home", f"#/findings?search=id%3D{encoded(number)}")
    return (("GuardDuty", guardduty), *_detective(finding, number))


def _detective(finding: Finding, number: str) -> tuple[Fact, ...]:
    last = finding.last_observed_at or finding.updated_at
    first = finding.first_observed_at or finding.created_at
    if first is None or last is None or not number:
        return ()
    scope = f"scopeStart={_seconds(first)}&scopeEnd={_seconds(last + timedelta(hours=1))}"
    return (("Detective", service_url(finding, "detective/home", f"#findings/GuardDuty/{encoded(number)}?{scope}")),)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


GUARDDUTY = Layout("guardduty", is_product("GuardDuty"), _happened, _steps, _facts, _links)
