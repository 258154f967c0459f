"""Have the sweep come now instead of later, so that nobody has to wait for emails that were held back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import boto3

from embedded_aws.mailbox import ReceivedEmail
from embedded_aws.process import EmbeddedAws
from formatter.settings import SWEEP_INPUT
from local.journey.owner import Subscription

SWEEP_EVERY = timedelta(minutes=5)
"""As the rule of the subscription has it."""

_LONGEST_STEP = timedelta(hours=4)
"""Over longer times a sweep comes at least so often: reminders and escalations have their order."""


def sweep_now(
    aws: EmbeddedAws, session: boto3.Session, subscription: Subscription, passed: timedelta = SWEEP_EVERY
) -> list[ReceivedEmail]:
    """Let time pass, run the sweeps that come meanwhile, and return the emails they sent.

    Args:
        aws: the embedded AWS, all of whose functions live in that time.
        session: boto3 session of the subscription's account and Region.
        subscription: whose sweeps.
        passed: how much time; by default until the next sweep.
    """
    return sweep_all(aws, session, [subscription], passed)


def sweep_all(
    aws: EmbeddedAws, session: boto3.Session, subscriptions: Sequence[Subscription], passed: timedelta
) -> list[ReceivedEmail]:
    """Do so for several subscriptions of an account: time passes for all of them at once."""
    before = len(aws.mailbox())
    left = passed
    while left > timedelta():
        step = min(left, _LONGEST_STEP)
        aws.let_pass(step)
        for subscription in subscriptions:
            _sweep(session, subscription)
        left -= step
    return aws.mailbox()[before:]


def _sweep(session: boto3.Session, subscription: Subscription) -> None:
    function = subscription.outputs["FunctionName"]
    session.client("lambda").invoke(FunctionName=function, Payload=json.dumps(dict(SWEEP_INPUT)))
