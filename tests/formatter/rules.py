"""What SNS demands of every message, and what we demand of every email."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from formatter.messages.message import Message

HEADINGS = (
    "WHAT HAPPENED",
    "WHAT IT WAS ABOUT",
    "WHERE",
    "WHAT TO DO",
    "OPEN IT",
    "DETAILS",
    "WHEN",
    "WHY YOU GET THIS",
    "THE FINDING AS JSON",
)
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f\x85\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ud800-\udfff]"
)
HOSTS = re.compile(
    r"([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)"
    r"|phd\.aws\.amazon\.com|[a-z0-9-]+\.awsapps\.com"
)


def assert_within_rules(email: Message) -> None:
    """Check subject, body and attributes.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    https://docs.aws.amazon.com/sns/latest/api/API_MessageAttributeValue.html
    """
    assert 1 <= len(email.subject) <= 100
    assert re.fullmatch(r"[ -~]+", email.subject)
    assert re.match(r"[A-Za-z0-9!-/:-@\[-`{-~]", email.subject)
    assert email.body.strip()
    attributes = sum(len(f"{name}String{value}".encode()) for name, value in email.attributes.items())
    assert len(email.body.encode()) + attributes <= 262_144
    for name, value in email.attributes.items():
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,256}", name)
        assert value


def assert_only_our_sections(email: Message) -> None:
    """Check that nothing from a finding passes for a heading or a link of ours, or hides."""
    lines = email.body.split("\n")
    assert not UNSEEN.search(email.body)
    at_margin = [line for line in lines if line and not line.startswith("  ")]
    for line in at_margin[1:]:
        assert line.startswith(HEADINGS), line
    headings = [line.partition(" (")[0] for line in at_margin[1:]]
    assert len(headings) == len(set(headings))
    for line in lines[: lines.index("THE FINDING AS JSON")]:
        if re.match(r"\s*https?:", line):
            assert_link_of_ours(line.strip())


def assert_link_of_ours(link: str) -> None:
    """Check that the link leads to AWS and nowhere else."""
    address = urlsplit(link)
    assert address.scheme == "https"
    assert HOSTS.fullmatch(address.netloc.lower()), link
