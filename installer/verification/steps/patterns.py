"""Does EventBridge match as the product's patterns mean it?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.choices.words import FindingSource, Formatting
from common.names import FINDING_RULE, FINDING_RULE_V2
from common.template_text import read_template
from installer.hub.content import subscription_options
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, Step
from installer.verification.who import Who
from product.subscription.pattern.formats import ASFF, OCSF
from product.subscription.resolve import Answers
from product.subscription.template import subscription_template

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

_FORMATTER_KEY = "formatter/none.zip"
"""No template is deployed here."""


@dataclass(frozen=True)
class PatternCase:
    """A finding, and which edition's pattern it passes.

    Attributes:
        name: what it shows.
        answers: answers to the form; the others have their defaults.
        passes: by edition, whether it passes.
        finding: the finding.
    """

    name: str
    answers: Mapping[str, str]
    passes: Mapping[str, bool]
    finding: Mapping[str, Any]

    @property
    def is_ocsf(self) -> bool:
        """Whether it has the newer Security Hub's format."""
        return "finding_info" in self.finding


def event_around(finding: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Return the event that a finding comes in."""
    return {
        "version": "0",
        "id": "11111111-2222-4333-8444-555555555555",
        "source": "aws.securityhub",
        "account": "111122223333",
        "time": "2026-01-02T03:04:05Z",
        "region": region,
        "resources": ["trial"],
        "detail-type": OCSF.detail_type if "finding_info" in finding else ASFF.detail_type,
        "detail": {"findings": [finding]},
    }


def pattern_cases() -> tuple[PatternCase, ...]:
    """Return the cases, in both formats."""
    text = (Path(__file__).parents[1] / "pattern_cases.json").read_text(encoding="utf-8")
    return tuple(PatternCase(one["case"], one["answers"], one["passes"], one["finding"]) for one in json.loads(text))


def patterns_of(formatting: Formatting, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the patterns of an edition by rule, as CloudFormation makes them of these answers."""
    template = _template(formatting)
    defaults = {name: str(one.get("Default", "")) for name, one in template["Parameters"].items()}
    form = Answers({**defaults, **answers}, template["Conditions"], template["Mappings"])
    rules = (FINDING_RULE, FINDING_RULE_V2)
    return {rule: str(form.resolve(template["Resources"][rule]["Properties"]["EventPattern"])) for rule in rules}


@cache
def _template(formatting: Formatting) -> Mapping[str, Any]:
    configuration = Configuration(formatting=formatting, source=FindingSource.BOTH)
    options = subscription_options(configuration, "111122223333", _FORMATTER_KEY)
    template: Mapping[str, Any] = read_template(str(subscription_template(options).to_yaml()))
    return template


def _match(stage: Stage) -> str:
    events, asked = stage.sessions[Who.HUB].client("events"), 0
    for formatting in Formatting:
        for case in pattern_cases():
            pattern = patterns_of(formatting, case.answers)[FINDING_RULE_V2 if case.is_ocsf else FINDING_RULE]
            matches = passes(events, pattern, event_around(case.finding, stage.region), case.name)
            if matches is not case.passes[formatting.value]:
                does = "matches" if matches else "does not match"
                raise DiffersError(f"{formatting.value}: EventBridge {does} '{case.name}'")
            asked += 1
    return f"EventBridge matches as meant in {asked} cases"


def passes(events: EventBridgeClient, pattern: str, event: Mapping[str, Any], case: str) -> bool:
    """Ask EventBridge whether a pattern matches an event.

    Raises:
        DiffersError: it refuses the pattern.
    """
    try:
        return events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]
    except ClientError as error:
        raise DiffersError(
            f"EventBridge refuses the pattern of '{case}': {error.response['Error']['Message']}"
        ) from error


STEPS = (
    Step(
        name="patterns",
        title="Have EventBridge match findings against the product's patterns",
        who=(Who.HUB,),
        makes=NOTHING,
        cost=NOTHING,
        expects="Each pattern matches what it is meant to match, and nothing else: absent leaves, arrays, $or, wildcards.",
        settles=("exists-on-leaves", "array-consistency"),
        by_hand=r"""
aws events describe-rule --name RULE --query EventPattern --output text \
  --profile WORKLOAD > pattern.json
aws events test-event-pattern --event-pattern file://pattern.json --event file://event.json \
  --profile HUB
""",
        play=_match,
    ),
)
