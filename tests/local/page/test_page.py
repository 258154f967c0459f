"""The page in a real browser: launch, send, read, resolve, change, refuse, storm; quiet console, accessible, on a phone too."""

from __future__ import annotations

import io
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect, sync_playwright
from rich.console import Console

from embedded_aws.process import EmbeddedAws, start
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Player, Stage
from local.journey.setup import REGION
from local.journey.sweep import sweep_now
from local.page.server import serve
from tests.embedded_aws.waiting import until

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

CHOICES = Choices(email="owner@example.com")
EVENTS = Path(__file__).parents[2] / "events"
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
ZOOMED = {"width": 720, "height": 500}  # a desk of 1440 by 1000 at 200 %
TAG_KEY = "Tag key (optional)"
DESK = {"width": 1500, "height": 1000}
NOT_MODIFIED = 304
POLLS_IN_FIVE_SECONDS = 9
MOST_IDLE_BYTES = 20_000
ROOT_MFA = "Hardware MFA should be enabled for the root user"
LOGGING = "S3 general purpose buckets should have server access logging enabled"
BRUTE_FORCE = "198.51.100.23 is performing SSH brute force attacks against i-0a1b2c3d4e5f."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine; tests/run.sh installs it where it may")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def aws(browser: Browser) -> Iterator[EmbeddedAws]:
    """An embedded AWS of its own, so that the mailbox holds nothing else."""
    with start() as found:
        yield found


@pytest.fixture(scope="module")
def hub(aws: EmbeddedAws) -> Stage:
    """An installed hub, and an owner whose first subscription nobody looks at."""
    stage = Player(aws, CHOICES, Console(file=io.StringIO())).subscribe()
    Owner(aws, stage.organization.owner_account, CHOICES.owner).leave(stage.subscription)
    return stage


@pytest.fixture
def stage(aws: EmbeddedAws, hub: Stage) -> Iterator[Stage]:
    """A new subscription from High up."""
    owner = Owner(aws, hub.organization.owner_account, CHOICES.owner)
    name = f"subscription-{uuid.uuid4()}"
    subscription = owner.launch(CHOICES.answers(), name)
    # What was open before a subscription began comes with its WELCOME or in digests, until its first days have passed.
    sweep_now(aws, aws.session(subscription.account_id, REGION), subscription)
    aws.let_pass(timedelta(days=2))
    yield replace(hub, subscription=subscription)
    owner.discard(name)  # unless the test has ended it


@pytest.fixture
def page(browser: Browser, aws: EmbeddedAws, stage: Stage) -> Iterator[Page]:
    """The page of that subscription; nothing may complain in its console."""
    complaints: list[str] = []
    with serve(aws, stage, CHOICES) as address:
        found = browser.new_page(viewport=DESK)
        found.on(
            "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        found.on("pageerror", lambda error: complaints.append(str(error)))
        found.goto(address)
        expect(subscriptions(found)).to_have_count(1)
        yield found
        found.close()
    assert [text for text in complaints if "422" not in text] == []


def subscriptions(page: Page) -> Locator:
    return page.get_by_role("list", name="Subscriptions").locator("> li")


def sent(page: Page, number: int) -> Locator:
    """Return the story of the finding that was sent first as that number."""
    return page.locator(f'#sent > li[data-key="{number}"]')


def send(page: Page, title: str, severity: str = "") -> None:
    if severity:
        page.get_by_label(f"Severity of {title}").select_option(severity)
    page.get_by_role("button", name=f"Send {title}").click()


def end(page: Page, name: str) -> None:
    """End a subscription, and say that it is meant."""
    page.get_by_role("button", name=f"End {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()


def read(page: Page, number: int) -> Locator:
    """Open the newest email of a finding and return it."""
    sent(page, number).get_by_role("button", name=re.compile("Read email")).last.click()
    return page.get_by_role("article", name="Email")


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


def test_an_older_answer_does_not_undo_a_newer_one(page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/api/state", hold_the_first)
    until(lambda: bool(page.evaluate("true") and held))  # asking the page lets it hand over what it holds
    send(page, ROOT_MFA)
    expect(sent(page, 1)).to_have_count(1)
    page.evaluate(
        """() => {
          const list = document.getElementById("sent");
          window.undone = false;
          new MutationObserver(() => { window.undone ||= !list.children.length; }).observe(list, { childList: true });
        }"""
    )
    route, answer = held[0]
    # The page goes on asking once it has read the answer.
    with page.expect_request("**/api/state"):
        route.fulfill(response=answer)
    assert page.evaluate("window.undone") is False


def test_a_finding_gets_worse_until_it_is_critical(page: Page) -> None:
    send(page, BRUTE_FORCE)
    expect(sent(page, 1)).to_contain_text("NEW email")
    sent(page, 1).get_by_role("button", name="Get worse").click()
    expect(sent(page, 1)).to_contain_text("RAISED email")
    expect(read(page, 1).get_by_role("heading")).to_have_text(re.compile(r"^\[CRITICAL\] RAISED "))
    expect(sent(page, 1).get_by_role("button", name="Get worse")).to_have_count(0)


def test_what_was_sent_before_the_page_opened_can_go_on(aws: EmbeddedAws, browser: Browser, hub: Stage) -> None:
    owner = Owner(aws, hub.organization.owner_account, CHOICES.owner)
    stage = replace(hub, subscription=owner.launch(CHOICES.answers(), f"subscription-{uuid.uuid4()}"))
    story = Player(aws, CHOICES, Console(file=io.StringIO())).tell(stage, ())
    with serve(aws, stage, CHOICES, story.events) as address:
        page = browser.new_page(viewport=DESK)
        page.goto(address)
        expect(page.get_by_role("article", name="Email")).to_contain_text("Subscription 1: finding 1 is new")
        sent(page, 1).get_by_role("button", name="Resolve").click()
        expect(sent(page, 1)).to_contain_text("Subscription 1: RESOLVED email")
        page.close()
    owner.leave(stage.subscription)


def test_a_finding_below_the_minimum_says_why_there_is_no_email_until_the_owner_changes_it(page: Page) -> None:
    send(page, LOGGING)
    expect(sent(page, 1)).to_contain_text("Subscription 1: no email: below the minimum severity")
    page.get_by_role("button", name="Change Subscription 1").click()
    page.get_by_label("Minimum severity").select_option("Medium")
    page.get_by_role("button", name="Update").click()
    expect(subscriptions(page).first).to_contain_text("Medium and above to owner@example.com")
    send(page, LOGGING)
    expect(sent(page, 2)).to_contain_text("NEW email")
    expect(read(page, 2).get_by_role("heading")).to_have_text(re.compile(r"^\[MEDIUM\]"))


def test_a_second_subscription_filters_by_tag_and_ends(page: Page) -> None:
    page.get_by_label("Email addresses").fill("checkout@example.com")
    page.get_by_label("Tag key").fill("team")
    page.get_by_label("Tag values").fill("check*")
    page.get_by_role("button", name="Launch").click()
    expect(subscriptions(page)).to_have_count(2)
    expect(subscriptions(page).last).to_contain_text("to checkout@example.com, tag team=check*")
    send(page, LOGGING, "High")
    expect(sent(page, 1)).to_contain_text("Subscription 1: NEW email")
    expect(sent(page, 1)).to_contain_text("Subscription 2: NEW email")
    send(page, BRUTE_FORCE)
    expect(sent(page, 2)).to_contain_text("Subscription 2: no email: the filters of the subscription leave it out")
    end(page, "Subscription 2")
    expect(subscriptions(page)).to_have_count(1)
    expect(page.get_by_role("heading", name="Another subscription")).to_be_focused()


@pytest.mark.parametrize(
    ("answers", "sentence", "marked"),
    [
        ({"Email addresses": "nobody"}, "Email addresses must be 1 to 20 email addresses", "Email addresses"),
        ({"Email addresses": "a@example.com;b@example.com"}, "a semicolon instead of a comma", "Email addresses"),
        ({TAG_KEY: "team=checkout"}, "Tag key (optional) must be one tag key and nothing else", TAG_KEY),
        ({"Tag values (optional)": "shop"}, "Tag values need a tag key: fill in the key or clear the values.", TAG_KEY),
        ({"List of products": "Macie"}, "You listed products: choose 'Only these products'", "Products"),
        (
            {"Products": "Only these products", "List of products": "Gaurdduty"},
            "Write Security Hub",
            "List of products",
        ),
    ],
)
def test_the_form_refuses_in_its_own_words(page: Page, answers: dict[str, str], sentence: str, marked: str) -> None:
    for label, answer in answers.items():
        question = page.get_by_role("group").get_by_label(label, exact=True)
        is_choice = question.evaluate("control => control.tagName") == "SELECT"
        question.select_option(answer) if is_choice else question.fill(answer)
    page.get_by_role("button", name="Launch").click()
    expect(page.get_by_role("alert").first).to_contain_text(sentence)
    expect(page.get_by_label(marked, exact=True)).to_be_focused()
    expect(page.get_by_label(marked, exact=True)).to_have_attribute("aria-invalid", "true")
    expect(subscriptions(page)).to_have_count(1)


def test_ones_own_finding_is_sent_and_what_is_none_is_refused(page: Page) -> None:
    page.get_by_text("Send your own").click()
    box = page.get_by_label("One finding, a list, one a line, or a whole event, as JSON")
    box.fill("{oops")
    page.get_by_role("button", name="Send what I pasted").click()
    expect(page.locator("#problem")).to_contain_text("What you pasted, line 1: this is no JSON")
    box.fill('{"Id": "mine", "Title": "Pasted", "Severity": {"Label": "HIGH"}, "Resources": "none"}')
    page.get_by_role("button", name="Send what I pasted").click()
    expect(read(page, 1).get_by_role("heading")).to_contain_text("Pasted")
    expect(page.locator("#problem")).to_be_empty()


def test_nothing_is_refused_with_what_to_do_and_the_example_is_a_whole_event(page: Page) -> None:
    page.get_by_text("Send your own").click()
    page.get_by_role("button", name="Send what I pasted").click()
    expect(page.locator("#problem")).to_contain_text("paste a finding as JSON, or fill in the example")
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_role("button", name="Send what I pasted").click()
    expect(read(page, 1).get_by_role("heading")).to_contain_text("[HIGH] S3.9")


def test_a_finding_of_the_newer_security_hub_is_told_and_resolved(page: Page) -> None:
    page.get_by_text("Send your own").click()
    box = page.get_by_label("One finding, a list, one a line, or a whole event, as JSON")
    box.fill((EVENTS / "guardduty_ocsf.json").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Send what I pasted").click()
    expect(sent(page, 1)).to_contain_text("NEW email")
    for action, kind in (("Resolve", "RESOLVED"), ("Fail again", "REOPENED"), ("Get worse", "RAISED")):
        sent(page, 1).get_by_role("button", name=action).click()
        expect(sent(page, 1)).to_contain_text(f"Subscription 1: {kind} email")


def test_a_digest_comes_with_its_hour(page: Page) -> None:
    page.get_by_role("button", name="Change Subscription 1").click()
    page.get_by_label("When emails come").select_option("Hourly")
    page.get_by_role("button", name="Update").click()
    expect(subscriptions(page).first).to_contain_text("hourly")
    send(page, BRUTE_FORCE)
    expect(sent(page, 1)).to_contain_text("no email yet: waits for the digest")
    page.get_by_role("button", name="Let an hour pass").click()
    expect(sent(page, 1)).to_contain_text("told in a digest")
    expect(read(page, 1).get_by_role("heading")).to_contain_text("[HIGH] UnauthorizedAccess:EC2/SSHBruteForce")


def test_the_gallery_shows_one_product(page: Page) -> None:
    page.get_by_label("Product", exact=True).select_option("GuardDuty")
    expect(page.get_by_role("button", name=f"Send {BRUTE_FORCE}")).to_be_visible()
    expect(page.get_by_role("button", name=f"Send {ROOT_MFA}")).to_be_hidden()


def test_each_empty_pane_says_what_to_do_next(page: Page) -> None:
    end(page, "Subscription 1")
    expect(subscriptions(page)).to_have_count(0)
    for name, sentence in (
        ("subscriptions", "Launch one below."),
        ("sent", "Send a finding"),
        ("emails", "Send a finding"),
    ):
        shown = page.locator(f"#{name}").evaluate(
            "list => { list.replaceChildren(); return getComputedStyle(list, '::after').content; }"
        )
        assert sentence in shown, name
    send(page, ROOT_MFA)
    expect(sent(page, 1)).to_contain_text("no subscription")


def test_a_storm_comes_in_a_few_emails(page: Page) -> None:
    page.get_by_role("button", name="Storm of 500").click()
    expect(page.locator("#busy")).to_contain_text("of 500 findings sent")
    expect(page.get_by_role("button", name="Storm of 500")).to_be_enabled(timeout=120_000)
    expect(sent(page, 1)).to_contain_text("no email yet: many messages in a short time")
    page.get_by_role("button", name="Let 5 minutes pass").click()
    expect(sent(page, 1)).to_contain_text("told in a digest")
    expect(sent(page, 1)).not_to_contain_text("no email")
    assert sent(page, 1).get_by_role("button", name=re.compile("Read email")).count() <= 15
    expect(read(page, 1).get_by_role("heading")).to_contain_text("] DIGEST ")


def test_end_asks_first(page: Page) -> None:
    button = page.get_by_role("button", name="End Subscription 1")
    button.focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog", name="End Subscription 1?")
    expect(question).to_contain_text("owner@example.com get no more emails")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(subscriptions(page)).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(subscriptions(page)).to_have_count(0)


def test_the_open_email_and_read_marks_survive_a_refresh_and_back_closes(page: Page) -> None:
    send(page, ROOT_MFA)
    heading = read(page, 1).get_by_role("heading", name=re.compile(r"^\[CRITICAL\]"))
    expect(heading).to_be_visible()
    page.reload()
    expect(heading).to_be_visible()
    expect(page).to_have_title("Security notifications")
    page.go_back()
    expect(heading).to_be_hidden()
    page.locator("#emails button").first.click()
    page.get_by_role("button", name="Close").click()
    expect(heading).to_be_hidden()
    expect(page.locator("#emails button").first).to_be_focused()


def test_an_email_opens_at_its_top_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    send(page, ROOT_MFA)
    expect(read(page, 1).locator(".body")).to_contain_text("unsubscribe")
    expect(page.locator("#email h3")).to_be_in_viewport()
    top = page.locator("#email").evaluate("email => email.getBoundingClientRect().top")
    bar = page.locator("header").evaluate("bar => bar.getBoundingClientRect().bottom")
    assert 0 <= top - bar < PHONE["height"] / 10


def test_polls_that_bring_nothing_new_are_small(page: Page) -> None:
    send(page, ROOT_MFA)
    expect(sent(page, 1)).to_contain_text("NEW email")
    page.wait_for_event("response", lambda response: response.status == NOT_MODIFIED)
    total = 0
    for _ in range(POLLS_IN_FIVE_SECONDS):
        with page.expect_response("**/api/state") as found:
            sizes = found.value.request.sizes()
        assert found.value.status == NOT_MODIFIED
        total += sum(sizes.values())
    assert total < MOST_IDLE_BYTES


def test_a_launch_that_failed_stays_until_it_is_terminated(page: Page) -> None:
    page.get_by_label("Email addresses").fill("nobody")
    page.get_by_role("button", name="Launch").click()
    failed = page.get_by_role("list", name="Failed launches").locator("> li")
    expect(failed).to_contain_text("ERROR subscription-")
    expect(failed).to_contain_text("Email addresses must be 1 to 20 email addresses")
    expect(failed).to_contain_text("The way out: terminate this provisioned product")
    failed.get_by_role("button", name="Terminate").click()
    expect(failed).to_have_count(0)
    expect(page.get_by_role("button", name="Launch")).to_be_focused()


def test_an_address_that_does_not_confirm_gets_nothing_until_its_link_is_opened(page: Page) -> None:
    page.get_by_label("Email addresses").fill("unconfirmed@example.com")
    page.get_by_role("button", name="Launch").click()
    page.get_by_text("AWS's confirmation mails (1 waiting)").click()
    mails = page.get_by_role("list", name="Confirmation mails").locator("> li")
    expect(mails.first).to_contain_text("owner@example.com has opened the link")
    expect(mails.last).to_contain_text("unconfirmed@example.com has not opened the link")
    with page.expect_popup() as opened:
        mails.last.get_by_role("link", name="Confirm subscription").click()
    opened.value.close()
    expect(mails.last).to_contain_text("unconfirmed@example.com has opened the link")


def test_a_channel_shows_threads_and_touches_no_address(page: Page) -> None:
    page.get_by_text("Chat channel").click()
    threads = page.get_by_role("list", name="Threads").locator("> li")
    emails = page.locator("#emails > li").filter(has_text="IAM.6")
    page.get_by_role("button", name="Connect chat of Subscription 1").click()
    expect(page.get_by_role("button", name="Disconnect chat of Subscription 1")).to_be_visible()
    send(page, ROOT_MFA)
    expect(threads).to_contain_text("1 message")
    sent(page, 1).get_by_role("button", name="Resolve").click()
    expect(threads).to_contain_text("2 messages")
    threads.locator("summary").first.click()
    expect(threads.locator(".message")).to_have_count(2)
    expect(threads.locator(".message").last).to_contain_text("Shown: a custom notification of version 1.0")
    expect(emails).to_have_count(2)
    page.get_by_role("button", name="Disconnect chat of Subscription 1").click()
    sent(page, 1).get_by_role("button", name="Fail again").click()
    expect(emails).to_have_count(3)
    expect(threads).to_contain_text("2 messages")


def test_emails_are_shown_as_a_list_of_subjects_and_as_on_a_phone(page: Page) -> None:
    send(page, ROOT_MFA)
    expect(read(page, 1)).to_be_visible()
    view = page.get_by_label("Show emails")
    view.select_option("as a list of subjects")
    expect(page.get_by_role("article", name="Email")).to_be_hidden()
    # As in a phone's mail program, the email takes the place of the list.
    page.locator("#emails button").first.click()
    expect(page.locator("#emails")).to_be_hidden()
    page.go_back()
    expect(page.locator("#emails button").first).to_be_focused()
    view.select_option("as on a phone")
    page.reload()
    expect(view).to_have_value("phone")
    expect(page.locator("#emails .preview").first).to_be_visible()
    assert page.locator("#emails").evaluate("list => list.clientWidth") <= PHONE["width"]


def test_time_goes_to_a_date_and_never_back(page: Page) -> None:
    page.get_by_label("Or go to").fill("2020-01-01T08:00")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("#busy")).to_contain_text("Time goes forward only")


def test_one_can_look_inside(page: Page) -> None:
    subscriptions(page).first.get_by_text("Event pattern").click()
    pattern = page.get_by_label("Event pattern of Subscription 1")
    expect(pattern).to_contain_text('"aws.securityhub"')
    send(page, ROOT_MFA)
    sent(page, 1).get_by_text("Decision", exact=True).click()
    expect(sent(page, 1).get_by_label("Decision")).to_contain_text('"decision": "sent"')


def test_the_keyboard_is_enough(page: Page) -> None:
    for number, title in enumerate((ROOT_MFA, BRUTE_FORCE), 1):
        page.get_by_role("button", name=f"Send {title}").focus()
        page.keyboard.press("Enter")
        expect(sent(page, number)).to_contain_text("Subscription 1: NEW email")
        expect(page.get_by_role("button", name=f"Send {title}")).to_be_focused()
    emails = page.locator("#emails button")
    expect(emails).to_contain_text(["198.51.100.23 is performing", "IAM.6 Hardware MFA"])
    emails.first.focus()
    page.keyboard.press("ArrowDown")
    expect(emails.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Email")).to_be_focused()
    page.keyboard.press("Escape")
    expect(emails.nth(1)).to_be_focused()
    sent(page, 1).get_by_role("button", name="Resolve").focus()
    page.keyboard.press("Enter")
    expect(sent(page, 1)).to_contain_text("RESOLVED email")
    expect(sent(page, 1).get_by_role("button", name="Fail again")).to_be_focused()
    page.get_by_role("button", name="Change Subscription 1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Change Subscription 1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Another subscription")).to_be_visible()
    expect(page.get_by_role("button", name="Change Subscription 1")).to_be_focused()


def test_new_emails_are_counted_and_announced(page: Page) -> None:
    send(page, ROOT_MFA)
    expect(page.locator("#news")).to_contain_text("New email: [CRITICAL] IAM.6")
    expect(page).to_have_title("(1) Security notifications")
    read(page, 1)
    expect(page).to_have_title("Security notifications")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"), (TABLET, "light"), (ZOOMED, "dark")],
    ids=["desk", "desk-dark", "phone", "phone-dark", "tablet", "zoomed-dark"],
)
def test_nothing_keeps_anybody_out(page: Page, scheme: Any, size: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    send(page, ROOT_MFA)
    read(page, 1)
    for summary in page.locator("summary:visible").all():
        summary.click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
