"""The one resource that the first lines name, where a finding has several."""

from __future__ import annotations

from functools import lru_cache

from formatter.finding.finding import Finding
from formatter.finding.resource import Resource

_BY_TYPE = (("S3Object", "awss3object"), ("Object:S3", "awss3object"), (":S3", "awss3bucket"))
"""What stands in a finding's type, and the resource type that such a finding is about.

Macie names the bucket before the object, GuardDuty the actor's access key before the bucket.
https://docs.aws.amazon.com/macie/latest/user/findings-types.html,
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-s3.html
"""


@lru_cache(maxsize=8)
def main_resource(finding: Finding) -> Resource | None:
    """Return the resource that the finding is about; None where it names none."""
    for part, kind in _BY_TYPE:
        if any(part in stated for stated in finding.types):
            for resource in finding.resources:
                if resource.kind == kind:
                    return resource
    return next(iter(finding.resources), None)


def told_resource(finding: Finding) -> str:
    """Return type and name of that resource in the finding's own words, or that it is the account; may be empty."""
    resource = main_resource(finding)
    if resource is None:
        return ""
    if resource.short_name == finding.account_id and resource.type.endswith(("Account", "Other")):
        return "the account itself"
    return f"{resource.type} {resource.short_name}".strip()
