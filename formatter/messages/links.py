"""Links that open a finding in the right account with the right role.

Shortcut links of the access portal: Identity Center user guide, "Creating shortcut links to AWS Management Console
destinations", https://docs.aws.amazon.com/singlesignon/latest/userguide/createshortcutlink.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from formatter.finding.finding import LONGEST_ID, Finding
from formatter.finding.ocsf import OcsfFinding

CONSOLE_DOMAINS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
"""Console domain by partition; the Region stands before it.

https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html
"""

ASFF_CONSOLE = "securityhub"
OCSF_CONSOLE = "securityhub/v2"
"""The path at which the console shows the findings of Security Hub CSPM, and those of the newer Security Hub."""

_LONGEST_LABEL = 63
"""Characters between two dots of a host name. https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4"""

_LONGEST_URL = 2_048
"""What browsers and mail programs surely follow."""

_UNREADABLE = frozenset(' \\<>"`')
"""What ends an address for one program and not for another."""

_FURTHER_CONSOLES = frozenset({"phd.aws.amazon.com", "health.aws.amazon.com", "health.console.aws.amazon.com"})
"""Where AWS Health's findings point to."""


AWS_DOMAINS = {
    "aws": ("aws.amazon.com",),
    "aws-us-gov": ("amazonaws-us-gov.com",),
    "aws-cn": ("amazonaws.cn",),
}
"""Domains below which AWS alone has pages, by partition; amazonaws.com is none: buckets of anybody lie there.

https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html,
https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html
"""


class Link(NamedTuple):
    """An address of a finding that may become a link.

    Attributes:
        url: the address.
        is_aws: whether the page is AWS's own; else the reader has to know that it leads elsewhere.
    """

    url: str
    is_aws: bool


def safe_link(url: str) -> Link | None:
    """Return the link that the address of a finding may become; None where it has to stay text.

    It is https, has neither user nor port, and shows no other host to a person than to a browser.
    """
    try:
        address = urlsplit(url)
        is_plain = address.scheme == "https" and "@" not in address.netloc and address.port is None
    except ValueError:
        return None
    host = address.hostname or ""
    is_readable = url.isascii() and url.isprintable() and not _UNREADABLE.intersection(url) and len(url) <= _LONGEST_URL
    if not (is_plain and is_readable and "." in host and host.replace("-", "").replace(".", "").isalnum()):
        return None
    return Link(url, _is_aws(host))


def _is_aws(host: str) -> bool:
    return any(host == end or host.endswith(f".{end}") for ends in AWS_DOMAINS.values() for end in ends)


def console_url(finding: Finding) -> str:
    """Return the address of the finding in the Security Hub console of its own Region.

    The console reads its search from behind the `#` and decodes it twice. A finding without an id, or with one longer
    than Security Hub takes, leads to the list.
    """
    is_ocsf = isinstance(finding, OcsfFinding)
    path, field = (OCSF_CONSOLE, "finding_info.uid") if is_ocsf else (ASFF_CONSOLE, "Id")
    search = encoded(f"{field}=") + quote(encoded("\\operator\\:EQUALS\\:" + finding.own_id), safe="")
    is_known = finding.own_id and len(finding.own_id) <= LONGEST_ID
    return service_url(finding, f"{path}/home", "#/findings" + (f"?search={search}" if is_known else ""))


def service_url(finding: Finding, path: str, rest: str = "") -> str:
    """Return the address of a console page in the finding's Region and partition."""
    region = finding.region if is_part_of_host(finding.region) else ""
    host = f"{region}." if region else ""
    query = f"?region={region}" if region else ""
    return f"https://{host}{CONSOLE_DOMAINS[finding.partition]}/{path}{query}{rest}"


def source_console_url(finding: Finding) -> str:
    """Return the finding's own page at its product if that is a page of the AWS console; else an empty text.

    Only there a shortcut can lead, and only there it is safe to send somebody who signs in on the way.
    """
    url = finding.source_url
    try:
        address = urlsplit(url)
        is_plain = address.scheme == "https" and not address.username and address.port is None
    except ValueError:
        return ""
    host = address.hostname or ""
    is_console = host in _FURTHER_CONSOLES or any(
        host == end or (host.endswith(f".{end}") and is_part_of_host(host.removesuffix(f".{end}")))
        for end in CONSOLE_DOMAINS.values()
    )
    is_readable = url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST_URL
    return url if is_plain and is_console and is_readable else ""


def portal_url(portal: str, account_id: str, permission_set: str, destination: str) -> str:
    """Return the shortcut that signs in through Identity Center and goes on to the destination.

    Args:
        portal: subdomain (`my-company`, `d-1234567890`) or full address of the access portal (dual-stack, GovCloud and
            China portals and custom domains have addresses of their own).
        account_id: account to sign in to.
        permission_set: permission set to sign in with.
        destination: console address to open.
    """
    return (
        f"{_portal_address(portal)}/#/console?account_id={encoded(account_id)}"
        f"&role_name={encoded(permission_set)}&destination={encoded(destination)}"
    )


@lru_cache(maxsize=256)
def encoded(text: str) -> str:
    """Return the text as one component of an address."""
    return quote(text.encode("utf-8", "replace"), safe="")


def is_part_of_host(text: str) -> bool:
    """Tell a Region from anything else that a finding may state, which would spoil the address."""
    return len(text) <= _LONGEST_LABEL and text.isascii() and text.replace("-", "").isalnum() and text == text.lower()


def _portal_address(portal: str) -> str:
    """Return the portal's address; only the classic one has its pages below `/start`."""
    if "." not in portal:
        return f"https://{portal}.awsapps.com/start"
    address = portal.partition("#")[0].rstrip("/")
    address = address if address.startswith("https://") else f"https://{address}"
    return f"{address}/start" if address.endswith(".awsapps.com") else address
