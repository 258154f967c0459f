"""Findings of the newer Security Hub in the Open Cybersecurity Schema Framework.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-ocsf-findings.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from formatter.finding.finding import Finding
from formatter.finding.resource import Resource
from formatter.finding.safe import branch, first_text, items, mapping, moment, number, text, texts
from formatter.finding.severity import Severity

_SEVERITY_BY_ID = {
    1: Severity.INFORMATIONAL,
    2: Severity.LOW,
    3: Severity.MEDIUM,
    4: Severity.HIGH,
    5: Severity.CRITICAL,
    6: Severity.CRITICAL,
}
"""OCSF's severity_id; 6 is Fatal. https://schema.ocsf.io/classes/finding_info"""

_WORKFLOW_BY_STATUS_ID = {1: "NEW", 2: "NOTIFIED", 3: "SUPPRESSED", 4: "RESOLVED"}
"""OCSF's status_id of a finding (In Progress counts as notified: somebody is at work on it)."""

_COMPLIANCE_BY_STATUS_ID: Mapping[float | None, str] = {1: "PASSED", 2: "WARNING", 3: "FAILED"}
"""OCSF's status_id of a control check. https://schema.ocsf.io/objects/compliance"""

_ARCHIVED = (5, 6)
"""status_id 5 is Archived and 6 Deleted; a finding whose activity is Close (3) has nothing left to do either."""

_CLOSED_ACTIVITY = 3


class OcsfFinding(Finding):
    """A finding in OCSF."""

    @cached_property
    def own_id(self) -> str:
        """Identifier that the finding carries, or an empty text."""
        return first_text(branch(self.raw, "finding_info", "uid"), branch(self.raw, "metadata", "uid"))

    @cached_property
    def title(self) -> str:
        """One line that says what is wrong."""
        return first_text(branch(self.raw, "finding_info", "title"), self.raw.get("message"))

    @cached_property
    def description(self) -> str:
        """What is wrong, in the product's words."""
        return first_text(branch(self.raw, "finding_info", "desc"), self.raw.get("message"))

    @cached_property
    def stated_severity(self) -> Severity | None:
        """severity_id, else the severity's name (also the vendor's)."""
        found = number(self.raw.get("severity_id"))
        by_id = _SEVERITY_BY_ID.get(int(found)) if found is not None else None
        names = self.raw.get("severity"), branch(self.raw, "vendor_attributes", "severity")
        named = (Severity.__members__.get(text(name).upper()) for name in names)
        return by_id if by_id is not None else next((severity for severity in named if severity is not None), None)

    @cached_property
    def workflow_status(self) -> str:
        """status_id in the words of Security Hub's workflow status, else the status's own name."""
        return _WORKFLOW_BY_STATUS_ID.get(self._status_id, text(self.raw.get("status")).upper())

    @cached_property
    def record_state(self) -> str:
        """ARCHIVED when archived or closed by its product, else ACTIVE."""
        closed = number(self.raw.get("activity_id")) == _CLOSED_ACTIVITY
        return "ARCHIVED" if closed or self._status_id in _ARCHIVED else "ACTIVE"

    @cached_property
    def compliance_status(self) -> str:
        """Result of a control check in the words of ASFF."""
        stated = first_text(branch(self.raw, "compliance", "status"), self.raw.get("status_code")).upper()
        by_id = _COMPLIANCE_BY_STATUS_ID.get(number(branch(self.raw, "compliance", "status_id")), "")
        return {"PASS": "PASSED", "FAIL": "FAILED"}.get(stated, stated) or by_id

    @cached_property
    def account_id(self) -> str:
        """The account that the finding is about."""
        return text(branch(self.raw, "cloud", "account", "uid"))

    @cached_property
    def account_name(self) -> str:
        """Name of that account."""
        return text(branch(self.raw, "cloud", "account", "name"))

    @cached_property
    def region(self) -> str:
        """Region of the finding, else of its first resource."""
        stated = text(branch(self.raw, "cloud", "region"))
        return stated or next((resource.region for resource in self.resources), "")

    @cached_property
    def partition(self) -> str:
        """Partition that the finding states, else the one of the Region."""
        stated = text(branch(self.raw, "cloud", "cloud_partition"))
        return stated if stated in ("aws", "aws-us-gov", "aws-cn") else super().partition

    @cached_property
    def product_arn(self) -> str:
        """metadata.product.uid."""
        return text(branch(self.raw, "metadata", "product", "uid"))

    @cached_property
    def product_name(self) -> str:
        """Name of the product."""
        return first_text(branch(self.raw, "metadata", "product", "name"), self.product_arn.rpartition("/")[2])

    @cached_property
    def company_name(self) -> str:
        """Company of that product."""
        return text(branch(self.raw, "metadata", "product", "vendor_name"))

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The product's types, else the class of the finding."""
        return texts(branch(self.raw, "finding_info", "types")) or texts(self.raw.get("class_name"))

    @cached_property
    def generator_id(self) -> str:
        """The rule, control or detector."""
        return first_text(
            branch(self.raw, "finding_info", "analytic", "uid"),
            branch(self.raw, "compliance", "control"),
            branch(self.raw, "metadata", "event_code"),
        )

    @cached_property
    def control_id(self) -> str:
        """Security control."""
        return text(branch(self.raw, "compliance", "control"))

    @cached_property
    def created_at(self) -> datetime | None:
        """When the product made the finding."""
        return self._moment("created_time")

    @cached_property
    def updated_at(self) -> datetime | None:
        """When the product changed it last."""
        return self._moment("modified_time") or moment(self.raw.get("time_dt")) or moment(self.raw.get("time"))

    @cached_property
    def first_observed_at(self) -> datetime | None:
        """When the product saw the problem first."""
        return self._moment("first_seen_time")

    @property
    def last_observed_at(self) -> datetime | None:
        """When the product saw the problem last."""
        return self._moment("last_seen_time")

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """The affected resources."""
        return tuple(_resource(item) for item in items(self.raw.get("resources")))

    @property
    def note(self) -> str:
        """What somebody wrote when they changed the finding."""
        return text(self.raw.get("comment"))

    @property
    def noted_by(self) -> str:
        """Nothing: the format keeps the comment alone."""
        return ""

    @cached_property
    def remediation_text(self) -> str:
        """remediation.desc."""
        return text(branch(self.raw, "remediation", "desc"))

    @cached_property
    def remediation_url(self) -> str:
        """The first of the remediation's references that is an address."""
        references = texts(branch(self.raw, "remediation", "references"))
        return next((reference for reference in references if reference.startswith("https://")), "")

    @cached_property
    def source_url(self) -> str:
        """The finding's page at its product."""
        return text(branch(self.raw, "finding_info", "src_url"))

    @cached_property
    def product_fields(self) -> Mapping[str, str]:
        """The unmapped fields that are text."""
        return {key: found for key, value in mapping(self.raw.get("unmapped")).items() if (found := text(value))}

    @property
    def _status_id(self) -> int:
        return int(number(self.raw.get("status_id")) or 0)

    def _moment(self, name: str) -> datetime | None:
        information = mapping(self.raw.get("finding_info"))
        return moment(information.get(f"{name}_dt")) or moment(information.get(name))


def _resource(item: object) -> Resource:
    if not isinstance(item, Mapping):
        return Resource(id=text(item), type="")
    arn = text(item.get("uid_alt"))
    return Resource(
        id=arn if arn.startswith("arn:") else text(item.get("uid")),
        type=text(item.get("type")),
        region=text(item.get("region")),
        tags=_tags(item.get("tags")) or _tags(branch(item, "data", "tags")),
        details=mapping(item.get("data")),
        name=text(item.get("name")),
    )


def _tags(value: object) -> Mapping[str, str]:
    """Read OCSF's list of name and value, or the key and value that AWS keeps among the resource's data."""
    pairs = (mapping(item) for item in items(value))
    return {
        first_text(pair.get("name"), pair.get("key")): first_text(pair.get("value"), *items(pair.get("values")))
        for pair in pairs
        if pair
    }
