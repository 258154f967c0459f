"""What the tests of the journey share: one installed hub for the whole run, and a subscription for each file."""

from __future__ import annotations

import contextlib
import io
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from embedded_aws.process import EmbeddedAws
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Player, Stage
from local.journey.setup import REGION
from local.journey.sweep import sweep_now

CHOICES = Choices(email="owner@example.com")


@pytest.fixture(scope="session")
def hub(embedded_aws: EmbeddedAws) -> Stage:
    """An installed hub, and an owner whose first subscription has ended."""
    stage = Player(embedded_aws, CHOICES, Console(file=io.StringIO())).subscribe()
    owner_of(stage).leave(stage.subscription)
    return stage


@pytest.fixture(scope="module")
def stage(hub: Stage) -> Iterator[Stage]:
    """An installed hub and a subscription from High up."""
    with subscribed(hub) as found:
        yield found


def owner_of(stage: Stage) -> Owner:
    return Owner(stage.aws, stage.organization.owner_account, CHOICES.owner)


def end_what_is_open(hub: Stage) -> None:
    """Resolve the findings of earlier tests: a new subscription's WELCOME would tell of them."""
    security_hub = hub.aws.session(hub.organization.owner_account, REGION).client("securityhub")
    still_open = {"WorkflowStatus": [{"Value": value, "Comparison": "EQUALS"} for value in ("NEW", "NOTIFIED")]}
    for page in security_hub.get_paginator("get_findings").paginate(Filters=still_open):
        named = [{"Id": one["Id"], "ProductArn": one["ProductArn"]} for one in page["Findings"]]
        if named:
            security_hub.batch_update_findings(FindingIdentifiers=named, Workflow={"Status": "RESOLVED"})
    hub.aws.wait_until_idle()


@contextlib.contextmanager
def subscribed(hub: Stage, answers: Mapping[str, str] = {}) -> Iterator[Stage]:
    """Launch a subscription whose first days have passed; it ends with the context, if nobody has ended it.

    Args:
        hub: where.
        answers: beside an address.
    """
    end_what_is_open(hub)
    owner = owner_of(hub)
    subscription = owner.launch({**CHOICES.answers(), **answers}, f"subscription-{uuid.uuid4()}")
    # What was open before a subscription began comes with its WELCOME or in digests, until then.
    sweep_now(hub.aws, hub.aws.session(subscription.account_id, REGION), subscription)
    hub.aws.let_pass(timedelta(days=2))
    yield replace(hub, subscription=subscription)
    owner.discard(subscription.provisioned_name)
