"""The admin's choices. A new one is added here, and where a template or the formatter uses it; nowhere else.

Long, since it is one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytz

from common.choices import patterns
from common.choices.key import Place, Section, key
from common.choices.words import SEVERITIES, FindingSource, Formatting, Launch
from formatter.settings import DUE_DAYS, ESCALATE_HOURS

LOG_RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""


_HUB, _SUBSCRIPTION, _FORMATTER, _INSTALLER = Place
_LONGEST_DAYS = 365
_LONGEST_HOURS = 24 * 365
_MOST_CONCURRENCY = 1_000


@dataclass(frozen=True)
class Configuration:
    """What is installed, where, how, and with whom it is shared; each field's `Key` says what it is."""

    regions: tuple[str, ...] = key(
        (),
        "Regions that get a bucket, a portfolio and a product",
        _INSTALLER,
        section=Section.INSTALLATION,
        question="Regions (the aggregation Region, or every Region that you use)",
        pattern=patterns.REGION,
    )
    formatting: Formatting = key(
        Formatting.LAMBDA,
        "who writes the emails: lambda or eventbridge",
        _SUBSCRIPTION,
        section=Section.INSTALLATION,
        question="Who writes the emails",
        choices=tuple(one.value for one in Formatting),
        texts={
            "lambda": "A Lambda function (recommended)",
            "eventbridge": "EventBridge alone (no function, no memory)",
        },
    )
    launch: Launch = key(
        Launch.ROLE,
        "with whose permissions subscriptions are made: role or caller",
        _HUB,
        _SUBSCRIPTION,
        section=Section.INSTALLATION,
        question="With whose permissions are subscriptions made",
        choices=tuple(one.value for one in Launch),
        texts={"role": "A launch role (recommended)", "caller": "Whoever launches"},
    )
    source: FindingSource = key(
        FindingSource.CSPM,
        "where findings come from: cspm, security-hub or both",
        _SUBSCRIPTION,
        section=Section.INSTALLATION,
        question="Where do findings come from",
        choices=tuple(one.value for one in FindingSource),
        texts={"cspm": "Security Hub CSPM", "security-hub": "The newer Security Hub", "both": "Whichever is on"},
    )
    portal: str = key(
        "",
        "Identity Center portal, subdomain or address; empty for no links through it",
        _FORMATTER,
        section=Section.EMAILS,
        question="Identity Center portal (empty for none)",
        pattern=patterns.PORTAL,
    )
    permission_set: str = key(
        "",
        "permission set with which links of emails sign in",
        _FORMATTER,
        section=Section.EMAILS,
        question="Permission set for links",
        asked=lambda known: bool(known.portal),
        pattern=patterns.PERMISSION_SET,
    )
    contact: str = key(
        "",
        "whom to ask about a finding, one line in every email",
        _FORMATTER,
        section=Section.EMAILS,
        question="Whom owners ask about a finding, one line of every email (empty for none)",
        pattern=patterns.LINE,
    )
    email_domains: tuple[str, ...] = key(
        (),
        "domains that addresses may have; empty for any",
        _SUBSCRIPTION,
        section=Section.FORM,
        question="Email domains that are allowed (empty for any)",
        pattern=patterns.EMAIL_DOMAIN,
    )
    time_zone: str = key(
        "UTC",
        "default time zone of the form",
        _SUBSCRIPTION,
        section=Section.FORM,
        question="Time zone on the form",
        choices=tuple(pytz.common_timezones),
    )
    minimum_severity: str = key(
        "High",
        "default minimum severity of the form",
        _SUBSCRIPTION,
        section=Section.FORM,
        question="Minimum severity on the form",
        choices=SEVERITIES,
    )
    account_filter: bool = key(False, "whether the form asks for accounts", _SUBSCRIPTION, section=Section.FORM)
    custom_actions: bool = key(
        True, "whether findings sent by custom action are mailed", _SUBSCRIPTION, section=Section.EMAILS
    )
    due_days: Mapping[str, int] = key(
        {one.name.lower(): days for one, days in DUE_DAYS.items()},
        "days by severity after which a finding is overdue; 0 for never",
        _FORMATTER,
        section=Section.EMAILS,
        highest=_LONGEST_DAYS,
    )
    escalate_hours: Mapping[str, int] = key(
        {one.name.lower(): hours for one, hours in ESCALATE_HOURS.items()},
        "hours by severity after which a finding that nobody took on is told to the lead addresses; 0 for never",
        _FORMATTER,
        section=Section.EMAILS,
        highest=_LONGEST_HOURS,
    )
    weekly_report: str = key(
        "Monday 08:00",
        "day and local time of the weekly report, or off",
        _FORMATTER,
        section=Section.EMAILS,
        pattern=patterns.WEEKLY,
    )
    runbooks: Mapping[str, str] = key(
        {},
        "your own instructions, an https address by control id or product; * for all others",
        _FORMATTER,
        section=Section.EMAILS,
        pattern=patterns.SECURE_PAGE,
        names=patterns.RUNBOOK,
    )
    attach_json: bool = key(True, "whether emails end with the finding as JSON", _FORMATTER, section=Section.EMAILS)
    reserved_concurrency: int = key(
        0,
        "concurrency reserved for each formatter function; 0 for none, since small accounts cannot spare any",
        _SUBSCRIPTION,
        section=Section.INSTALLATION,
        highest=_MOST_CONCURRENCY,
    )
    key_alias: str = key(
        "",
        "alias of the KMS key that encrypts what lies in each account; empty for AWS's own keys",
        _HUB,
        _SUBSCRIPTION,
        section=Section.INSTALLATION,
        pattern=patterns.KEY_ALIAS,
    )
    log_retention_days: int = key(
        90,
        "days for which formatters' logs are kept",
        _SUBSCRIPTION,
        section=Section.INSTALLATION,
        choices=tuple(map(str, LOG_RETENTION_DAYS)),
    )
    permission_sets: tuple[str, ...] = key(
        (),
        "Identity Center permission sets whose holders may launch",
        _HUB,
        section=Section.PEOPLE,
        question="Permission sets whose holders may launch",
        pattern=patterns.PERMISSION_SET,
    )
    identity_center_region: str = key(
        "us-east-1",
        "home Region of Identity Center",
        _HUB,
        section=Section.PEOPLE,
        question="Home Region of Identity Center",
        asked=lambda known: bool(known.permission_sets or known.permission_set),
        pattern=patterns.REGION,
    )
    roles: tuple[str, ...] = key(
        (),
        "IAM role names whose holders may launch, * and ? allowed",
        _HUB,
        section=Section.PEOPLE,
        question="IAM roles whose holders may launch (* allowed)",
        pattern=patterns.ROLE,
    )
    share_with_organization: bool = key(
        False,
        "whether the whole organization gets the portfolio",
        _INSTALLER,
        section=Section.SHARING,
        question="Share with the whole organization?",
    )
    share_with_organizational_units: tuple[str, ...] = key(
        (),
        "units that get it",
        _INSTALLER,
        section=Section.SHARING,
        question="Organizational units to share with",
        asked=lambda known: not known.share_with_organization,
        pattern=patterns.UNIT,
    )
    share_with_accounts: tuple[str, ...] = key(
        (), "accounts that get it", _INSTALLER, section=Section.SHARING, pattern=patterns.ACCOUNT
    )
    operator_role: str = key(
        "",
        "role in the hub that may take the operator role of every account, for coverage and enroll; empty for none",
        _HUB,
        section=Section.PEOPLE,
        pattern=patterns.HUB_ROLE,
    )
    provider: str = key("Security team", "who offers the product", _HUB, section=Section.OFFER, pattern=patterns.LINE)
    support_email: str = key(
        "",
        "whom owners ask about the product",
        _HUB,
        section=Section.OFFER,
        question="Address whom owners ask (empty for none)",
        pattern=patterns.EMAIL_ADDRESS,
    )
    support_url: str = key("", "page for owners", _HUB, section=Section.OFFER, pattern=patterns.PAGE)


def sources(formatting: Formatting) -> tuple[FindingSource, ...]:
    """Return where findings may come from: both Security Hubs at once only with the function, which remembers what it told."""
    with_memory = formatting is Formatting.LAMBDA
    return tuple(source for source in FindingSource if with_memory or source is not FindingSource.BOTH)
