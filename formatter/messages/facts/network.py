"""Which connection, over which path: ASFF's Network and NetworkPath.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Network.html,
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_NetworkPathComponent.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.facts.look import Fact, all_told, each, first_told, joined, kept, listed, look, many, said, told


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return what is known of the connection and its path."""
    network = finding.raw.get("Network")
    return (
        *kept(
            ("Connection", joined(told(network, "Direction").lower(), told(network, "Protocol"))),
            ("Source", joined(_end(network, "Source"), said("MAC ", told(network, "SourceMac")), by=", ")),
            ("Destination", _end(network, "Destination")),
            ("Open ports", open_ports(finding)),
        ),
        *many("Network path", map(_component, each(finding.raw, "NetworkPath"))),
    )


def line(finding: Finding) -> str:
    """Return `out TCP 10.0.0.5 port 50000 to 203.0.113.66 port 4444`."""
    network = finding.raw.get("Network")
    ends = joined(_end(network, "Source"), said("to ", _end(network, "Destination")))
    return joined(
        joined(told(network, "Direction").lower(), told(network, "Protocol"), ends) if ends else "",
        said("open ports ", open_ports(finding)),
        by=", ",
    )


def open_ports(finding: Finding) -> str:
    """Return the ports that can be reached."""
    return _range(look(finding.raw.get("Network"), "OpenPortRange"))


def _end(network: object, side: str) -> str:
    address = first_told(network, f"{side}IpV4", f"{side}IpV6")
    domain = told(network, f"{side}Domain")
    named = joined(address, said("(", domain, ")")) if address else domain
    six = told(network, f"{side}IpV6")
    also = said("/ ", six) if six != address else ""
    return joined(named, also, said("port ", told(network, f"{side}Port")))


def _component(component: object) -> str:
    ways = (said(f"{way.lower()} ", _header(look(component, way))) for way in ("Ingress", "Egress"))
    return joined(joined(told(component, "ComponentType"), told(component, "ComponentId")), *ways, by=", ")


def _header(header: object) -> str:
    ends = (
        said(word, joined(all_told(header, f"{side}/Address"), said("ports ", _ranges(header, side))))
        for word, side in (("from ", "Source"), ("to ", "Destination"))
    )
    return joined(told(header, "Protocol"), *ends)


def _ranges(header: object, side: str) -> str:
    return listed(map(_range, each(header, f"{side}/PortRanges")))


def _range(ports: object) -> str:
    begin, end = told(ports, "Begin"), told(ports, "End")
    return begin if begin == end else joined(begin, end, by="-")
