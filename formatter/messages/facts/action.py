"""What was done, by whom and from where: ASFF's Action, and the same in GuardDuty's own fields.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Action.html
"""

from __future__ import annotations

from typing import Any

from formatter.finding.finding import Finding
from formatter.finding.safe import mapping, text
from formatter.messages.facts.look import (
    Fact,
    bounded,
    each,
    first_told,
    joined,
    kept,
    listed,
    look,
    many,
    said,
    service,
    told,
)
from formatter.messages.facts.product_fields import guardduty_service

_ACTIONS = {
    "AWS_API_CALL": ("API call", "awsApiCallAction"),
    "NETWORK_CONNECTION": ("network connection", "networkConnectionAction"),
    "DNS_REQUEST": ("DNS request", "dnsRequestAction"),
    "PORT_PROBE": ("port probe", "portProbeAction"),
    "KUBERNETES_API_CALL": ("Kubernetes API call", "kubernetesApiCallAction"),
    "RDS_LOGIN_ATTEMPT": ("database login", "rdsLoginAttemptAction"),
}

_UNKNOWN = "unknown"


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return what is known of each action."""
    found: list[Fact] = []
    for name, action in _actions(finding):
        found += kept(("Action", name), *_call(action), *_connection(action), *_remote(action))
        found += many("Probe", map(_probe, each(action, "portProbeDetails")))
        found += many("Login", map(_login, each(action, "loginAttributes")))
    return tuple(found)


def line(finding: Finding) -> str:
    """Return in one line who did what from where to which port."""
    return next((told_line for _, action in _actions(finding) if (told_line := _line(action))), "")


def port(finding: Finding) -> str:
    """Return the port of the resource that the action is about; an empty text where it names none."""
    for _, action in _actions(finding):
        for one in (action, *each(action, "portProbeDetails")):
            if found := told(one, "localPortDetails/port"):
                return found
    return ""


def _actions(finding: Finding) -> list[tuple[str, Any]]:
    """Return name and content of each; where both places tell of the same one, GuardDuty's own knows more."""
    places = (mapping(look(guardduty_service(finding), "action")), mapping(finding.raw.get("Action")))
    found: dict[str, Any] = {}
    for place in places:
        for name, path in _ACTIONS.values():
            if mapping(look(place, path)):
                found[name] = {**mapping(look(place, path)), **_lower(found.get(name, {}))}
        if not found and (kind := told(place, "actionType")):
            found[_ACTIONS.get(kind, (kind, ""))[0]] = {}
    return list(found.items())


def _lower(action: Any) -> dict[str, Any]:
    """Return the fields under both spellings, so that they win over the other place's."""
    return {spelled: value for name, value in action.items() for spelled in (name, name[:1].upper() + name[1:])}


def _call(action: object) -> tuple[Fact, ...]:
    affected = mapping(look(action, "affectedResources"))
    return (
        ("API call", _api(action)),
        ("Error", told(action, "errorCode")),
        ("Caller", joined(told(action, "callerType"), told(action, "remoteAccountDetails/accountId"))),
        ("User agent", told(action, "userAgent")),
        ("Domain", _domain(action)),
        ("Affected", listed(joined(bounded(key), bounded(text(value)), by=" ") for key, value in affected.items())),
        ("First call", told(action, "firstSeen")),
        ("Last call", told(action, "lastSeen")),
    )


def _api(action: object) -> str:
    return joined(service(told(action, "serviceName")), first_told(action, "api", "verb"), told(action, "requestUri"))


def _connection(action: object) -> tuple[Fact, ...]:
    return (
        ("Direction", _direction(action)),
        ("Local address", told(action, "localIpDetails/ipAddressV4")),
        ("Local port", _port(action, "localPortDetails")),
        ("Blocked", {"true": "yes", "false": "no"}.get(_truth(look(action, "blocked")), "")),
    )


def _direction(action: object) -> str:
    direction = told(action, "connectionDirection").lower()
    return joined("" if direction == _UNKNOWN else direction, told(action, "protocol"))


def _domain(action: object) -> str:
    return first_told(action, "domain", "domainWithSuffix", "domainDetails/domain")


def _remote(action: object) -> tuple[Fact, ...]:
    return (
        ("Remote address", address(action)),
        ("Remote port", _port(action, "remotePortDetails")),
        ("Remote place", _place(action)),
        ("Remote network", _network(action)),
    )


def address(action: object) -> str:
    """Return the address from or to which it went."""
    return first_told(action, "remoteIpDetails/ipAddressV4", "remoteIpDetails/ipAddressV6")


def _place(action: object) -> str:
    country = first_told(action, "remoteIpDetails/country/countryName", "remoteIpDetails/country/countryCode")
    return joined(told(action, "remoteIpDetails/city/cityName"), country, by=", ")


def _network(action: object) -> str:
    """Return the owner of the address, each name once: they are mostly the same."""
    owner = [told(action, f"remoteIpDetails/organization/{name}") for name in ("asnOrg", "org", "isp")]
    return joined(listed(owner), said("(AS ", told(action, "remoteIpDetails/organization/asn"), ")"))


def _port(action: object, path: str) -> str:
    name = told(action, f"{path}/portName")
    return joined(told(action, f"{path}/port"), "" if name.lower() == _UNKNOWN else name)


def _probe(probe: object) -> str:
    return joined(
        said("port ", _port(probe, "localPortDetails")),
        said("of ", told(probe, "localIpDetails/ipAddressV4")),
        said("from ", _from(probe)),
    )


def _login(attempt: object) -> str:
    return joined(
        said("user ", told(attempt, "user")),
        said("by ", told(attempt, "application")),
        said("", told(attempt, "failedLoginAttempts"), " failed"),
        said("", told(attempt, "successfulLoginAttempts"), " succeeded"),
        by=", ",
    )


def _from(action: object) -> str:
    where = joined(_place(action), _network(action), by=", ")
    return joined(address(action), said("(", where, ")"))


def _line(action: object) -> str:
    if api := _api(action):
        return joined(api, said("from ", _from(action) or told(action, "domainDetails/domain")))
    if probes := [_probe(one) for one in each(action, "portProbeDetails")]:
        return listed(probes, 2)
    local, remote = said("port ", _port(action, "localPortDetails")), _from(action)
    direction = _direction(action)
    if told(action, "connectionDirection").upper() == "OUTBOUND":
        return joined(direction, said("to ", remote), said("port ", _port(action, "remotePortDetails")))
    logins = listed(map(_login, each(action, "loginAttributes")), 2)
    return joined(
        said("DNS request for ", _domain(action)), direction, said("from ", remote), said("to ", local), logins
    )


def _truth(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else text(value).lower()
