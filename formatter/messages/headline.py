"""What a finding is called: control or type, the resource's short name, and what is wrong.

Subjects, groups of digests and chat use the same three. Only AWS's own products are called by control or type: everybody may
import a finding that calls itself `S3.8`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from formatter.finding.finding import Finding
from formatter.finding.resource import Resource
from formatter.messages.data import unlinked, visible
from formatter.messages.limits import cut_in_the_middle, shortened
from formatter.messages.main_resource import main_resource

IMPORTED = "imported"
"""What a finding is called that an account's own integration sent, or nobody names."""

LONGEST_NAME = 36
_LONGEST_LABEL = 44
_VULNERABILITY = re.compile(r"\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3}|CWE-\d{1,5})\b")
_CONTROL = re.compile(r"[A-Z][A-Za-z0-9]+\.\d+")
"""Such as `S3.8`; controls of one standard (`CIS.1.14`, `1.14`) mean one thing in one standard and another in the next."""

_EVERYWHERE = re.compile(r"(?:[a-z]+-[0-9a-f]{8,}|A[KS]IA[A-Z0-9]{12,}|\d{12})")
"""Names that AWS makes once: of EC2, of access keys, of accounts."""

_AWS_NAME = re.compile(
    r"[A-Z][A-Za-z0-9]*(?:[.][A-Z0-9][A-Za-z0-9]*)*|[0-9.]+|[A-Z]\w+:[A-Z]\w+/[A-Z][\w.!-]+", re.ASCII
)
"""Such as `PCI.CloudTrail.1` and `Recon:EC2/Portscan.Custom`: no host names, whatever their dots look like."""

_ACCOUNT_TYPES = ("Account", "Other")
_SHOULD = " should "


@lru_cache(maxsize=8)
def label(finding: Finding) -> str:
    """Return control, CVE or type; of what is not AWS's the name in the product's ARN, which Security Hub checks."""
    if finding.is_aws_product:
        named = visible(_of_aws(finding))
        return cut_in_the_middle(named if _AWS_NAME.fullmatch(named) else unlinked(named), _LONGEST_LABEL)
    return imported_by(finding)


def imported_by(finding: Finding) -> str:
    """Return the product's name in its ARN; `imported` for an account's own integration and for what has no ARN.

    https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
    """
    product = finding.product_arn.rpartition("/")[2]
    is_named = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,43}", product) and product != "default"
    return product if is_named else IMPORTED


def _of_aws(finding: Finding) -> str:
    vulnerability = _VULNERABILITY.search(finding.title)
    if finding.control_id or vulnerability:
        return finding.control_id or (vulnerability.group() if vulnerability else "")
    from formatter.messages.layouts.guardduty_type import finding_type

    own = finding_type(finding) if finding.aws_product == "guardduty" else ""
    return own or _own_type(next(iter(finding.types), "")) or finding.product_name


def _own_type(stated: str) -> str:
    """Return what of a type its product chose: `SensitiveData:S3Object/Personal`, `External Access Granted`.

    ASFF puts namespaces before it and writes a hyphen for its slash; a namespace alone says nothing.
    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html
    """
    before, colon, rest = stated.partition(":")
    if colon:
        return f"{before.rpartition('/')[2]}:{rest if '/' in rest else rest.replace('-', '/', 1)}"
    return stated.rpartition("/")[2] if "/" in stated else ""


def is_control(called: str) -> bool:
    """Tell a control that means one thing in all standards from one of a single standard, a CVE and a type."""
    return _CONTROL.fullmatch(called) is not None


def name(finding: Finding) -> str:
    """Return the whole name of the main resource; the account's where it names none."""
    resource = main_resource(finding)
    account = finding.account_name or finding.account_id
    if resource is None or not resource.short_name:
        return visible(account)
    return visible(account) if is_account(finding, resource) else visible(resource.short_name)


def is_account(finding: Finding, resource: Resource) -> bool:
    """Tell whether the resource is the account itself."""
    return resource.short_name == finding.account_id and resource.type.endswith(_ACCOUNT_TYPES)


def what(finding: Finding, called: str) -> str:
    """Return what is wrong, on one line: the title without what label (`called`) and the resource's name say already."""
    title, resource = whole_what(finding, called), main_resource(finding)
    if finding.is_aws_product and is_control(called) and resource and not is_account(finding, resource):
        return _without_subject(title, resource)
    return title


def whole_what(finding: Finding, called: str) -> str:
    """Return the title, or what there is of one, on one line without the label."""
    title = visible(short_title(finding)) or visible(finding.description) or "no title"
    return title.removeprefix(called).lstrip(" :-") or title


def _without_subject(title: str, resource: Resource) -> str:
    """Return a control's title from `should` on, where what stands before it is the kind of the named resource.

    `S3 buckets should ...` of a bucket, but not `Unused IAM user credentials should be removed` of a user.
    """
    subject, should, rest = title.partition(_SHOULD)
    last = subject.rpartition(" ")[2].casefold().removesuffix("s")
    return f"should {rest}" if should and last and last in resource.kind else title


def short_title(finding: Finding) -> str:
    """Return the title, a resource in it by its short name.

    IAM Access Analyzer begins its titles with `<type>/<id>/` of the resource, which would fill a subject.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-securityhub-integration.html
    """
    for resource in finding.resources:
        prefix = f"{resource.type}/{resource.id}/ "
        if resource.id and finding.title.startswith(prefix):
            return f"{resource.short_name} {finding.title.removeprefix(prefix)}"
    return finding.title


def is_told_by_name(finding: Finding, called: str, shown: str) -> bool:
    """Tell whether label and name alone tell the problem from every other: else a subject needs part of the id."""
    resource = main_resource(finding)
    if resource is None or len(finding.resources) > 1 or not is_control(called):
        return False
    is_whole = shown.isascii() and len(shown) <= LONGEST_NAME and unlinked(shown) == shown and shown in resource.id
    return bool(is_whole and finding.is_aws_product and (_is_bucket(resource) or _EVERYWHERE.fullmatch(shown)))


def _is_bucket(resource: Resource) -> bool:
    """Tell a bucket, whose name is its own in all of AWS; lower case only, so that no reader confuses two."""
    return resource.kind == "awss3bucket" and resource.id.rpartition(":::")[2] == resource.short_name.lower()


def short(text: str, longest: int) -> str:
    """Return a text of a finding as part of a line of ours: without links, its end cut."""
    return unlinked(shortened(text, longest))
