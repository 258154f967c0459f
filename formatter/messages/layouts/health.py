"""AWS Health: AWS tells of something that concerns this account.

https://docs.aws.amazon.com/health/latest/ug/security-hub-integration.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.safe import moment
from formatter.messages.asked import Asked
from formatter.messages.facts.look import Fact, joined, kept, listed, said
from formatter.messages.layouts.layout import Layout, Step, Time

_ABUSE = (
    Step("Find out now whether the resource is yours and under your control; AWS may restrict the account."),
    Step("Answer AWS as its message says, within the time it gives."),
    Step("Tell your security team."),
)
_TIMES = (("Starts", "HealthEventStartTime"), ("Ends", "HealthEventEndTime"))


def _happened(finding: Finding) -> str:
    if "ABUSE" in finding.generator_id.upper():
        return "AWS received a report that something in this account is used for abuse."
    return "AWS itself tells you of something that concerns the security of this account."


def _steps(finding: Finding) -> tuple[Step, ...]:
    if "ABUSE" in finding.generator_id.upper():
        return _ABUSE
    return (
        Step(f"Read what AWS writes, and do what it asks{_by(finding)}.", Asked.LOOK),
        Step("Look up the affected resources in the AWS Health Dashboard of the account.", Asked.LOOK),
        Step("When it is done, set the finding's workflow status to Resolved.", Asked.SET_STATUS),
    )


def _by(finding: Finding) -> str:
    """Return when what the message tells of begins; an empty text where the finding does not say, or it has begun."""
    start = moment(finding.product_fields.get("HealthEventStartTime"))
    return f" by {start:%d %b %Y}, when it begins" if start and start > (finding.updated_at or start) else ""


def _evidence(finding: Finding) -> str:
    """Return how AWS's message begins, else its code of the event, and the resources that it names."""
    own = "" if finding.description == finding.title else finding.description
    return joined(said("on ", listed(_affected(finding)), ":"), own or finding.generator_id)


def _affected(finding: Finding) -> list[str]:
    return [one.short_name for one in finding.resources if one.id and one.short_name != finding.account_id]


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


LAYOUT = Layout(
    "health",
    _happened,
    _steps,
    _evidence,
    _facts,
    own_pages=_own_pages,
    times=_times,
)
