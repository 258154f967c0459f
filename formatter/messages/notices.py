"""Emails about the subscription itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from formatter.memory.records import Kind
from formatter.messages import sections
from formatter.messages.addresses import against_scanners, told_as
from formatter.messages.chat import notification
from formatter.messages.data import INDENT, shown
from formatter.messages.message import Audience, Message
from formatter.messages.times import local_time
from formatter.messages.words import counted
from formatter.settings import Preferences

_OPENING = "Some addresses of this subscription get no emails."


def compose_address_notice(
    unconfirmed: Sequence[str],
    gone: Sequence[str],
    preferences: Preferences,
    now: datetime,
    protected: Collection[str] | None = None,
) -> Message:
    """Return the email that tells the remaining recipients who gets nothing any more, and what to do.

    Args:
        unconfirmed: addresses that never confirmed their subscription.
        gone: addresses that were unsubscribed; mail scanners that follow every link do that.
        preferences: the owner's choices.
        now: time of sending.
        protected: addresses whose subscription no link can end; None where that is not known.
    """
    unreached = {*unconfirmed, *gone}
    told = [one for one in (*preferences.email_addresses, *preferences.lead_addresses) if one not in unreached]
    parts = (
        f"{_OPENING}\n" + INDENT + local_time(now, preferences.time_zone),
        sections.section("NEVER CONFIRMED", [INDENT + shown(address) for address in unconfirmed]),
        sections.section("UNSUBSCRIBED", [INDENT + shown(address) for address in gone]),
        sections.section("STILL TOLD", [INDENT + told_as(address, protected) for address in dict.fromkeys(told)]),
        sections.section("WHAT TO DO", _steps(has_unconfirmed=bool(unconfirmed), has_gone=bool(gone))),
        sections.why(preferences),
    )
    count = len(unconfirmed) + len(gone)
    line = f"NOTICE {counted(count, 'address', 'addresses')} get{'s' if count == 1 else ''} no security notifications"
    body = "\n\n".join(part for part in parts if part)
    facts = {"audience": Audience.OWNERS.value, "kind": Kind.NOTICE.value}
    chat = notification(line, (_OPENING, "The email says which and what to do."), Kind.NOTICE, now)
    return Message(line, body, facts, chat)


def _steps(*, has_unconfirmed: bool, has_gone: bool) -> Iterator[str]:
    """Yield what brings the addresses back; an unconfirmed subscription is deleted after 48 hours."""
    if has_unconfirmed:
        yield f"{INDENT}Never confirmed: look for the email 'AWS Notification - Subscription Confirmation', also in the"
        yield f"{INDENT}spam folder, and follow its link within two days after it came."
    if has_gone:
        yield f"{INDENT}Unsubscribed: somebody followed the unsubscribe link, or a mail scanner that follows all links."
    yield f"{INDENT}For a new link: AWS Service Catalog, Provisioned products, Update; take the address out of the form,"
    yield f"{INDENT}then update once more with it."
    if has_gone:
        yield f"{INDENT}If that update fails, try it again after three days: so long SNS keeps what was unsubscribed."
    yield from against_scanners()
