"""Findings on the page: sent, told, resolved, back, worse, many at once; each with what became of it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from rich.console import Console

from local.journey.play import Player, Stage
from local.page.server import serve
from tests.local.conftest import CHOICES
from tests.local.page.actions import BRUTE_FORCE, DESK, ROOT_MFA, let_pass, read, send, sent, subscriptions
from tests.local.page.conftest import forget_what_was_told

EVENTS = Path(__file__).parents[2] / "events"
SMALL_STORM = 20
"""As good as 500 to see the brake; `benchmarks.page` sends as many."""

FEW = 8
PASTED = "One finding, a list, one a line, or a whole event, as JSON"


def test_a_finding_is_sent_read_resolved_and_fails_again(page: Page) -> None:
    send(page, ROOT_MFA)
    email = read(page, 1)
    expect(email.get_by_role("heading")).to_have_text(re.compile(r"^\[CRITICAL\] IAM\.6 "))
    expect(email).to_contain_text("Subscription 1: finding 1 is new")
    expect(email.get_by_role("link", name=re.compile("awsapps.com"))).not_to_have_count(0)
    sent(page, 1).get_by_role("button", name="Resolve").click()
    expect(sent(page, 1)).to_contain_text("RESOLVED email")
    expect(read(page, 1).get_by_role("heading")).to_have_text(re.compile(r"^\[CRITICAL\] RESOLVED "))
    expect(email).to_contain_text("Subscription 1: finding 1 is resolved")
    sent(page, 1).get_by_role("button", name="Fail again").click()
    expect(sent(page, 1)).to_contain_text("REOPENED email")
    expect(read(page, 1).get_by_role("heading")).to_have_text(re.compile(r"^\[CRITICAL\] REOPENED "))
    sent(page, 1).get_by_role("button", name="Fail again").click()
    expect(sent(page, 1)).to_contain_text("no email: told before")


def test_a_finding_gets_worse_until_it_is_critical(page: Page) -> None:
    send(page, BRUTE_FORCE)
    expect(sent(page, 1)).to_contain_text("NEW email")
    sent(page, 1).get_by_role("button", name="Get worse").click()
    expect(sent(page, 1)).to_contain_text("RAISED email")
    expect(read(page, 1).get_by_role("heading")).to_have_text(re.compile(r"^\[CRITICAL\] RAISED "))
    expect(sent(page, 1).get_by_role("button", name="Get worse")).to_have_count(0)


def test_what_was_sent_before_the_page_opened_can_go_on(browser: Browser, stage: Stage) -> None:
    forget_what_was_told(stage)
    story = Player(stage.aws, CHOICES, Console(file=io.StringIO())).tell(stage, ())
    with serve(stage.aws, stage, CHOICES, story.events) as address:
        page = browser.new_page(viewport=DESK)
        page.goto(address)
        expect(page.get_by_role("article", name="Email")).to_contain_text("Subscription 1: finding 1 is new")
        sent(page, 1).get_by_role("button", name="Resolve").click()
        expect(sent(page, 1)).to_contain_text("Subscription 1: RESOLVED email")
        page.close()


def test_ones_own_finding_is_sent_and_what_is_none_is_refused(page: Page) -> None:
    page.get_by_text("Send your own").click()
    problem = page.locator("#problem")
    page.get_by_role("button", name="Send what I pasted").click()
    expect(problem).to_contain_text("paste a finding as JSON, or fill in the example")
    box = page.get_by_label(PASTED)
    box.fill("{oops")
    page.get_by_role("button", name="Send what I pasted").click()
    expect(problem).to_contain_text("What you pasted, line 1: this is no JSON")
    box.fill('{"Id": "mine", "Title": "Pasted", "Severity": {"Label": "HIGH"}, "Resources": "none"}')
    page.get_by_role("button", name="Send what I pasted").click()
    expect(read(page, 1).get_by_role("heading")).to_contain_text("Pasted")
    expect(problem).to_be_empty()
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_role("button", name="Send what I pasted").click()
    expect(read(page, 2).get_by_role("heading")).to_contain_text("[HIGH] S3.9")


def test_a_finding_of_the_newer_security_hub_is_told_and_resolved(page: Page) -> None:
    page.get_by_text("Send your own").click()
    page.get_by_label(PASTED).fill((EVENTS / "guardduty_ocsf.json").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Send what I pasted").click()
    expect(sent(page, 1)).to_contain_text("Subscription 1: NEW email")
    for action, kind in (("Resolve", "RESOLVED"), ("Fail again", "REOPENED"), ("Get worse", "RAISED")):
        sent(page, 1).get_by_role("button", name=action).click()
        expect(sent(page, 1)).to_contain_text(f"Subscription 1: {kind} email")


def test_a_storm_comes_in_a_few_emails(page: Page) -> None:
    page.route("**/api/storm", lambda route: route.continue_(post_data=json.dumps({"size": SMALL_STORM})))
    page.get_by_role("button", name="Storm of 500").click()
    expect(page.locator("#storm-sent")).to_contain_text(f"of {SMALL_STORM} findings sent")
    expect(page.get_by_role("button", name="Storm of 500")).to_be_enabled()
    expect(sent(page, 1)).to_contain_text("no email yet: many messages in a short time")
    let_pass(page, "5 minutes")
    expect(sent(page, 1)).to_contain_text("told in a digest")
    expect(sent(page, 1)).not_to_contain_text("no email")
    assert sent(page, 1).get_by_role("button", name=re.compile("Read email")).count() <= FEW
    expect(read(page, 1).get_by_role("heading")).to_contain_text("] DIGEST ")


def test_one_can_look_inside(page: Page) -> None:
    subscriptions(page).first.get_by_text("Event pattern").click()
    expect(page.get_by_label("Event pattern of Subscription 1")).to_contain_text('"aws.securityhub"')
    page.get_by_label("Product", exact=True).select_option("GuardDuty")
    expect(page.get_by_role("button", name=f"Send {ROOT_MFA}")).to_be_hidden()
    send(page, BRUTE_FORCE)
    sent(page, 1).get_by_text("Decision", exact=True).click()
    expect(sent(page, 1).get_by_label("Decision")).to_contain_text('"decision": "sent"')
