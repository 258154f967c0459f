"""What recipients see on the page: owners, leads, a chat channel, and AWS's confirmation mails before all that."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from local.journey.play import Stage
from tests.local.page.actions import (
    PHONE,
    ROOT_MFA,
    emails,
    go_to,
    launch,
    let_pass,
    read,
    send,
    sent,
    subscriptions,
)


def test_the_open_email_and_read_marks_survive_a_refresh_and_back_closes(page: Page) -> None:
    send(page, ROOT_MFA)
    heading = read(page, 1).get_by_role("heading", name=re.compile(r"^\[CRITICAL\]"))
    expect(heading).to_be_visible()
    title = page.title()
    page.reload()
    expect(heading).to_be_visible()
    expect(page).to_have_title(title)
    page.go_back()
    expect(heading).to_be_hidden()
    emails(page).first.click()
    page.get_by_role("button", name="Close").click()
    expect(heading).to_be_hidden()
    expect(emails(page).first).to_be_focused()


def test_an_email_opens_at_its_top_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    send(page, ROOT_MFA)
    expect(read(page, 1).locator(".body")).to_contain_text("unsubscribe")
    expect(page.locator("#email h3")).to_be_in_viewport()
    top = page.locator("#email").evaluate("email => email.getBoundingClientRect().top")
    bar = page.locator("header").evaluate("bar => bar.getBoundingClientRect().bottom")
    assert 0 <= top - bar < PHONE["height"] / 10


def test_new_emails_are_counted_and_announced_and_say_when_they_are_due(page: Page) -> None:
    send(page, ROOT_MFA)
    expect(page.locator("#news")).to_contain_text("New email: [CRITICAL] IAM.6")
    expect(emails(page).first).to_contain_text(re.compile(r"Due \w{3} \d\d \w{3} \d{4}"))
    (unread,) = re.findall(r"^\((\d+)\) Security notifications$", page.title())
    read(page, 1)
    left = int(unread) - 1
    expect(page).to_have_title(f"({left}) Security notifications" if left else "Security notifications")


def test_emails_are_shown_as_a_list_of_subjects_and_as_on_a_phone(page: Page) -> None:
    send(page, ROOT_MFA)
    expect(read(page, 1)).to_be_visible()
    view = page.get_by_label("Show emails")
    view.select_option("as a list of subjects")
    expect(page.get_by_role("article", name="Email")).to_be_hidden()
    # As in a phone's mail program, the email takes the place of the list.
    emails(page).first.click()
    expect(page.locator("#emails")).to_be_hidden()
    page.go_back()
    expect(emails(page).first).to_be_focused()
    view.select_option("as on a phone")
    page.reload()
    expect(view).to_have_value("phone")
    expect(page.locator("#emails .preview").first).to_be_visible()
    assert page.locator("#emails").evaluate("list => list.clientWidth") <= PHONE["width"]


def test_an_address_that_does_not_confirm_gets_nothing_until_its_link_is_opened(page: Page) -> None:
    launch(page, {"Email addresses": "unconfirmed@example.com", "Lead addresses (optional)": "boss@example.com"})
    expect(subscriptions(page)).to_have_count(2)
    page.get_by_text("AWS's confirmation mails (1 waiting)").click()
    mails = page.get_by_role("list", name="Confirmation mails").locator("> li")
    expect(mails).to_have_count(3)
    expect(mails.nth(0)).to_contain_text("owner@example.com has opened the link")
    expect(mails.nth(1)).to_contain_text("unconfirmed@example.com has not opened the link. It gets no email")
    expect(mails.nth(2)).to_contain_text("boss@example.com has opened the link")
    send(page, ROOT_MFA)
    expect(sent(page, 1)).to_contain_text("Subscription 2: no email yet: no address is confirmed yet")
    with page.expect_popup() as opened:
        mails.nth(1).get_by_role("link", name="Confirm subscription").click()
    opened.value.close()
    expect(mails.nth(1)).to_contain_text("unconfirmed@example.com has opened the link")
    let_pass(page, "5 minutes")
    expect(emails(page).filter(has_text="to unconfirmed@example.com").first).to_contain_text("WELCOME")


def test_leads_have_a_mailbox_of_their_own(page: Page, stage: Stage) -> None:
    launch(page, {"Lead addresses (optional)": "boss@example.com"})
    expect(subscriptions(page)).to_have_count(2)
    of_leads = page.get_by_label("Mailbox of")
    of_leads.select_option("leads")
    expect(emails(page)).to_have_count(0)
    send(page, ROOT_MFA)
    expect(sent(page, 1)).to_contain_text("Subscription 2: NEW email")
    go_to(page, stage.aws.now() + timedelta(hours=5))
    expect(emails(page).filter(has_text="ESCALATED IAM.6").first).to_contain_text("to boss@example.com")
    expect(emails(page).filter(has_text="to you@example.com")).to_have_count(0)
    expect(of_leads.locator("option").last).to_have_text(re.compile(r"the leads \(\d+ unread\)"))
    read(page, 1)
    expect(of_leads).to_have_value("owners")
    expect(emails(page).filter(has_text="to boss@example.com")).to_have_count(0)


def test_a_channel_shows_threads_and_touches_no_address(page: Page) -> None:
    page.get_by_text("Chat channel").click()
    threads = page.get_by_role("list", name="Threads").locator("> li")
    about = emails(page).filter(has_text="IAM.6")
    before = about.count()
    page.get_by_role("button", name="Connect chat of Subscription 1").click()
    expect(page.get_by_role("button", name="Disconnect chat of Subscription 1")).to_be_visible()
    send(page, ROOT_MFA)
    expect(threads).to_contain_text("1 message")
    sent(page, 1).get_by_role("button", name="Resolve").click()
    expect(threads).to_contain_text("2 messages")
    threads.locator("summary").first.click()
    expect(threads.locator(".message")).to_have_count(2)
    expect(threads.locator(".message").last).to_contain_text("Shown: a custom notification of version 1.0")
    expect(about).to_have_count(before + 2)
    page.get_by_role("button", name="Disconnect chat of Subscription 1").click()
    sent(page, 1).get_by_role("button", name="Fail again").click()
    expect(about).to_have_count(before + 3)
    expect(threads).to_contain_text("2 messages")
