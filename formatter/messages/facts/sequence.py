"""An attack in several steps: ASFF's Detection.Sequence.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Sequence.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.facts.look import (
    Fact,
    all_told,
    each,
    first_told,
    joined,
    kept,
    listed,
    look,
    many,
    said,
    time,
    told,
)

_MOST_SIGNALS = 10


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return who, from where, by which signals."""
    sequence = look(finding.raw, "Detection/Sequence")
    return (
        *many("Actor", map(_actor, each(sequence, "Actors"))),
        *many("Endpoint", map(_endpoint, each(sequence, "Endpoints"))),
        *many("Signal", map(_signal, each(sequence, "Signals")), _MOST_SIGNALS),
        *many("Sign of an attack", map(_indicator, each(sequence, "SequenceIndicators"))),
        *kept(("Sequence", told(sequence, "Uid"))),
    )


def line(finding: Finding) -> str:
    """Return `john_doe from 203.0.113.1 (Anytown, Netherlands, TOR EXIT): Stealth:IAMUser/CloudTrailLoggingDisabled`."""
    sequence = look(finding.raw, "Detection/Sequence")
    who = listed((_name(one) for one in each(sequence, "Actors")), 2)
    where = listed((_place(one) for one in each(sequence, "Endpoints")), 2)
    signals = listed((first_told(one, "Name", "Title") for one in each(sequence, "Signals")), 3)
    return joined(joined(who, said("from ", where)), signals, by=": ")


def _name(actor: object) -> str:
    return first_told(actor, "User/Name", "User/Uid", "Id")


def _actor(actor: object) -> str:
    account = joined(told(actor, "User/Account/Name"), told(actor, "User/Account/Uid"))
    session = joined(
        told(actor, "Session/Uid"),
        said("MFA ", told(actor, "Session/MfaStatus").lower()),
        said("since ", time(look(actor, "Session/CreatedTime"))),
        said("issued by ", told(actor, "Session/Issuer")),
        by=", ",
    )
    return joined(
        joined(told(actor, "User/Type"), told(actor, "User/Name"), said("(", told(actor, "User/Uid"), ")")),
        said("key ", told(actor, "User/CredentialUid")),
        said("account ", account),
        said("session ", session),
        "" if told(actor, "User/Name") else told(actor, "Id"),
        by=", ",
    )


def _place(endpoint: object) -> str:
    place = (told(endpoint, f"Location/{name}") for name in ("City", "Country"))
    network = joined(*place, told(endpoint, "AutonomousSystem/Name"), by=", ")
    address = first_told(endpoint, "Ip", "Domain")
    return joined(address, said("(", network, ")"))


def _endpoint(endpoint: object) -> str:
    domain = told(endpoint, "Domain") if told(endpoint, "Ip") else ""
    number = said("AS ", told(endpoint, "AutonomousSystem/Number"))
    direction = told(endpoint, "Connection/Direction").lower()
    return joined(_place(endpoint), domain, said("port ", told(endpoint, "Port")), number, direction, by=", ")


def _signal(signal: object) -> str:
    name, title = told(signal, "Name"), told(signal, "Title")
    seen = joined(time(look(signal, "FirstSeenAt")), time(look(signal, "LastSeenAt")), by=" to ")
    return joined(
        joined(name, title, by=": "),
        said("severity ", told(signal, "Severity")),
        said("", told(signal, "Count"), " times") if told(signal, "Count") != "1" else "",
        seen,
        said("on ", all_told(signal, "ResourceIds", 2)),
        listed(map(_indicator, each(signal, "SignalIndicators")), 3),
        by=", ",
    )


def _indicator(indicator: object) -> str:
    return joined(first_told(indicator, "Title", "Key"), all_told(indicator, "Values"), by=": ")
