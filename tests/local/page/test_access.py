"""Nothing keeps anybody out: any size, light and dark, zoomed, by keyboard alone, and little traffic while nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from local.journey.play import Stage
from tests.embedded_aws.waiting import until
from tests.local.page.actions import BRUTE_FORCE, DESK, PHONE, ROOT_MFA, TABLET, ZOOMED, emails, read, send, sent
from tests.local.page.conftest import opened

NOT_MODIFIED = 304
POLLS_IN_FIVE_SECONDS = 9
MOST_IDLE_BYTES = 20_000
MOST_BELOW = 40
"""Pixels below the last thing of a pane."""

SIZES = {"desk": DESK, "tablet": TABLET, "phone": PHONE, "zoomed": ZOOMED}
EMPTY_SCROLL = """() => {
  const end = (element) => element.getBoundingClientRect().bottom;
  const below = (pane) => {
    const last = Math.max(...[...pane.children].map(end));
    return pane.scrollHeight - (last - pane.getBoundingClientRect().top + pane.scrollTop);
  };
  const scrolled = [...document.querySelectorAll("main > section")].filter((pane) => pane.scrollHeight > pane.clientHeight);
  const { scrollHeight } = document.documentElement;
  const whole = scrollHeight > innerHeight ? scrollHeight - scrollY - end(document.querySelector("main")) : 0;
  return { isWholeScrolled: scrollHeight > innerHeight, below: Math.max(whole, ...scrolled.map(below)) };
}"""
IS_COVERED = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return "";
  const { left, top, width, height } = focused.getBoundingClientRect();
  const shown = document.elementFromPoint(left + Math.min(width, 20) / 2, top + Math.min(height, 20) / 2);
  return focused.contains(shown) || shown?.contains(focused) && shown.closest("header") === focused.closest("header")
    ? "" : focused.outerHTML.slice(0, 200);
}"""


@pytest.fixture(scope="module")
def in_use(browser: Browser, stage: Stage) -> Iterator[Page]:
    """A page with an open email and all details open."""
    with opened(browser, stage) as found:
        send(found, ROOT_MFA)
        expect(read(found, 1).locator(".body")).to_contain_text("unsubscribe")
        for summary in found.locator("summary:visible").all():
            summary.click()
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_is_too_wide(in_use: Page, size: str, scheme: Any) -> None:
    in_use.emulate_media(color_scheme=scheme)
    in_use.set_viewport_size(SIZES[size])
    found = Axe().run(in_use).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert in_use.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_scrolls_into_emptiness(in_use: Page, size: str) -> None:
    in_use.set_viewport_size(SIZES[size])
    found = in_use.evaluate(EMPTY_SCROLL)
    assert found["below"] <= MOST_BELOW
    # At a desk panes scroll, and the page as a whole does not.
    assert found["isWholeScrolled"] is (size != "desk")


@pytest.mark.parametrize(("size", "key"), [("desk", "Tab"), ("phone", "Shift+Tab"), ("zoomed", "Shift+Tab")])
def test_what_has_the_focus_is_never_covered(in_use: Page, size: str, key: str) -> None:
    in_use.set_viewport_size(SIZES[size])
    in_use.evaluate("document.activeElement.blur()")
    stops = in_use.locator("a:visible, button:visible, input:visible, select:visible, summary:visible").count()
    for _ in range(stops):
        in_use.keyboard.press(key)
        assert in_use.evaluate(IS_COVERED) == ""


def test_the_keyboard_is_enough(page: Page) -> None:
    for number, title in enumerate((ROOT_MFA, BRUTE_FORCE), 1):
        page.get_by_role("button", name=f"Send {title}").focus()
        page.keyboard.press("Enter")
        expect(sent(page, number)).to_contain_text("Subscription 1: NEW email")
        expect(page.get_by_role("button", name=f"Send {title}")).to_be_focused()
    expect(emails(page).nth(0)).to_contain_text("198.51.100.23 is performing")
    expect(emails(page).nth(1)).to_contain_text("IAM.6 Web shop: Hardware MFA")
    emails(page).first.focus()
    page.keyboard.press("ArrowDown")
    expect(emails(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Email")).to_be_focused()
    page.keyboard.press("Escape")
    expect(emails(page).nth(1)).to_be_focused()
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


def test_time_goes_to_a_date_and_never_back(in_use: Page) -> None:
    in_use.get_by_label("Or go to").fill("2020-01-01T08:00")
    in_use.get_by_role("button", name="Go", exact=True).click()
    expect(in_use.locator("#busy")).to_contain_text("Time goes forward only")


def test_polls_that_bring_nothing_new_are_small(in_use: Page) -> None:
    in_use.wait_for_event("response", lambda response: response.status == NOT_MODIFIED)
    total = 0
    for _ in range(POLLS_IN_FIVE_SECONDS):
        with in_use.expect_response("**/api/state") as found:
            sizes = found.value.request.sizes()
        assert found.value.status == NOT_MODIFIED
        total += sum(sizes.values())
    assert total < MOST_IDLE_BYTES


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
