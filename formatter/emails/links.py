"""Links that open a finding in the right account with the right role.

Shortcut links of the access portal: Identity Center user guide, "Create shortcut links to AWS Management Console
destinations", https://docs.aws.amazon.com/singlesignon/latest/userguide/createshortcutlink.html
"""

from __future__ import annotations

from urllib.parse import quote

from formatter.finding.finding import Finding
from formatter.finding.ocsf import OcsfFinding

_CONSOLE_DOMAINS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
"""Console domain by partition; the Region stands before it.

https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html
"""


def console_url(finding: Finding) -> str:
    """Return the address of the finding in the Security Hub console of its own Region.

    The console reads its search from behind the `#` and decodes it twice.
    """
    path, field = ("securityhub/v2", "finding_info.uid") if isinstance(finding, OcsfFinding) else ("securityhub", "Id")
    search = encoded(f"{field}=") + quote(encoded("\\operator\\:EQUALS\\:" + finding.own_id), safe="")
    return service_url(finding, f"{path}/home", f"#/findings?search={search}")


def service_url(finding: Finding, path: str, rest: str = "") -> str:
    """Return the address of a console page in the finding's Region and partition."""
    region = encoded(finding.region)
    host = f"{region}." if region else ""
    query = f"?region={region}" if region else ""
    return f"https://{host}{_CONSOLE_DOMAINS[finding.partition]}/{path}{query}{rest}"


def portal_url(portal: str, account_id: str, permission_set: str, destination: str) -> str:
    """Return the shortcut that signs in through Identity Center and goes on to the destination.

    Args:
        portal: subdomain (`my-company`, `d-1234567890`) or full address of the access portal (custom domains, GovCloud
            and China have addresses of their own).
        account_id: account to sign in to.
        permission_set: permission set to sign in with.
        destination: console address to open.
    """
    return (
        f"{_portal_address(portal)}/#/console?account_id={encoded(account_id)}"
        f"&role_name={encoded(permission_set)}&destination={encoded(destination)}"
    )


def encoded(text: str) -> str:
    """Return the text as one component of an address."""
    return quote(text.encode("utf-8", "replace"), safe="")


def _portal_address(portal: str) -> str:
    if "." not in portal:
        return f"https://{portal}.awsapps.com/start"
    address = portal.partition("#")[0].rstrip("/")
    address = address if address.startswith("https://") else f"https://{address}"
    return address if "/" in address.removeprefix("https://") else f"{address}/start"
