"""What happens to what could not be told: the alarm, and the way back."""

from __future__ import annotations

import json
from functools import partial

from common.names import QUEUE_ALARM
from installer.findings.files import event_of
from installer.findings.redrive import redrive_one
from installer.verification import samples
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, Step
from installer.verification.steps.addresses import CONFIRMED
from installer.verification.steps.findings import require_published
from installer.verification.steps.launching import LAUNCH, queue, resources, trial
from installer.verification.waiting import SECONDS_BETWEEN_LOOKS
from installer.verification.who import Who

_ALARM_SECONDS = 180
_FIND_SECONDS = 1


def _alarm(stage: Stage) -> str:
    """Set the alarm off by hand: what is looked at is whether CloudWatch may publish to the topic."""
    name = resources(stage)[QUEUE_ALARM]
    cloudwatch, heard = stage.sessions[Who.WORKLOAD].client("cloudwatch"), queue(stage)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="A trial by verify; nothing is wrong.")
    message = stage.wait(partial(heard.saying, name), _ALARM_SECONDS)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="The trial by verify is over.")
    if message is None:
        raise DiffersError("the alarm went off, and SNS sent nothing to the topic's queue")
    return "the alarm's message came through the topic"


def _redrive(stage: Stage) -> str:
    finding = samples.new_finding(stage, Who.WORKLOAD, "redriven")
    letters = trial(stage).outputs["DeadLetterQueueUrl"]
    stage.sessions[Who.WORKLOAD].client("sqs").send_message(QueueUrl=letters, MessageBody=json.dumps(event_of(finding)))
    stack = trial(stage).stack_name(stage.accounts[Who.WORKLOAD])
    # A clock that is late would take the letter for one that was sent meanwhile.
    stage.sleep(SECONDS_BETWEEN_LOOKS)
    # The sweep may be faster; what counts is that the finding is told.
    done = redrive_one(stage.sessions[Who.WORKLOAD], stack, _FIND_SECONDS)
    if done.problem:
        raise DiffersError(f"the dead letter could not be redriven: {done.problem}")
    subject = require_published(stage, finding["Id"])
    return f"the finding of a dead letter was told as '{subject}'"


STEPS = (
    Step(
        name="alarm",
        title="Set the alarm off",
        who=(Who.WORKLOAD,),
        makes="an email of the alarm to your address",
        cost=NOTHING,
        expects="CloudWatch may publish to the topic under the condition of its policy.",
        settles=("alarm-may-publish",),
        by_hand=r"""
aws cloudwatch set-alarm-state --alarm-name ALARM --state-value ALARM --state-reason trial \
  --profile WORKLOAD
""",
        play=_alarm,
        after=(LAUNCH,),
    ),
    Step(
        name="redrive",
        title="Put a finding into the dead-letter queue, and redrive it",
        who=(Who.WORKLOAD,),
        makes="a dead letter, and an email to your address",
        cost="0.01 $",
        expects="The letter's event is taken by the function, told, and gone from the queue.",
        settles=("asynchronous-invocation",),
        by_hand=r"""
aws sqs send-message --queue-url QUEUE --message-body file://event.json --profile WORKLOAD
./install.sh redrive --profile WORKLOAD
""",
        play=_redrive,
        after=(CONFIRMED,),
    ),
)
