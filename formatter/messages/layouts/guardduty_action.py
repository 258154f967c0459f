"""What GuardDuty saw being done, by whom and from where, of either format.

In ASFF it stands in `Action` and, under the same names in lower case, among the product's fields; in OCSF in the first of
the evidences. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Action.html, https://schema.ocsf.io/objects/evidences
"""

from __future__ import annotations

from typing import Any, NamedTuple

from formatter.finding.finding import Finding
from formatter.finding.safe import branch, first_text, items, mapping, text
from formatter.messages.layouts.layout import Fact, kept

_PREFIX = "aws/guardduty/service/action/"
_ACTIONS = {
    "AWS_API_CALL": ("API call", "awsApiCallAction"),
    "NETWORK_CONNECTION": ("network connection", "networkConnectionAction"),
    "DNS_REQUEST": ("DNS request", "dnsRequestAction"),
    "PORT_PROBE": ("port probe", "portProbeAction/portProbeDetails:0"),
    "KUBERNETES_API_CALL": ("Kubernetes API call", "kubernetesApiCallAction"),
    "RDS_LOGIN_ATTEMPT": ("database login", "rdsLoginAttemptAction"),
}


class _Asff(NamedTuple):
    """Looks one action up in both places."""

    finding: Finding
    path: str

    def __call__(self, name: str) -> str:
        """Return the value at a path of the action, such as `remoteIpDetails/country/countryName`."""
        whole = f"{self.path}/{name}"
        return self.finding.product_fields.get(_PREFIX + whole, "") or text(self._in_action(whole))

    def _in_action(self, path: str) -> Any:
        found: Any = self.finding.raw.get("Action")
        for part in path.split("/"):
            name, _, position = part.partition(":")
            found = branch(found, name[:1].upper() + name[1:])
            found = next(iter(items(found)), None) if position else found
        return found


def action_facts(finding: Finding) -> tuple[Fact, ...]:
    """Return what is known of the action; nothing where the finding names none."""
    stated = branch(finding.raw, "Action", "ActionType")
    kind = first_text(finding.product_fields.get(_PREFIX + "actionType"), stated)
    if kind:
        name, path = _ACTIONS.get(kind, (kind, ""))
        return kept(("Action", name), *_asff(_Asff(finding, path)))
    return kept(*_ocsf(mapping(next(iter(items(finding.raw.get("evidences"))), None))))


def _asff(look: _Asff) -> tuple[Fact, ...]:
    ip, local, remote = "remoteIpDetails/", "localPortDetails/", "remotePortDetails/"
    direction = look("connectionDirection").lower()
    return (
        ("API call", _joined(" ", look("serviceName"), look("api") or look("verb"), look("requestUri"))),
        ("Error", look("errorCode")),
        ("Domain", look("domain") or look("domainDetails/domain")),
        ("Direction", _joined(" ", direction, look("protocol"))),
        ("Local port", _joined(" ", look(local + "port"), look(local + "portName"))),
        ("Remote address", look(ip + "ipAddressV4") or look(ip + "ipAddressV6")),
        ("Remote port", _joined(" ", look(remote + "port"), look(remote + "portName"))),
        ("Remote place", _joined(", ", look(ip + "city/cityName"), look(ip + "country/countryName"))),
        ("Remote network", look(ip + "organization/asnOrg") or look(ip + "organization/org")),
        ("Blocked", {"true": "yes", "false": "no"}.get(look("blocked").lower(), "")),
    )


def _ocsf(evidence: Any) -> tuple[Fact, ...]:
    remote, process = (
        branch(evidence, "src_endpoint"),
        branch(evidence, "process") or branch(evidence, "actor", "process"),
    )
    api, place = branch(evidence, "api"), branch(remote, "location")
    return (
        ("API call", _joined(" ", branch(api, "service", "name"), branch(api, "operation"))),
        ("Domain", text(branch(evidence, "query", "hostname"))),
        (
            "Direction",
            _joined(" ", *(branch(evidence, "connection_info", part) for part in ("direction", "protocol_name"))),
        ),
        ("Local port", text(branch(evidence, "dst_endpoint", "port"))),
        ("Remote address", first_text(branch(remote, "ip"), branch(remote, "hostname"), branch(remote, "uid"))),
        ("Remote place", _joined(", ", branch(place, "city"), branch(place, "country"))),
        ("Remote network", text(branch(remote, "autonomous_system", "name"))),
        ("User", first_text(*(branch(evidence, "actor", "user", part) for part in ("name", "uid")))),
        ("Process", first_text(branch(process, "file", "path"), branch(process, "name"))),
        ("File", first_text(*(branch(evidence, "file", part) for part in ("path", "name")))),
    )


def _joined(between: str, *values: object) -> str:
    return between.join(found for value in values if (found := text(value)))
