"""What the admin decides about the form before any workload owner sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from common.options import Formatting, Launch


class FindingSource(str, Enum):
    """Which events carry the findings."""

    CSPM = "cspm"
    """Security Hub CSPM: "Security Hub Findings - Imported", ASFF."""
    SECURITY_HUB = "security-hub"
    """The newer Security Hub: "Findings Imported V2", OCSF."""
    BOTH = "both"


@dataclass(frozen=True)
class SubscriptionOptions:
    """The admin's choices that are compiled into the subscription template.

    Attributes:
        formatting: Lambda function (recommended) or EventBridge alone.
        launch: launch role with permissions boundary (recommended) or the caller's own permissions.
        source: which of the two Security Hubs the subscription listens to.
        artifact_bucket: name of the bucket that holds the formatter zip; `${AWS::Region}` in it stands for the Region.
        formatter_key: key of the formatter zip in that bucket (holds the zip's hash).
        portal: Identity Center portal as subdomain (`d-1234567890`, `my-company`) or full URL; empty: no Identity
            Center, and the form does not ask for a permission set.
        permission_set: default of the form's permission set for links.
        email_domains: the only domains that addresses may have; empty: any.
        time_zone: default of the form's time zone, a name of `pytz.common_timezones`.
        minimum_severity: default of the form's minimum severity: Critical, High, Medium or Low.
        account_filter: whether the form asks for account ids (only useful in the Security Hub administrator account).
        custom_actions: whether findings sent on purpose through a custom action are mailed too.
        version: release of the product, for the version tag.
    """

    artifact_bucket: str
    formatter_key: str
    version: str
    formatting: Formatting = Formatting.LAMBDA
    launch: Launch = Launch.ROLE
    source: FindingSource = FindingSource.CSPM
    portal: str = ""
    permission_set: str = ""
    email_domains: tuple[str, ...] = ()
    time_zone: str = "UTC"
    minimum_severity: str = "High"
    account_filter: bool = False
    custom_actions: bool = True
