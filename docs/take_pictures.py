"""Take the pictures of the documentation from the running product.

`python -m docs.take_pictures` starts the product locally, looks at its page in Chromium and writes docs/pictures/.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    """Write page.png, form.png and phone.png."""
    PICTURES.mkdir(exist_ok=True)
    with running_product() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        wide = browser.new_page(viewport={"width": 1400, "height": 900})
        open_first_email(wide, address)
        wide.screenshot(path=PICTURES / "page.png")
        wide.locator("#questions").screenshot(path=PICTURES / "form.png")
        phone = browser.new_page(viewport={"width": 390, "height": 760})
        open_first_email(phone, address)
        phone.locator("#email").scroll_into_view_if_needed()
        phone.screenshot(path=PICTURES / "phone.png")
        browser.close()


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


def open_first_email(page: Page, address: str) -> None:
    """Open the page and the newest email."""
    page.goto(address)
    page.locator("#emails button, #emails a").first.click()
    page.locator("#email .body").wait_for()


if __name__ == "__main__":
    main()
