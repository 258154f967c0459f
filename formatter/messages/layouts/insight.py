"""The results of an insight, which somebody sent by a custom action: counts, and no finding.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.safe import branch
from formatter.messages.asked import Asked
from formatter.messages.facts.look import Fact
from formatter.messages.layouts.layout import Layout, Step

_STEPS = (Step("Open the insight in Security Hub, mark the findings in question and send these.", Asked.LOOK),)


def _matches(finding: Finding) -> bool:
    return bool(branch(finding.raw, "Event", "detail", "insightName"))


def _happened(_finding: Finding) -> str:
    return "It sends the results of an insight: how many findings there are of each kind, without the findings."


def _steps(_finding: Finding) -> tuple[Step, ...]:
    return _STEPS


def _evidence(_finding: Finding) -> str:
    return ""


def _facts(_finding: Finding) -> tuple[Fact, ...]:
    return ()


LAYOUT = Layout("insight", _happened, _steps, _evidence, _facts, matches=_matches)
