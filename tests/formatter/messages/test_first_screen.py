"""On a phone, the first screen of an email is enough: resource, evidence, first step and a link of ours are in sight."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from formatter.messages.message import Message
from harness.findings import NOW, from_event, received, told
from tests.formatter.messages.test_golden_emails import KINDS, NAMES, PREFERENCES

WIDTH, HEIGHT = 390, 760
IN_SIGHT = 0.92
"""Share of the golden emails about one problem."""

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; font: 16px/1.3 Arial, "Liberation Sans", sans-serif }}
header {{ padding: 8px 12px; border-bottom: 1px solid #ccc }} h1 {{ font-size: 18px; margin: 0 0 4px }}
pre {{ font: inherit; margin: 0; padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere }}
</style><header><h1>{subject}</h1>Security - Web shop<br>to me</header><pre>{body}</pre>"""
"""As a plain mail program shows it: subject, sender, text in a proportional font."""

BOTTOM = """([text]) => {
    const node = document.querySelector('pre').firstChild;
    const start = node.data.indexOf(text);
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + text.length);
    return start < 0 ? Infinity : range.getBoundingClientRect().bottom;
}"""


@dataclass(frozen=True)
class Golden:
    """A golden email about one problem."""

    name: str
    message: Message


def goldens() -> Iterator[Golden]:
    for name in NAMES:
        for one in received(name):
            kind = Kind.CUSTOM_ACTION if one.custom_action else Kind.NEW
            yield Golden(name, told(one.finding, kind, PREFERENCES, NOW, one.custom_action))
    for kind, (name, history) in KINDS.items():
        yield Golden(kind.value, told(from_event(name), kind, PREFERENCES, NOW, severity=Severity.HIGH, **history))


def wanted(message: Message) -> list[str]:
    """Return what has to be in sight: each line of the lead that says it, whole; the link to its end."""
    lines = message.body.partition("\n\n")[0].split("\n")
    link = next(line for line in lines if line.startswith("  https://"))
    return [lines[0], *(line for line in lines if line.startswith(("  Resource: ", "  Evidence: "))), link]


def show(page: Page, message: Message) -> None:
    page.set_content(PAGE.format(subject=html.escape(message.subject), body=html.escape(message.body)))


def test_the_first_screen_is_enough(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    beyond = []
    found = list(goldens())
    for golden in found:
        show(page, golden.message)
        bottoms = {text[:40]: page.evaluate(BOTTOM, [text]) for text in wanted(golden.message)}
        if max(bottoms.values()) > HEIGHT:
            beyond.append((golden.name, bottoms))
    assert len(beyond) <= (1 - IN_SIGHT) * len(found), beyond
