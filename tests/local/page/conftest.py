"""The page in a real browser, on one subscription a file, which each test finds as if nothing had been told yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from formatter.memory import schema
from local.journey.play import Stage
from local.journey.setup import REGION
from local.page.server import serve
from tests.local.conftest import CHOICES, owner_of, subscribed
from tests.local.page.actions import DESK, subscriptions

expect.set_options(timeout=60_000)

TOLD = (schema.FINDING_ROW, schema.PROBLEM_ROW, schema.BUCKET_ROW, f"{schema.NOTE_ROW}flood-")


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The page of the file's subscription."""
    with opened(browser, stage) as found:
        yield found


@pytest.fixture
def page_of_its_own(browser: Browser, hub: Stage) -> Iterator[Page]:
    """The page of a subscription that the test may change or end."""
    with subscribed(hub) as stage, opened(browser, stage) as found:
        yield found


@contextlib.contextmanager
def opened(browser: Browser, stage: Stage) -> Iterator[Page]:
    """Open the page in a new tab; nothing may complain in its console. What it launches ends with the context."""
    forget_what_was_told(stage)
    complaints: list[str] = []
    with serve(stage.aws, stage, CHOICES) as address:
        found = browser.new_page(viewport=DESK)
        found.set_default_timeout(60_000)
        found.on(
            "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        found.on("pageerror", lambda error: complaints.append(str(error)))
        found.goto(address)
        expect(subscriptions(found)).to_have_count(1)
        yield found
        found.close()
    owner = owner_of(stage)
    for name in owner.provisioned().values():
        if name != stage.subscription.provisioned_name:
            owner.discard(name)
    assert [text for text in complaints if "422" not in text] == []


def forget_what_was_told(stage: Stage) -> None:
    """Let the subscription know no finding, and its brake be open."""
    # An email is on the page before the function has noted that it went out.
    stage.aws.wait_until_idle()
    subscription = stage.subscription
    session = stage.aws.session(subscription.account_id, REGION)
    table = session.resource("dynamodb").Table(subscription.outputs["TableName"])
    for row in table.scan(ProjectionExpression=schema.KEY)["Items"]:
        if str(row[schema.KEY]).startswith(TOLD):
            table.delete_item(Key=row)
    # A process that found the brake closed does not look at it again for a while.
    stage.aws.let_pass(timedelta(hours=1))
