"""What every finding offers, whichever format it came in.

A finding is a read-only view: each property is read from the raw document when asked for, so that a finding that turns
out to be a repeat costs next to nothing.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from typing_extensions import Self

from formatter.finding.resource import Resource
from formatter.finding.severity import Severity

FindingT = TypeVar("FindingT", bound="Finding")


class State(str, Enum):
    """What a finding's status means to its recipient."""

    OPEN = "open"
    CLOSED = "closed"
    """Resolved, archived or passed: nothing is left to do."""
    MUTED = "muted"
    """Suppressed or already notified: somebody decided that nobody is to be told."""


class Finding(ABC):
    """Read-only view of one finding; no property raises, whatever the raw document holds."""

    def __init__(self, raw: Mapping[str, Any], severity_to_tell: Severity | None = None) -> None:
        self.raw = raw
        self._severity_to_tell = severity_to_tell

    def told_as(self, severity: Severity) -> Self:
        """Return the same finding, told with the severity that its recipient knows.

        A control finding that passes calls itself INFORMATIONAL, whatever it was while it failed.
        """
        return type(self)(self.raw, severity)

    @property
    def id(self) -> str:
        """Identifier of the finding; a hash of its content where it has none, so that it can still be remembered."""
        return self.own_id or "no-id-" + hashlib.sha256(self.raw_json().encode()).hexdigest()

    @property
    def state(self) -> State:
        """Open, closed or muted, from workflow status, record state and compliance status.

        https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html
        """
        if self.record_state == "ARCHIVED" or self.workflow_status == "RESOLVED" or self.compliance_status == "PASSED":
            return State.CLOSED
        return State.MUTED if self.workflow_status in ("SUPPRESSED", "NOTIFIED") else State.OPEN

    @property
    def severity(self) -> Severity:
        """Severity; High where the finding does not say, since doubt is told."""
        if self._severity_to_tell is not None:
            return self._severity_to_tell
        return Severity.HIGH if self.stated_severity is None else self.stated_severity

    @property
    def is_sample(self) -> bool:
        """Whether the product made the finding for a try-out."""
        return False

    def raw_json(self, indent: int | None = None) -> str:
        """Return the raw document as JSON text that UTF-8 can carry."""
        written = json.dumps(self.raw, ensure_ascii=False, indent=indent, default=str)
        # JSON may hold half of a surrogate pair, which no encoding can carry.
        return written.encode("utf-8", "replace").decode("utf-8")

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
