"""What every finding offers, whichever format it came in.

A finding is a read-only view: each property is read from the raw document when asked for, so that a finding that turns
out to be a repeat costs next to nothing. The module is long because each property stands here, once, with its meaning.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from formatter.finding.json_text import json_text
from formatter.finding.product import aws_product_of
from formatter.finding.resource import Resource
from formatter.finding.severity import Severity

LONGEST_ID = 512
"""ASFF's own limit; a key of DynamoDB may have 2,048 bytes.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
"""


class State(str, Enum):
    """What a finding's status means to its recipient."""

    OPEN = "open"
    CLOSED = "closed"
    """Resolved, archived or passed: nothing is left to do."""
    NOTIFIED = "notified"
    """Somebody told the owner in another way: open, but nobody is to be told first by us."""
    SUPPRESSED = "suppressed"
    """Somebody decided that nothing is to be done: nobody is to be told, nor reminded."""
    REPLACED = "replaced"
    """Only as it is remembered: closed since another finding takes its place, so that a proof of its end is no repeat."""


_STATE_BY_WORKFLOW = {"NOTIFIED": State.NOTIFIED, "SUPPRESSED": State.SUPPRESSED}


class Finding(ABC):
    """Read-only view of one finding; no property raises, whatever the raw document holds."""

    def __init__(self, raw: Mapping[str, Any], severity_to_tell: Severity | None = None) -> None:
        self.raw = raw
        self._severity_to_tell = severity_to_tell

    def told_as(self, severity: Severity) -> Finding:
        """Return the same finding, told with the severity that its recipient knows.

        A control finding that passes calls itself INFORMATIONAL, whatever it was while it failed.
        """
        return self if severity is self.severity else type(self)(self.raw, severity)

    @cached_property
    def id(self) -> str:
        """Identifier by which it is remembered: its own, or a hash where it has none that a table can keep."""
        own_id = self.own_id
        if own_id and len(own_id) <= LONGEST_ID and _can_be_encoded(own_id):
            return own_id
        return "hash-" + hashlib.sha256((ascii(own_id) if own_id else self.raw_json()).encode()).hexdigest()

    @cached_property
    def state(self) -> State:
        """How it stands, from workflow status, record state and compliance status.

        https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html
        """
        if self.record_state == "ARCHIVED" or self.workflow_status == "RESOLVED" or self.compliance_status == "PASSED":
            return State.CLOSED
        return _STATE_BY_WORKFLOW.get(self.workflow_status, State.OPEN)

    @cached_property
    def severity(self) -> Severity:
        """Severity; High where the finding does not say, since doubt is told."""
        if self._severity_to_tell is not None:
            return self._severity_to_tell
        return Severity.HIGH if self.stated_severity is None else self.stated_severity

    @property
    def lacks_result(self) -> bool:
        """Whether it is of a check that could not be finished.

        https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Compliance.html
        """
        return self.compliance_status in ("WARNING", "NOT_AVAILABLE")

    @property
    def is_sample(self) -> bool:
        """Whether the product made the finding for a try-out; GuardDuty says so at the start of the title."""
        return self.title.startswith("[SAMPLE]")

    def raw_json(self) -> str:
        """Return the raw document as JSON text in ASCII."""
        return json_text(self.raw, ascii_only=True)

    @property
    def severity_known(self) -> bool:
        """Whether the finding states its severity in any of its fields."""
        return self.stated_severity is not None

    @property
    @abstractmethod
    def own_id(self) -> str:
        """Identifier that the finding carries, or an empty text."""

    @property
    @abstractmethod
    def title(self) -> str:
        """One line that says what is wrong; may be empty."""

    @property
    @abstractmethod
    def description(self) -> str:
        """What is wrong, in the product's words; may be empty."""

    @property
    @abstractmethod
    def stated_severity(self) -> Severity | None:
        """Severity as the finding states it in any of its fields, or None."""

    @property
    @abstractmethod
    def workflow_status(self) -> str:
        """NEW, NOTIFIED, SUPPRESSED or RESOLVED; empty where the finding does not say."""

    @property
    @abstractmethod
    def record_state(self) -> str:
        """ACTIVE or ARCHIVED; empty where the finding does not say."""

    @property
    @abstractmethod
    def compliance_status(self) -> str:
        """PASSED, WARNING, FAILED or NOT_AVAILABLE of a control check; empty otherwise."""

    @property
    @abstractmethod
    def account_id(self) -> str:
        """The 12 digits of the account that the finding is about."""

    @property
    @abstractmethod
    def account_name(self) -> str:
        """Name of that account; empty where the finding does not say."""

    @property
    @abstractmethod
    def region(self) -> str:
        """Region of the finding."""

    @property
    def partition(self) -> str:
        """Partition of the finding's Region: aws, aws-us-gov or aws-cn."""
        if self.region.startswith("us-gov-"):
            return "aws-us-gov"
        return "aws-cn" if self.region.startswith("cn-") else "aws"

    @property
    @abstractmethod
    def product_arn(self) -> str:
        """ARN of the product that sent it; Security Hub checks it against the sender."""

    @cached_property
    def aws_product(self) -> str:
        """The id of AWS's own product that sent it, such as `guardduty`; empty for anybody else's."""
        return aws_product_of(self.product_arn)

    @property
    def is_aws_product(self) -> bool:
        """Whether a product of AWS itself sent it."""
        return bool(self.aws_product)

    @property
    @abstractmethod
    def product_name(self) -> str:
        """Name of the product that found it, such as GuardDuty."""

    @property
    @abstractmethod
    def company_name(self) -> str:
        """Company of that product."""

    @property
    @abstractmethod
    def types(self) -> tuple[str, ...]:
        """The product's types of the finding."""

    @property
    @abstractmethod
    def generator_id(self) -> str:
        """The rule, control or detector that made the finding."""

    @property
    @abstractmethod
    def control_id(self) -> str:
        """Security Hub's control, such as `S3.9`; empty for anything else."""

    @property
    @abstractmethod
    def created_at(self) -> datetime | None:
        """When the product made the finding."""

    @property
    @abstractmethod
    def updated_at(self) -> datetime | None:
        """When the product changed it last."""

    @property
    @abstractmethod
    def first_observed_at(self) -> datetime | None:
        """When the product saw the problem first."""

    @property
    @abstractmethod
    def last_observed_at(self) -> datetime | None:
        """When the product saw the problem last."""

    @property
    @abstractmethod
    def resources(self) -> tuple[Resource, ...]:
        """The affected resources."""

    @property
    @abstractmethod
    def note(self) -> str:
        """What somebody wrote on the finding, with their name; may be empty."""

    @property
    @abstractmethod
    def noted_by(self) -> str:
        """Who wrote that note; empty where the finding does not say."""

    @property
    @abstractmethod
    def remediation_text(self) -> str:
        """What to do, in the product's words; may be empty."""

    @property
    @abstractmethod
    def remediation_url(self) -> str:
        """Page that tells what to do; may be empty."""

    @property
    @abstractmethod
    def source_url(self) -> str:
        """The finding's page at the product that found it; may be empty."""

    @property
    @abstractmethod
    def product_fields(self) -> Mapping[str, str]:
        """Further fields of the product, text by text."""


def _can_be_encoded(text: str) -> bool:
    """Tell text from text with half of a surrogate pair in it, which JSON can hold and UTF-8 cannot."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
