"""Fixtures for tests in a real browser; tests/conftest.py imports them for every folder.

Playwright's synchronous interface can be started only once at a time in a process, and until it is stopped nobody else can
run an event loop there, as the wizard does. So each file starts it, and stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from harness.chromium import chromium

StartBrowser = Callable[..., Browser]
"""Starts Chromium with further arguments of its command."""


@pytest.fixture(scope="module")
def start_browser() -> Iterator[StartBrowser]:
    command = chromium()
    if command is None:
        pytest.skip("there is no Chromium on this machine; tests/run.sh installs it where it may")
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def start(*arguments: str) -> Browser:
            started.append(playwright.chromium.launch(executable_path=command, args=["--no-sandbox", *arguments]))
            return started[-1]

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="module")
def browser(start_browser: StartBrowser) -> Browser:
    return start_browser()
