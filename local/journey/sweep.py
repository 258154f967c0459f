"""Have the sweep come now instead of later, so that nobody has to wait for emails that were held back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3

from embedded_aws.mailbox import ReceivedEmail
from embedded_aws.process import EmbeddedAws
from formatter.settings import SWEEP_INPUT
from local.journey.owner import Subscription

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

SWEEP_EVERY = timedelta(minutes=5)
"""As the rule of the subscription has it."""

_LONGEST_STEP = timedelta(hours=4)
"""Over longer times a sweep comes at least so often: reminders and escalations have their order."""


def sweep_now(
    aws: EmbeddedAws, session: boto3.Session, subscription: Subscription, passed: timedelta = SWEEP_EVERY
) -> None:
    """Let time pass, and run the sweeps that come meanwhile.

    Args:
        aws: the embedded AWS, all of whose functions live in that time.
        session: boto3 session of the subscription's account and Region.
        subscription: whose sweeps.
        passed: how much time; by default until the next sweep.
    """
    _sweep(aws, session.client("lambda"), [subscription], passed)


def sweep_all(
    aws: EmbeddedAws, session: boto3.Session, subscriptions: Sequence[Subscription], passed: timedelta
) -> list[ReceivedEmail]:
    """Do so for several subscriptions of an account, and return the emails they sent: time passes for all of them at once."""
    before = len(aws.mailbox())
    _sweep(aws, session.client("lambda"), subscriptions, passed)
    return aws.mailbox()[before:]


def _sweep(aws: EmbeddedAws, functions: LambdaClient, subscriptions: Sequence[Subscription], passed: timedelta) -> None:
    left = passed
    while left > timedelta():
        step = min(left, _LONGEST_STEP)
        aws.let_pass(step)
        for subscription in subscriptions:
            functions.invoke(FunctionName=subscription.outputs["FunctionName"], Payload=json.dumps(dict(SWEEP_INPUT)))
        left -= step
