"""Findings of Security Hub CSPM in the AWS Security Finding Format.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from formatter.finding.asff_severity import stated_severity
from formatter.finding.finding import Finding
from formatter.finding.resource import Resource
from formatter.finding.safe import branch, first_text, items, mapping, moment, text, texts
from formatter.finding.severity import Severity

_CONTROL = "security-control/"
"""How the generator of consolidated control findings begins.

https://docs.aws.amazon.com/securityhub/latest/userguide/asff-changes-consolidation.html
"""


def _named_after(prefix: str, value: str) -> str:
    return value.removeprefix(prefix) if value.startswith(prefix) else ""


class AsffFinding(Finding):
    """A finding in ASFF."""

    @cached_property
    def own_id(self) -> str:
        """Identifier that the finding carries, or an empty text."""
        return text(self.raw.get("Id"))

    @cached_property
    def title(self) -> str:
        """One line that says what is wrong."""
        return text(self.raw.get("Title"))

    @cached_property
    def description(self) -> str:
        """What is wrong, in the product's words."""
        return text(self.raw.get("Description"))

    @cached_property
    def stated_severity(self) -> Severity | None:
        """Label, else Normalized, else the labels that products keep elsewhere, else their own number."""
        return stated_severity(self.raw)

    @cached_property
    def workflow_status(self) -> str:
        """Workflow.Status, else the retired WorkflowState."""
        return first_text(branch(self.raw, "Workflow", "Status"), self.raw.get("WorkflowState")).upper()

    @cached_property
    def record_state(self) -> str:
        """ACTIVE or ARCHIVED."""
        return text(self.raw.get("RecordState")).upper()

    @cached_property
    def compliance_status(self) -> str:
        """Compliance.Status."""
        return text(branch(self.raw, "Compliance", "Status")).upper()

    @cached_property
    def account_id(self) -> str:
        """The account that the finding is about."""
        return text(self.raw.get("AwsAccountId"))

    @cached_property
    def account_name(self) -> str:
        """Name of that account."""
        return text(self.raw.get("AwsAccountName"))

    @cached_property
    def region(self) -> str:
        """Region of the finding, else of its product or first resource."""
        stated = text(self.raw.get("Region")) or _arn_part(self.product_arn, 3)
        return stated or next((resource.region for resource in self.resources), "")

    @cached_property
    def partition(self) -> str:
        """Partition in the product's ARN, else the one of the Region."""
        stated = _arn_part(self.product_arn, 1)
        return stated if stated in ("aws", "aws-us-gov", "aws-cn") else super().partition

    @cached_property
    def product_arn(self) -> str:
        """ProductArn."""
        return text(self.raw.get("ProductArn"))

    @cached_property
    def product_name(self) -> str:
        """Name of the product, else the last part of its ARN."""
        return first_text(
            self.raw.get("ProductName"),
            self.product_fields.get("aws/securityhub/ProductName"),
            self.product_arn.rpartition("/")[2],
        )

    @cached_property
    def company_name(self) -> str:
        """Company of that product."""
        return first_text(self.raw.get("CompanyName"), self.product_fields.get("aws/securityhub/CompanyName"))

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Types of the finding, `namespace/category/classifier`."""
        return texts(self.raw.get("Types")) or texts(branch(self.raw, "FindingProviderFields", "Types"))

    @cached_property
    def generator_id(self) -> str:
        """The control, rule or detector."""
        return text(self.raw.get("GeneratorId"))

    @cached_property
    def control_id(self) -> str:
        """Security control, also where standards still name it themselves."""
        return first_text(
            branch(self.raw, "Compliance", "SecurityControlId"),
            _named_after(_CONTROL, self.generator_id),
            self.product_fields.get("ControlId"),
            self.product_fields.get("RuleId"),
        )

    @cached_property
    def created_at(self) -> datetime | None:
        """When the product made the finding."""
        return moment(self.raw.get("CreatedAt"))

    @cached_property
    def updated_at(self) -> datetime | None:
        """When the product changed it last."""
        return moment(self.raw.get("UpdatedAt"))

    @cached_property
    def first_observed_at(self) -> datetime | None:
        """When the product saw the problem first."""
        return moment(self.raw.get("FirstObservedAt"))

    @property
    def last_observed_at(self) -> datetime | None:
        """When the product saw the problem last."""
        return moment(self.raw.get("LastObservedAt"))

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """The affected resources; a bare text counts as the id of one."""
        return tuple(_resource(item) for item in items(self.raw.get("Resources")))

    @property
    def note(self) -> str:
        """Note.Text and who wrote it."""
        written, author = text(branch(self.raw, "Note", "Text")), self.noted_by
        return f"{written} ({author})" if written and author else written

    @property
    def noted_by(self) -> str:
        """Note.UpdatedBy."""
        return text(branch(self.raw, "Note", "UpdatedBy"))

    @cached_property
    def remediation_text(self) -> str:
        """Remediation.Recommendation.Text."""
        return text(branch(self.raw, "Remediation", "Recommendation", "Text"))

    @cached_property
    def remediation_url(self) -> str:
        """Remediation.Recommendation.Url, else where control findings of one standard keep it."""
        stated = text(branch(self.raw, "Remediation", "Recommendation", "Url"))
        return stated or self.product_fields.get("RecommendationUrl", "")

    @cached_property
    def source_url(self) -> str:
        """The finding's page at its product."""
        return text(self.raw.get("SourceUrl"))

    @cached_property
    def product_fields(self) -> Mapping[str, str]:
        """ProductFields, text by text."""
        return {key: text(value) for key, value in mapping(self.raw.get("ProductFields")).items()}

    @cached_property
    def is_sample(self) -> bool:
        """Whether the product says so in the title, in `Sample` or in its own fields."""
        stated = (
            self.raw.get("Sample"),
            branch(self.raw, "ProductFields", "aws/guardduty/service/additionalInfo/sample"),
        )
        return super().is_sample or any(value is True or text(value).lower() == "true" for value in stated)


def _arn_part(arn: str, position: int) -> str:
    parts = arn.split(":")
    return parts[position] if len(parts) > position and parts[0] == "arn" else ""


def _resource(item: object) -> Resource:
    """Read a resource; only our summaries of findings have a name."""
    if not isinstance(item, Mapping):
        return Resource(id=text(item), type="")
    kind = text(item.get("Type"))
    details = mapping(item.get("Details"))
    return Resource(
        id=text(item.get("Id")),
        type=kind,
        region=text(item.get("Region")),
        tags={key: text(value) for key, value in mapping(item.get("Tags")).items()},
        details=mapping(details.get(kind)) or details,
        name=text(item.get("Name")),
    )
