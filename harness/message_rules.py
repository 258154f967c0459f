"""What SNS demands of every message, and what we demand of every email and notification."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

from formatter.messages.message import Message
from harness.json_schema import Draft202012Validator

HEADINGS = (
    "HOW",
    "FACTS",
    "HISTORY",
    "LINKS",
    "WHY YOU GET THIS",
    "THE FINDING AS JSON",
)
BODY_BYTES = 90_000
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f\x85\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ud800-\udfff]"
)
HOSTS = re.compile(
    r"([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)"
    r"|phd\.aws\.amazon\.com|[a-z0-9-]+\.awsapps\.com|docs\.(aws\.amazon\.com|amazonaws\.cn)"
    r"|wiki\.example\.com"
)
"""Where our links lead: consoles, the portal, AWS's pages, and the runbooks of the tests' company."""
LINKED = re.compile(
    r"https?://|www\.|mailto:|javascript:|\b[\w-]+@[\w-]+\.\w|\b[a-z0-9-]+\.(com|org|net|io|sh|py|zip|dev|ru|de)\b",
    re.IGNORECASE,
)
"""What mail programs make a link of."""

_NOTIFICATION = Draft202012Validator(
    json.loads((Path(__file__).parents[1] / "docs" / "chat-notification.schema.json").read_text(encoding="utf-8"))
)


def assert_within_rules(message: Message) -> None:
    """Check subject, body, attributes and notification, and what SNS counts of them.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    https://docs.aws.amazon.com/sns/latest/api/API_MessageAttributeValue.html
    """
    assert_subject(message.subject)
    assert message.body.strip()
    assert len(message.body.encode()) <= BODY_BYTES
    for name, value in message.attributes.items():
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,256}", name)
        assert value
    assert message.attributes["audience"] in ("owners", "all")
    _NOTIFICATION.validate(message.chat)
    attributes = sum(len(f"{name}String{value}".encode()) for name, value in message.attributes.items())
    assert len(by_protocol(message).encode()) + attributes + len(message.subject) <= 262_144


def by_protocol(message: Message) -> str:
    """Return the message as SNS takes it for several protocols, the notification being JSON within JSON."""
    texts = {"default": message.subject, "email": message.body, "https": json.dumps(message.chat)}
    return json.dumps(texts, ensure_ascii=False)


def assert_subject(subject: str) -> None:
    """Check that the subject is one visible line of at most 99 characters that begins as SNS demands."""
    assert 1 <= len(subject) <= 99
    assert not UNSEEN.search(subject)
    assert all(unicodedata.category(character)[0] != "C" for character in subject)
    assert re.match(r"[A-Za-z0-9!-/:-@\[-`{-~]", subject)


def assert_only_our_sections(message: Message) -> None:
    """Check that nothing from a finding passes for a heading or a link of ours, or hides."""
    lines = message.body.split("\n")
    assert not UNSEEN.search(message.body)
    at_margin = [line for line in lines if line and not line.startswith("  ")]
    for line in at_margin[1:]:
        assert line in HEADINGS, line
    assert len(at_margin) == len(set(at_margin))
    for line in lines[: lines.index("LINKS")]:
        if re.match(r"\s*https?:", line):
            assert_link_of_ours(line.strip())


def assert_link_of_ours(link: str) -> None:
    """Check that the link leads to AWS and nowhere else."""
    address = urlsplit(link)
    assert address.scheme == "https"
    assert HOSTS.fullmatch(address.netloc.lower()), link


def first_screen(message: Message) -> str:
    """Return what stands before the first section."""
    return message.body.partition("\n\n")[0]
