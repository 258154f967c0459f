"""The owner's form on the page, as Service Catalog's console shows it: launch, refuse, change, end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from local.journey.play import Stage
from tests.local.page.actions import (
    BRUTE_FORCE,
    LOGGING,
    ROOT_MFA,
    answer,
    launch,
    let_pass,
    read,
    send,
    sent,
    subscriptions,
)
from tests.local.page.conftest import opened

TAG_KEY = "Tag key (optional)"
PRODUCTS = "List of products"
REFUSED = [
    ({"Email addresses": "nobody"}, "Email addresses must be 1 to 20 email addresses", "Email addresses"),
    ({"Email addresses": "a@example.com;b@example.com"}, "a semicolon instead of a comma", "Email addresses"),
    ({TAG_KEY: "team=checkout"}, "Tag key (optional) must be one tag key and nothing else", TAG_KEY),
    ({"Tag values (optional)": "shop"}, "Tag values need a tag key: fill in the key or clear the values.", TAG_KEY),
    ({PRODUCTS: "Macie"}, "You listed products: choose 'Only these products'", "Products"),
    ({"Products": "Only these products", PRODUCTS: "Gaurdduty"}, "Write Security Hub", PRODUCTS),
]


@pytest.fixture(scope="module")
def refusing(browser: Browser, stage: Stage) -> Iterator[Page]:
    """A page on which nothing is launched in the end."""
    with opened(browser, stage) as found:
        yield found


def failed_launches(page: Page) -> Locator:
    return page.get_by_role("list", name="Failed launches").locator("> li")


def end(page: Page, name: str) -> None:
    """End a subscription, and say that it is meant."""
    page.get_by_role("button", name=f"End {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()


@pytest.mark.parametrize(("answers", "sentence", "marked"), REFUSED)
def test_the_form_refuses_in_its_own_words(refusing: Page, answers: dict[str, str], sentence: str, marked: str) -> None:
    refusing.reload()
    expect(subscriptions(refusing)).to_have_count(1)
    launch(refusing, answers)
    question = refusing.get_by_label(marked, exact=True)
    expect(refusing.get_by_role("alert")).to_contain_text(sentence)
    expect(question).to_be_focused()
    expect(question).to_have_attribute("aria-invalid", "true")
    expect(refusing.get_by_role("alert")).to_be_in_viewport()
    expect(subscriptions(refusing)).to_have_count(1)


def test_a_name_is_asked_for_and_generated_as_in_the_console(refusing: Page) -> None:
    refusing.reload()
    name = refusing.get_by_label("Provisioned product name")
    for wrong in ("", "two words", "-begins"):
        name.fill(wrong)
        refusing.get_by_role("button", name="Launch").click()
        expect(refusing.get_by_role("alert")).to_contain_text("or choose Generate name")
        expect(name).to_be_focused()
    refusing.get_by_role("button", name="Generate name").click()
    expect(name).to_have_value(re.compile(r"^security-notifications-\d{13}$"))


def test_a_launch_that_failed_stays_until_it_is_terminated(refusing: Page) -> None:
    refusing.reload()
    answer(refusing, {"Email addresses": "nobody"})
    refusing.get_by_label("Provisioned product name").fill("mine")
    refusing.get_by_role("button", name="Launch").click()
    failed = failed_launches(refusing).filter(has_text="mine")
    expect(failed).to_contain_text("ERROR mine")
    expect(failed).to_contain_text("Email addresses must be 1 to 20 email addresses")
    expect(failed).to_contain_text("The way out: terminate this provisioned product")
    refusing.get_by_role("button", name="Launch").click()
    expect(refusing.get_by_role("alert")).to_contain_text("A provisioned product is named mine already")
    failed.get_by_role("button", name="Terminate").click()
    expect(failed).to_have_count(0)
    expect(refusing.get_by_role("button", name="Launch")).to_be_focused()


def test_a_second_subscription_filters_by_tag_and_end_asks_first(page: Page) -> None:
    launch(page, {"Email addresses": "checkout@example.com", TAG_KEY: "team", "Tag values (optional)": "check*"})
    expect(subscriptions(page)).to_have_count(2)
    expect(subscriptions(page).last).to_contain_text("to checkout@example.com, tag team=check*")
    expect(subscriptions(page).last).to_contain_text("security-notifications-")
    send(page, LOGGING, "High")
    expect(sent(page, 1)).to_contain_text("Subscription 1: NEW email")
    expect(sent(page, 1)).to_contain_text("Subscription 2: NEW email")
    send(page, BRUTE_FORCE)
    expect(sent(page, 2)).to_contain_text("Subscription 2: no email: the filters of the subscription leave it out")
    button = page.get_by_role("button", name="End Subscription 2")
    button.focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog", name="End Subscription 2?")
    expect(question).to_contain_text("checkout@example.com get no more emails")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(subscriptions(page)).to_have_count(2)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(subscriptions(page)).to_have_count(1)
    expect(page.get_by_role("heading", name="Another subscription")).to_be_focused()


def test_what_an_owner_changes_counts_from_then_on_until_they_end_it(page_of_its_own: Page) -> None:
    page = page_of_its_own
    send(page, LOGGING)
    expect(sent(page, 1)).to_contain_text("Subscription 1: no email: below the minimum severity")
    page.get_by_role("button", name="Change Subscription 1").click()
    expect(page.get_by_label("Provisioned product name")).to_be_hidden()
    answer(page, {"Minimum severity": "Medium", "When emails come": "Hourly"})
    page.get_by_role("button", name="Update").click()
    expect(subscriptions(page).first).to_contain_text("Medium and above to owner@example.com, hourly")
    send(page, LOGGING)
    send(page, BRUTE_FORCE)
    expect(sent(page, 3)).to_contain_text("no email yet: waits for the digest")
    let_pass(page, "an hour")
    expect(sent(page, 2)).to_contain_text("told in a digest")
    expect(sent(page, 3)).to_contain_text("told in a digest")
    expect(read(page, 3).get_by_role("heading")).to_contain_text("[HIGH] DIGEST 2 findings")
    end(page, "Subscription 1")
    expect(subscriptions(page)).to_have_count(0)
    send(page, ROOT_MFA)
    expect(sent(page, 4)).to_contain_text("no subscription")


def test_each_empty_pane_says_what_to_do_next(refusing: Page) -> None:
    for name, sentence in (
        ("subscriptions", "Launch one below."),
        ("sent", "Send a finding"),
        ("emails", "Send a finding"),
        ("threads", "Choose Connect chat"),
        ("confirmations", "launch a subscription"),
    ):
        shown = refusing.locator(f"#{name}").evaluate(
            "list => { list.replaceChildren(); return getComputedStyle(list, '::after').content; }"
        )
        assert sentence in shown, name
