"""What people do and see on the page."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Locator, Page, ViewportSize

DESK: ViewportSize = {"width": 1440, "height": 1000}
TABLET: ViewportSize = {"width": 820, "height": 1180}
PHONE: ViewportSize = {"width": 390, "height": 844}
ZOOMED: ViewportSize = {"width": 720, "height": 500}
"""A desk at 200 %."""

ROOT_MFA = "Hardware MFA should be enabled for the root user"
LOGGING = "S3 general purpose buckets should have server access logging enabled"
BRUTE_FORCE = "198.51.100.23 is performing SSH brute force attacks against i-0a1b2c3d4e5f."
"""Findings of the gallery: a critical and a medium control, and a threat of high severity."""


def subscriptions(page: Page) -> Locator:
    return page.get_by_role("list", name="Subscriptions").locator("> li")


def emails(page: Page) -> Locator:
    """Return the listed emails, newest first."""
    return page.locator("#emails button")


def sent(page: Page, number: int) -> Locator:
    """Return the story of the finding that was sent first as that number."""
    return page.locator(f'#sent > li[data-key="{number}"]')


def send(page: Page, title: str, severity: str = "") -> None:
    if severity:
        page.get_by_label(f"Severity of {title}").select_option(severity)
    page.get_by_role("button", name=f"Send {title}").click()


def read(page: Page, number: int) -> Locator:
    """Open the newest email of a finding and return it."""
    sent(page, number).get_by_role("button", name=re.compile("Read email")).last.click()
    return page.get_by_role("article", name="Email")


def answer(page: Page, answers: dict[str, str]) -> None:
    """Fill in questions of the form by their labels."""
    for label, text in answers.items():
        question = page.get_by_role("group").get_by_label(label, exact=True)
        is_choice = question.evaluate("control => control.tagName") == "SELECT"
        question.select_option(text) if is_choice else question.fill(text)


def launch(page: Page, answers: dict[str, str]) -> None:
    """Launch one more subscription, under a generated name."""
    answer(page, answers)
    page.get_by_role("button", name="Generate name").click()
    page.get_by_role("button", name="Launch").click()


def go_to(page: Page, moment: datetime) -> None:
    """Go to a date and a time, and wait until what comes by then has come."""
    page.get_by_label("Or go to").fill(f"{moment.astimezone():%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Go", exact=True).click()
    page.locator("#busy").get_by_text(" came.").wait_for()


def let_pass(page: Page, time: str) -> None:
    """Let `5 minutes`, `an hour` or `a day` pass, and wait until what comes has come."""
    page.get_by_role("button", name=f"Let {time} pass").click()
    page.locator("#busy").get_by_text(" came.").wait_for()
