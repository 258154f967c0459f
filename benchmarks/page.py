"""The page of `./install.sh local` in Chromium: how soon it is ready, what it sends while nothing happens, a storm of 500.

`python -m benchmarks.page`. A storm is over when the page says of each finding what became of it. Ends with 1 where a bar is
missed; on a busy machine that says little.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import click
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright
from rich.console import Console

from benchmarks.bars import Bar, report
from embedded_aws.process import start
from harness.chromium import chromium
from local.journey.choices import Choices
from local.journey.play import Player
from local.page.server import serve

_MOST_READY_SECONDS = 1.0
_MOST_IDLE_KILOBYTES = 20.0
_MOST_STORM_SECONDS = 15.0
_IDLE_SECONDS = 5
_PATIENCE_MILLISECONDS = 300_000


@click.command()
@click.option("--loads", default=5, show_default=True, help="How often the page is opened.")
def main(loads: int) -> None:
    """Print seconds and bytes of the page."""
    choices = Choices()
    with start() as aws, sync_playwright() as playwright:
        player = Player(aws, choices, Console(quiet=True))
        stage = player.subscribe()
        story = player.tell(stage, ())
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        with serve(aws, stage, choices, story.events) as address:
            ready = [_seconds(lambda: _opened(browser, address).close()) for _ in range(loads)]
            page = _opened(browser, address)
            idle = _idle_bytes(page) / 1_000
            storm = _seconds(lambda: _storm(page))
        browser.close()
    bars = [
        Bar("ready, seconds", round(statistics.median(ready), 2), _MOST_READY_SECONDS),
        Bar(f"idle for {_IDLE_SECONDS} s, KB", round(idle, 1), _MOST_IDLE_KILOBYTES),
        Bar("storm of 500, seconds", round(storm, 1), _MOST_STORM_SECONDS),
    ]
    sys.exit(report("The page", [("opened", loads)], bars))


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _opened(browser: Browser, address: str) -> Page:
    """Open the page in a new tab, until its form stands there and its emails are listed."""
    page = browser.new_page(viewport={"width": 1440, "height": 940})
    page.set_default_timeout(_PATIENCE_MILLISECONDS)
    page.goto(address)
    page.locator("#panes").wait_for()
    page.locator("#emails button").first.wait_for()
    return page


def _idle_bytes(page: Page) -> int:
    """Return the bytes of all requests and answers, heads and bodies, while nothing happens."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.wait_for_timeout(_IDLE_SECONDS * 1_000)
    return sum(size for answer in [*answers] for size in answer.request.sizes().values() if isinstance(size, int))


def _storm(page: Page) -> None:
    page.get_by_role("button", name="Storm of 500").click()
    story = page.locator("#sent > li").filter(has_text="Storm of 500")
    expect(page.locator("#storm-sent")).to_be_empty(timeout=_PATIENCE_MILLISECONDS)
    expect(story).to_contain_text("email", timeout=_PATIENCE_MILLISECONDS)
    expect(story).not_to_contain_text("on its way", timeout=_PATIENCE_MILLISECONDS)


if __name__ == "__main__":
    main()
