"""The mailbox as a page: newest email first, as it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from html import escape

from local.mailbox import ReceivedEmail

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere}dt{float:left;clear:left;width:6rem;opacity:.7}dd{margin:0 0 0 6rem}"
    "article{border-top:1px solid;padding:1rem 0}"
)


def mailbox_page(emails: Sequence[ReceivedEmail]) -> str:
    """Return the page as HTML."""
    articles = "".join(_article(email) for email in reversed(emails)) or "<p>No email yet.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Mailbox</title><style>{_STYLE}</style></head><body><h1>Mailbox</h1>{articles}</body></html>"
    )


def _article(email: ReceivedEmail) -> str:
    time = datetime.fromtimestamp(email.time, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    head = {"From": email.sender, "To": email.to, "Date": time, "Subscription": email.subscription}
    text = escape(f"{email.body}\n\n{email.footer}")
    lines = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in head.items())
    return f"<article><h2>{escape(email.subject)}</h2><dl>{lines}</dl><pre>{text}</pre></article>"
