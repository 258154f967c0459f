"""Whose mailbox an email lies in."""

from __future__ import annotations

from enum import Enum


class Audience(str, Enum):
    """Whom a topic of a subscription tells."""

    OWNERS = "owners"
    LEADS = "leads"
