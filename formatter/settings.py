"""What the subscription's owner chose, as the function's environment carries it.

The subscription template imports `Variable` to write the same names that `Preferences.from_environment` reads.
Anything missing or wrong falls back to the form's default, the severity to the lowest: in doubt, an email is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from formatter.finding.severity import Severity


class Variable(str, Enum):
    """Names of the function's environment variables."""

    TOPIC_ARN = "TOPIC_ARN"
    TABLE_NAME = "TABLE_NAME"
    MINIMUM_SEVERITY = "MINIMUM_SEVERITY"
    NOTIFY_WHEN_RESOLVED = "NOTIFY_WHEN_RESOLVED"
    DELIVERY = "DELIVERY"
    DIGEST_HOUR = "DIGEST_HOUR"
    WHEN_NOTHING_OPEN = "WHEN_NOTHING_OPEN"
    REMINDER_DAYS = "REMINDER_DAYS"
    TIME_ZONE = "TIME_ZONE"
    PORTAL = "PORTAL"
    PERMISSION_SET = "PERMISSION_SET"
    EMAIL_ADDRESSES = "EMAIL_ADDRESSES"
    STACK_NAME = "STACK_NAME"


class Delivery(str, Enum):
    """When emails go out; the value is what the form shows."""

    IMMEDIATE = "As it happens"
    HOURLY = "Hourly digest"
    DAILY = "Daily digest"


YES = "Yes"
NO = "No"

SWEEP_INPUT: Mapping[str, str] = {"security-notifications": "sweep"}
"""What the scheduled rule hands to the function; no other event looks like it."""


@dataclass(frozen=True)
class Preferences:
    """The owner's choices, read-only.

    Attributes:
        minimum_severity: findings below it are not mailed.
        notify_when_resolved: whether RESOLVED emails go out.
        delivery: as it happens, hourly or daily digest; critical findings always go out at once.
        digest_hour: local hour of the daily digest, 0 to 23.
        when_nothing_open: whether the daily digest is sent when there is nothing to tell.
        reminder_days: days after which a finding still open is told again in the digest; 0: never.
        time_zone: name of a pytz time zone.
        portal: Identity Center portal, as subdomain or full URL; empty: plain console links only.
        permission_set: permission set that the links use; empty: plain console links only.
        email_addresses: the addresses on the form, lower case.
        stack_name: the subscription's stack, to tell the reader which subscription an email came from.
    """

    minimum_severity: Severity = Severity.HIGH
    notify_when_resolved: bool = True
    delivery: Delivery = Delivery.IMMEDIATE
    digest_hour: int = 8
    when_nothing_open: bool = False
    reminder_days: int = 0
    time_zone: str = "UTC"
    portal: str = ""
    permission_set: str = ""
    email_addresses: tuple[str, ...] = ()
    stack_name: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Preferences:
        """Read the choices from the function's environment variables; never raises."""
        return cls(
            minimum_severity=Severity.named(environment.get(Variable.MINIMUM_SEVERITY.value, ""), Severity.LOW),
            notify_when_resolved=environment.get(Variable.NOTIFY_WHEN_RESOLVED.value, YES) != NO,
            delivery=_delivery(environment.get(Variable.DELIVERY.value, "")),
            digest_hour=_number(environment.get(Variable.DIGEST_HOUR.value, ""), 8) % 24,
            when_nothing_open=environment.get(Variable.WHEN_NOTHING_OPEN.value, NO) == YES,
            reminder_days=_number(environment.get(Variable.REMINDER_DAYS.value, ""), 0),
            time_zone=environment.get(Variable.TIME_ZONE.value) or "UTC",
            portal=environment.get(Variable.PORTAL.value, ""),
            permission_set=environment.get(Variable.PERMISSION_SET.value, ""),
            email_addresses=_addresses(environment.get(Variable.EMAIL_ADDRESSES.value, "")),
            stack_name=environment.get(Variable.STACK_NAME.value, ""),
        )


def _delivery(text: str) -> Delivery:
    return next((delivery for delivery in Delivery if delivery.value == text), Delivery.IMMEDIATE)


def _number(text: str, default: int) -> int:
    # CloudFormation's type Number takes fractions too.
    whole = text.partition(".")[0]
    return int(whole) if whole.isdecimal() else default


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(address.strip().lower() for address in text.split(",") if address.strip())
