"""Emails about the subscription itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from formatter.emails import sections
from formatter.emails.data import INDENT, shown
from formatter.emails.message import Email
from formatter.emails.times import local_time
from formatter.settings import Preferences


def compose_address_notice(
    unconfirmed: Sequence[str], gone: Sequence[str], preferences: Preferences, now: datetime
) -> Email:
    """Return the email that tells the remaining recipients who gets nothing any more, and what to do.

    Args:
        unconfirmed: addresses that never confirmed their subscription.
        gone: addresses that were unsubscribed; mail scanners that follow every link do that.
        preferences: the owner's choices.
        now: time of sending.
    """
    parts = (
        "Some addresses of this subscription get no emails.\n" + INDENT + local_time(now, preferences.time_zone),
        sections.section("NEVER CONFIRMED", [INDENT + shown(address) for address in unconfirmed]),
        sections.section("UNSUBSCRIBED", [INDENT + shown(address) for address in gone]),
        sections.section(
            "WHAT TO DO",
            (
                f"{INDENT}1. Never confirmed: look for the mail 'AWS Notification - Subscription Confirmation',",
                f"{INDENT}   also in spam, and follow its link. The link is good for two days.",
                f"{INDENT}2. Unsubscribed, or link too old: update the provisioned product in AWS Service Catalog",
                f"{INDENT}   without the address, then again with it. A new confirmation mail comes.",
                f"{INDENT}3. Where a mail scanner follows links, confirm from the console with 'Confirm subscription'.",
            ),
        ),
        sections.why(preferences),
    )
    count = len(unconfirmed) + len(gone)
    addresses = "1 address gets" if count == 1 else f"{count} addresses get"
    body = "\n\n".join(part for part in parts if part)
    return Email(f"[NOTICE] {addresses} no security notifications", body, {"kind": "NOTICE"})
