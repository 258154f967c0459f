"""What SNS demands of every message, and what we demand of every email."""

from __future__ import annotations

import re

from formatter.emails.message import Email

HEADINGS = (
    "WHAT HAPPENED",
    "WHERE",
    "WHAT TO DO",
    "OPEN IT",
    "DETAILS",
    "WHEN",
    "WHY YOU GET THIS",
    "THE FINDING AS JSON",
)


def assert_within_rules(email: Email) -> None:
    """Check subject, body and attributes; https://docs.aws.amazon.com/sns/latest/api/API_Publish.html."""
    assert 1 <= len(email.subject) <= 100
    assert re.fullmatch(r"[ -~]+", email.subject)
    assert re.match(r"[A-Za-z0-9!-/:-@\[-`{-~]", email.subject)
    assert 0 < len(email.body.encode()) <= 262_144
    for name, value in email.attributes.items():
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,256}", name)
        assert value


def assert_only_our_sections(email: Email) -> None:
    """Check that nothing from a finding stands at the margin, where our headings do."""
    at_margin = [line for line in email.body.splitlines() if line and not line.startswith("  ")]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]", email.body)
    for line in at_margin[1:]:
        assert line.startswith(HEADINGS) or line.startswith("This is a SAMPLE finding"), line
    headings = [line.partition(" (")[0] for line in at_margin]
    assert len([line for line in headings if line in HEADINGS]) == len({line for line in headings if line in HEADINGS})
