"""Let the embedded AWS differ from what AWS documents, so that whoever compares the two can be tested."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum

from embedded_aws.control import DEVIATIONS_PATH, Control


class Deviation(str, Enum):
    """How it differs."""

    TEMPLATES_UNCHECKED = "CloudFormation takes templates that name what they do not have"
    RULES_IGNORED = "CloudFormation does not evaluate the rules of a template"
    NAMES_CUT_SHORT = "CloudFormation cuts logical ids in names to eight characters"
    NO_BOUNDARY = "CloudFormation makes roles without their boundary"
    LOG_GROUP_STAYS = "CloudFormation leaves log groups behind"
    UNDOCUMENTED_CALL = "CloudFormation makes one call more than is documented, and goes on when it is refused"
    ABSENCE_UNKNOWN = "EventBridge matches no absent leaf"
    EVENTBRIDGE_UNHEARD = "EventBridge publishes to no topic"
    PENDING_HAS_ARN = "SNS lists the ARN of subscriptions that wait for a confirmation"
    ENDED_IS_INVITED = "SNS invites again whoever was unsubscribed"
    ALARM_UNHEARD = "CloudWatch publishes to no topic"
    INVOCATION_LOST = "Lambda takes asynchronous invocations and forgets them"
    CHANGE_IS_UPDATE = "Security Hub sets UpdatedAt when a person changes a finding"
    REPEATS_SWALLOWED = "Security Hub sends no event of a finding that it knows"


def deviate(control: Control, deviations: Iterable[Deviation]) -> None:
    """Differ so from now on, and in no other way."""
    control.ask(DEVIATIONS_PATH, method="POST", body=json.dumps([one.value for one in deviations]).encode())
