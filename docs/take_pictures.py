"""Take the pictures of the documentation from the running product.

`python -m docs.take_pictures` plays the journey, starts the product locally, looks at its page in Chromium and writes
docs/pictures/.
"""

from __future__ import annotations

import contextlib
import io
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from rich.console import Console

from embedded_aws.process import start
from harness.chromium import chromium
from local.journey.choices import Choices
from local.journey.play import Player
from local.journey.show import show_beginning, show_outcome, show_resolution

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
COMMAND = "./install.sh local --once"
DESK: ViewportSize = {"width": 1440, "height": 940}
ONE_COLUMN: ViewportSize = {"width": 820, "height": 1180}
PHONE: ViewportSize = {"width": 390, "height": 760}
_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\n    \}", re.DOTALL)
"""rich's picture loads its fonts from elsewhere; any monospaced font does."""


def main() -> None:
    """Write terminal.svg, and the pictures of the page."""
    PICTURES.mkdir(exist_ok=True)
    terminal(PICTURES / "terminal.svg")
    with running_product() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=_ARGUMENTS)
        desk(browser, address)
        phone(browser, address)
        browser.close()


def terminal(path: Path) -> None:
    """Play the journey and write what the terminal shows of it: each step, and how each email begins."""
    console = Console(record=True, width=104, file=io.StringIO())
    console.print(f"[bold]$ {COMMAND}[/]", highlight=False)
    with start() as aws:
        player = Player(aws, Choices(), console)
        story = player.tell(player.subscribe(), ())
        show_outcome(story, console)
        for email in (outcome.email for outcome in story.outcomes if outcome.email):
            show_beginning(email, console)
        show_resolution(player.resolve(story), console)
    path.write_text(_FONT_FACE.sub("", console.export_svg(title="", unique_id="terminal")), encoding="utf-8")


def desk(browser: Browser, address: str) -> None:
    """Take the page in use, in the light and in the dark, and the form alone."""
    page = browser.new_page(viewport=DESK)
    page.goto(address)
    page.locator("#sent").get_by_role("button", name="Resolve").click()
    page.locator("#sent").get_by_text("RESOLVED email").wait_for()
    page.locator("#emails").get_by_text("[HIGH] RESOLVED").wait_for()
    page.locator("#send").evaluate("pane => { pane.scrollTop = 0; document.activeElement.blur(); }")
    page.screenshot(path=PICTURES / "page.png")
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=PICTURES / "dark.png")
    page.emulate_media(color_scheme="light")
    # In one column the form is as wide as the console has it, and no bar stands over it.
    page.set_viewport_size(ONE_COLUMN)
    page.locator("header").evaluate("bar => { bar.style.position = 'static'; }")
    page.locator("#form").screenshot(path=PICTURES / "form.png")


def phone(browser: Browser, address: str) -> None:
    """Take the form and the email of a finding as a phone shows them."""
    page = browser.new_page(viewport=PHONE)
    page.goto(address)
    page.locator("#form-heading").wait_for()
    page.locator("#form-heading").evaluate("heading => heading.scrollIntoView()")
    page.screenshot(path=PICTURES / "phone-form.png")
    open_email_of_the_finding(page)
    page.screenshot(path=PICTURES / "phone-email.png")


@contextlib.contextmanager
def running_product() -> Iterator[str]:
    """Run the product until the context ends; yields the address of its page."""
    process = subprocess.Popen(  # noqa: S603  # our own command
        [ROOT / "install.sh", "local"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None  # noqa: S101  # Popen was given a pipe
        lines = iter(process.stdout.readline, "")
        yield next(found[0] for line in lines if "mailbox:" in line and (found := re.search(r"http://\S+", line)))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def open_email_of_the_finding(page: Page) -> None:
    """Open the email that tells the journey's finding."""
    page.locator("#emails button").filter(has_text="[HIGH] S3.8").click()
    page.locator("#email .body").wait_for()


if __name__ == "__main__":
    main()
