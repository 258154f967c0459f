"""Which findings are one problem: mended by the same act, so told once.

Two problems must never become one, since the second would never be told. So a problem is made only of findings of AWS's own
products, about one resource, with every part present; any other finding is a problem of its own.
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.identity import finding_key, hash_of
from formatter.finding.resource import Resource
from formatter.finding.safe import branch, first_text, items

_SECURITY_HUB = "securityhub"
"""How the ids of Security Hub as a product begin, in any of its names."""

_REGIONLESS_CONTROLS = "IAM."
_REGIONLESS_SERVICES = ("iam", "cloudfront", "route53")
"""What they are about exists once for all Regions, and each Region that records it reports it.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-to-disable.html
"""

_ANALYZER_OF_REGION = "IAM.28"
"""Alone among IAM's controls it asks for something in each Region.

https://docs.aws.amazon.com/config/latest/developerguide/iam-external-access-analyzer-enabled.html
"""

_SCALING_GROUP = "aws:autoscaling:groupName"
"""A tag that only EC2 Auto Scaling can set. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html"""

_FUNCTION_PARTS = 7
"""`arn:aws:lambda:REGION:ACCOUNT:function:NAME`, before the version."""


def problem_key(finding: Finding) -> str:
    """Return the key of the problem that the finding belongs to."""
    parts = _parts(finding)
    return hash_of(*parts) if parts and all(parts) else finding_key(finding)


def is_control(finding: Finding) -> bool:
    """Tell whether the finding is a check of a Security Hub control: one passed check proves that the problem is over."""
    return finding.aws_product.startswith(_SECURITY_HUB) and bool(security_control(finding))


def security_control(finding: Finding) -> str:
    """Return Security Hub's own id of the control, such as `S3.9`; a standard's number is another thing.

    One number of a standard can stand for several controls. Both formats name the control by the same id.
    https://docs.aws.amazon.com/securityhub/latest/userguide/asff-changes-consolidation.html
    """
    return first_text(
        branch(finding.raw, "Compliance", "SecurityControlId"), branch(finding.raw, "compliance", "control")
    )


def _parts(finding: Finding) -> tuple[str, ...]:
    if not finding.is_aws_product or len(finding.resources) != 1 or not finding.account_id:
        return ()
    resource = finding.resources[0]
    if is_control(finding):
        control = security_control(finding)
        region = "every Region" if _is_regionless(control, resource) else finding.region
        return ("control", finding.account_id, control, region, _plain_id(resource))
    vulnerability, packages = _vulnerability(finding)
    if not packages:
        return ()
    return ("vulnerability", finding.account_id, finding.region, vulnerability, *packages, _place(resource))


def _is_regionless(control: str, resource: Resource) -> bool:
    if control == _ANALYZER_OF_REGION:
        return False
    return control.startswith(_REGIONLESS_CONTROLS) or _service(resource) in _REGIONLESS_SERVICES


def _vulnerability(finding: Finding) -> tuple[str, tuple[str, ...]]:
    """Return the one vulnerability's id and the names of its packages; empty where it is not exactly one.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Vulnerability.html
    https://schema.ocsf.io/objects/vulnerability
    """
    found = items(finding.raw.get("Vulnerabilities")) or items(finding.raw.get("vulnerabilities"))
    if len(found) != 1:
        return "", ()
    packages = items(branch(found[0], "VulnerablePackages")) or items(branch(found[0], "affected_packages"))
    names = {first_text(branch(one, "Name"), branch(one, "name")) for one in packages}
    named = first_text(branch(found[0], "Id"), branch(found[0], "cve", "uid"))
    return (named, tuple(sorted(names))) if names and all(names) else ("", ())


def _place(resource: Resource) -> str:
    """Return where it is mended: the repository of an image, a function, a group of instances, else the resource."""
    if _service(resource) == "ecr":
        return resource.id.partition("/sha256:")[0]
    if _service(resource) == "lambda":
        return ":".join(resource.id.split(":")[:_FUNCTION_PARTS])
    group = resource.tags.get(_SCALING_GROUP)
    return f"group {group}" if group else _plain_id(resource)


def _plain_id(resource: Resource) -> str:
    """Return the id in one spelling: the formats write EC2's ids and accounts with and without what stands before them."""
    if _service(resource) == "ec2":
        return resource.id.rpartition("/")[2]
    return resource.id.removeprefix("AWS::::Account:")


def _service(resource: Resource) -> str:
    parts = resource.id.split(":")
    return parts[2] if parts[0] == "arn" and len(parts) > 2 else ""  # noqa: PLR2004  # arn:PARTITION:SERVICE
