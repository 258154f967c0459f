"""What owner and admin chose: the owner by the form, which the function's environment carries; the admin in the zip.

The subscription template imports `Variable` to write the same names that `Preferences.read` reads, and the installer writes the
document that `AdminChoices.from_document` reads. Anything missing or wrong falls back to its default, the severity to the
lowest: in doubt, a message is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from formatter.filters import Filters, ProductFilter
from formatter.finding.severity import Severity

CONFIGURATION_PATH = "formatter/configuration.json"
"""Where the zip holds the admin's choices."""


class Variable(str, Enum):
    """Names of the function's environment variables; Lambda allows 4 KB in all.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """

    TOPIC_ARN = "TOPIC_ARN"
    LEAD_TOPIC_ARN = "LEAD_TOPIC_ARN"
    TABLE_NAME = "TABLE_NAME"
    QUEUE_URL = "QUEUE_URL"
    STACK_NAME = "STACK_NAME"
    SOURCE = "SOURCE"
    WORKLOAD = "WORKLOAD"
    EMAIL_ADDRESSES = "EMAIL_ADDRESSES"
    LEAD_ADDRESSES = "LEAD_ADDRESSES"
    MINIMUM_SEVERITY = "MINIMUM_SEVERITY"
    TAG_KEY = "TAG_KEY"
    TAG_VALUES = "TAG_VALUES"
    CRITICAL_WITHOUT_TAG = "CRITICAL_WITHOUT_TAG"
    DELIVERY = "DELIVERY"
    NOTIFY_WHEN_RESOLVED = "NOTIFY_WHEN_RESOLVED"
    TIME_ZONE = "TIME_ZONE"
    PRODUCT_FILTER = "PRODUCT_FILTER"
    PRODUCTS = "PRODUCTS"
    ACCOUNTS = "ACCOUNTS"


class Delivery(str, Enum):
    """When messages go out that can wait."""

    IMMEDIATE = "At once"
    HOURLY = "Hourly"
    DAILY = "Daily"


DELIVERY_CHOICES = (
    Delivery.IMMEDIATE.value,
    Delivery.HOURLY.value,
    *(f"{Delivery.DAILY.value} at {hour:02}:00" for hour in range(24)),
)
"""The form's answers: a daily digest names its local hour."""

YES = "Yes"
NO = "No"

SWEEP_INPUT: Mapping[str, str] = {"security-notifications": "sweep"}
"""What the scheduled rule hands to the function; no other event looks like it."""

DUE_DAYS: Mapping[Severity, int] = {Severity.CRITICAL: 1, Severity.HIGH: 7, Severity.MEDIUM: 30, Severity.LOW: 90}
ESCALATE_HOURS: Mapping[Severity, int] = {Severity.CRITICAL: 4, Severity.HIGH: 72, Severity.MEDIUM: 0, Severity.LOW: 0}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WeeklyReport(NamedTuple):
    """When the weekly report goes out, in the subscription's time zone: weekday (Monday is 0) and hour."""

    weekday: int = 0
    hour: int = 8

    @classmethod
    def parse(cls, text: str) -> WeeklyReport | None:
        """Return what a text such as `Monday 08:00` says; None for `off` and for anything else."""
        day, _, clock = text.partition(" ")
        hour = clock.removesuffix(":00")
        is_valid = day in WEEKDAYS and clock.endswith(":00") and hour.isdecimal() and int(hour) < 24  # noqa: PLR2004
        return cls(WEEKDAYS.index(day), int(hour)) if is_valid else None


@dataclass(frozen=True)
class AdminChoices:
    """What only an admin can know, read-only.

    Attributes:
        portal: Identity Center portal, as subdomain or full URL; empty: plain console links only.
        permission_set: permission set that the links use; empty: plain console links only.
        due_days: days after which an open problem is overdue, by severity; 0: never.
        escalate_hours: hours after which nobody having taken it on is escalated, by severity; 0: never.
        weekly_report: when the weekly report goes out; None: never.
        contact: one line that says whom to ask; may be empty.
        runbooks: https address by control id, product name or `*`.
        attach_json: whether emails end with the finding as JSON.
    """

    portal: str = ""
    permission_set: str = ""
    due_days: Mapping[Severity, int] = field(default_factory=lambda: DUE_DAYS)
    escalate_hours: Mapping[Severity, int] = field(default_factory=lambda: ESCALATE_HOURS)
    weekly_report: WeeklyReport | None = field(default_factory=WeeklyReport)
    contact: str = ""
    runbooks: Mapping[str, str] = field(default_factory=dict)
    attach_json: bool = True

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> AdminChoices:
        """Read the installer's document: the fields' names, severities in lower case, the report as `Monday 08:00`."""
        report = document.get("weekly_report")
        return cls(
            portal=str(document.get("portal", "")),
            permission_set=str(document.get("permission_set", "")),
            due_days=_by_severity(document.get("due_days"), DUE_DAYS),
            escalate_hours=_by_severity(document.get("escalate_hours"), ESCALATE_HOURS),
            weekly_report=WeeklyReport() if report is None else WeeklyReport.parse(str(report)),
            contact=str(document.get("contact", "")),
            runbooks=dict(document.get("runbooks", {})),
            attach_json=document.get("attach_json", True) is not False,
        )


@dataclass(frozen=True)
class Preferences:
    """Everybody's choices, read-only.

    Attributes:
        filters: what the owner wants to hear of.
        notify_when_resolved: whether RESOLVED and NO LONGER REPORTED messages go out.
        delivery: at once, hourly or daily digest; critical findings and custom actions go out at once in any case.
        digest_hour: local hour of the daily digest, 0 to 23.
        time_zone: name of a pytz time zone.
        workload: the workload's name, as sender and part of subjects; may be empty.
        email_addresses: the owners' addresses on the form, lower case.
        lead_addresses: those told only what is escalated, and weekly; lower case; none is an owner's, who hears of all.
        leads_among_owners: lead addresses that are an owner's too, lower case; they hear as owners.
        stack_name: the subscription's stack, to tell the reader which subscription a message came from.
        source: which Security Hub the subscription listens to: cspm, security-hub or both.
        admin: what the admin chose.
    """

    filters: Filters = field(default_factory=Filters)
    notify_when_resolved: bool = True
    delivery: Delivery = Delivery.IMMEDIATE
    digest_hour: int = 8
    time_zone: str = "UTC"
    workload: str = ""
    email_addresses: tuple[str, ...] = ()
    lead_addresses: tuple[str, ...] = ()
    leads_among_owners: tuple[str, ...] = ()
    stack_name: str = ""
    source: str = "cspm"
    admin: AdminChoices = field(default_factory=AdminChoices)

    @classmethod
    def read(cls, environment: Mapping[str, str], configuration: Mapping[str, Any]) -> Preferences:
        """Read the choices from the function's environment variables and the zip's configuration; never raises."""

        def answer(variable: Variable) -> str:
            return environment.get(variable.value, "")

        delivery, digest_hour = parse_delivery(answer(Variable.DELIVERY))
        owners = _listed(answer(Variable.EMAIL_ADDRESSES).lower())
        leads = _listed(answer(Variable.LEAD_ADDRESSES).lower())
        return cls(
            filters=_filters(environment),
            notify_when_resolved=answer(Variable.NOTIFY_WHEN_RESOLVED) != NO,
            delivery=delivery,
            digest_hour=digest_hour,
            time_zone=answer(Variable.TIME_ZONE) or "UTC",
            workload=answer(Variable.WORKLOAD),
            email_addresses=owners,
            lead_addresses=tuple(one for one in leads if one not in owners),
            leads_among_owners=tuple(one for one in leads if one in owners),
            stack_name=answer(Variable.STACK_NAME),
            source=answer(Variable.SOURCE) or "cspm",
            admin=AdminChoices.from_document(configuration),
        )


def parse_delivery(text: str) -> tuple[Delivery, int]:
    """Return what one of `DELIVERY_CHOICES` says, with the digest's local hour (8 where it names none)."""
    name, _, clock = text.partition(" at ")
    delivery = next((one for one in Delivery if one.value in (text, name)), Delivery.IMMEDIATE)
    hour = clock.removesuffix(":00")
    return delivery, int(hour) % 24 if hour.isdecimal() else 8


def _filters(environment: Mapping[str, str]) -> Filters:
    def answer(variable: Variable) -> str:
        return environment.get(variable.value, "")

    wanted = answer(Variable.PRODUCT_FILTER)
    return Filters(
        minimum_severity=Severity.named(answer(Variable.MINIMUM_SEVERITY), Severity.LOW),
        tag_key=answer(Variable.TAG_KEY),
        tag_values=_listed(answer(Variable.TAG_VALUES)),
        critical_without_tag=answer(Variable.CRITICAL_WITHOUT_TAG) != NO,
        product_filter=next((one for one in ProductFilter if one.value == wanted), ProductFilter.ALL),
        products=_listed(answer(Variable.PRODUCTS)),
        accounts=_listed(answer(Variable.ACCOUNTS)),
    )


def _listed(text: str) -> tuple[str, ...]:
    """Return the parts of a list with commas, each once, in their order."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _by_severity(document: object, default: Mapping[Severity, int]) -> Mapping[Severity, int]:
    if not isinstance(document, Mapping):
        return default
    found = {Severity.named(str(name), Severity.LOW): number for name, number in document.items()}
    return {**default, **{severity: number for severity, number in found.items() if isinstance(number, int)}}
