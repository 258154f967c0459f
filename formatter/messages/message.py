"""What the formatter hands to SNS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from formatter.finding.finding import Finding, State
from formatter.memory.records import Kind

OVER = (Kind.RESOLVED, Kind.NO_LONGER_REPORTED)
"""What is told of a problem that is no more."""


AUDIENCE = "audience"
"""The attribute that says who is meant."""


class Audience(str, Enum):
    """Who is meant; what is for `all` goes to the leads' topic too."""

    OWNERS = "owners"
    ALL = "all"


def is_over(finding: Finding, kind: Kind) -> bool:
    """Tell whether nothing is left to do: the finding was closed, if only between its event and this message."""
    return kind in OVER or (finding.state is State.CLOSED and kind is not Kind.CUSTOM_ACTION)


@dataclass(frozen=True)
class Message:
    """A notification within the limits of SNS.

    Attributes:
        subject: 1 to 99 characters on one line, other scripts included; `subject.ascii_text` is its plainer form.
        body: plain text for email.
        attributes: SNS message attributes (all strings) by which subscribers can filter; among them `audience`.
        chat: the same as a custom notification of Amazon Q Developer in chat applications; see docs/chat.md.
        for_leads: what the leads get in its place, where it is for all and holds more than is escalated; None: the same.
    """

    subject: str
    body: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    chat: Mapping[str, Any] = field(default_factory=dict)
    for_leads: Message | None = None
