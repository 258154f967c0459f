"""AWS Health: AWS tells of something that concerns this account.

https://docs.aws.amazon.com/health/latest/ug/security-hub-integration.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.safe import moment
from formatter.messages.layouts.layout import Fact, Layout, Time, is_product, kept, without_rights

_TIMES = (("Starts", "HealthEventStartTime"), ("Ends", "HealthEventEndTime"))


def _happened(finding: Finding) -> str:
    if "ABUSE" in finding.generator_id.upper():
        return "AWS received a report that something in this account is used for abuse."
    return "AWS itself tells you of something that concerns the security of this account."


def _steps(finding: Finding) -> tuple[str, ...]:
    if "ABUSE" in finding.generator_id.upper():
        return (
            "Find out now whether the resource is yours and under your control; AWS may restrict the account.",
            "Answer AWS as its message says, within the time it gives.",
            "Tell your security team.",
        )
    return (
        "Read the message of AWS and do what it asks; it may name a date.",
        "Look up the affected resources in the AWS Health Dashboard of the account.",
        "When it is done, set the finding's workflow status to Resolved.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    stated = ((label, finding.product_fields.get(name, "")) for label, name in _TIMES)
    return kept(("Event", finding.generator_id), *((label, value) for label, value in stated if not moment(value)))


def _times(finding: Finding) -> tuple[Time, ...]:
    stated = ((label, moment(finding.product_fields.get(name))) for label, name in _TIMES)
    return tuple((label, time) for label, time in stated if time)


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the dashboard of the commercial partition; the others have none at that address."""
    if finding.partition != "aws":
        return ()
    return (("AWS Health Dashboard", "https://health.console.aws.amazon.com/health/home"),)


HEALTH = Layout(
    "health",
    is_product("health"),
    _happened,
    without_rights(_steps),
    facts=_facts,
    own_pages=_own_pages,
    times=_times,
)
