"""What of a resource fails a control, in one line, as far as the finding holds the resource's settings.

https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources-attributes.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from formatter.finding.finding import Finding
from formatter.messages.facts import compliance
from formatter.messages.facts.look import all_told, each, joined, listed, look, said, told
from formatter.messages.main_resource import main_resource

_PUBLIC, _ENCRYPTED = ("public",), ("encrypt",)
_SETTINGS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "awsec2instance": (
        ("public address", "PublicIpAddress", _PUBLIC),
        ("addresses", "IpV4Addresses", _PUBLIC),
        ("IMDS tokens", "MetadataOptions/HttpTokens", ("metadata",)),
    ),
    "awsec2volume": (("encrypted", "Encrypted", _ENCRYPTED),),
    "awsrdsdbinstance": (
        ("engine", "Engine", ("version", "upgrade", "log", "engine")),
        ("public", "PubliclyAccessible", _PUBLIC),
        ("encrypted", "StorageEncrypted", _ENCRYPTED),
        ("Multi-AZ", "MultiAz", ("availability zone", "multi-az")),
        ("deletion protection", "DeletionProtection", ("deletion protection",)),
    ),
    "awsrdsdbsnapshot": (("encrypted", "Encrypted", _ENCRYPTED), ("of", "DbInstanceIdentifier", ("snapshot",))),
    "awslambdafunction": (("runtime", "Runtime", ("runtime",)), ("VPC", "VpcConfig/VpcId", ("vpc",))),
    "awsekscluster": (("version", "Version", ("version",)),),
    "awsredshiftcluster": (("public", "PubliclyAccessible", _PUBLIC), ("encrypted", "Encrypted", _ENCRYPTED)),
    "awskmskey": (("state", "KeyState", ("delet",)),),
    "awscertificatemanagercertificate": (
        ("expires", "NotAfter", ("renew", "expir")),
        ("domain", "DomainName", ("certificate",)),
    ),
    "awscodebuildproject": (("source", "Source/Type", ("repository", "source")),),
    "awsiamaccesskey": (("created", "CreatedAt", ("key",)), ("status", "Status", ("key",))),
    "awss3bucket": tuple(
        (name, f"PublicAccessBlockConfiguration/{name}", _PUBLIC)
        for name in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    ),
}
"""By resource type: words, where in the resource's details the value stands, and what titles of controls about it say."""

_UPPER = re.compile("([A-Z])")
_OPEN = ("0.0.0.0/0", "::/0")
_ALL_PROTOCOLS = "-1"


def evidence(finding: Finding) -> str:
    """Return why the check gave this result, else the settings that the finding knows."""
    resource = main_resource(finding)
    details = resource.details if resource else {}
    settings = _SETTINGS.get(resource.kind, ()) if resource else ()
    rules = listed(_rules(details), 3)
    title = finding.title.lower()
    about = [(word, path) for word, path, titles in settings if any(part in title for part in titles)]
    values = joined(*(said(f"{word}: ", _value(details, path)) for word, path in about), by=", ")
    return joined(compliance.line(finding), rules or values, by="; ")


def _rules(details: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a security group lets in from everywhere; all that it lets in where nothing is that open."""
    rules = [(_ports(one), source) for one in each(details, "IpPermissions") for source in _sources(one)]
    is_open = [rule for rule in rules if rule[1] in _OPEN]
    for ports, source in is_open or rules:
        yield f"{ports} from {source}"


def _sources(permission: Any) -> list[str]:
    ranges = (*each(permission, "IpRanges"), *each(permission, "Ipv6Ranges"))
    groups = (told(one, "GroupId") for one in each(permission, "UserIdGroupPairs"))
    return [source for source in (*(told(one, "CidrIp") or told(one, "CidrIpv6") for one in ranges), *groups) if source]


def _ports(permission: Any) -> str:
    protocol, start, end = (told(permission, name) for name in ("IpProtocol", "FromPort", "ToPort"))
    ports = start if start == end else joined(start, end, by="-")
    return "everything" if protocol == _ALL_PROTOCOLS else joined(protocol, ports)


def _value(details: Mapping[str, Any], path: str) -> str:
    """Return the value in the spelling of either format: `PublicIpAddress`, `public_ip_address`."""
    for spelled in (path, _UPPER.sub(r"_\1", path).replace("/_", "/").removeprefix("_").lower()):
        found = look(details, spelled)
        if found is not None:
            return (
                str(found).lower() if isinstance(found, bool) else told(details, spelled) or all_told(details, spelled)
            )
    return ""
