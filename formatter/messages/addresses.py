"""What is said of an address: whether a link can end its emails, and how to close that way.

One confirmed from the console can be ended only by somebody who signs in to AWS.
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
"""

from __future__ import annotations

from collections.abc import Collection

from formatter.messages.data import INDENT, shown


def told_as(address: str, protected: Collection[str] | None) -> str:
    """Return an address, and whether a link can end it.

    Args:
        address: the address.
        protected: addresses whose subscription no link can end; None where that is not known.
    """
    if protected is None:
        return shown(address)
    return f"{shown(address)} ({'no' if address in protected else 'a'} link can end it)"


def against_scanners() -> tuple[str, ...]:
    """Return the lines that say how an address is confirmed so that no link ends it."""
    return (
        f"{INDENT}Against mail scanners that follow every link: take the address out of the form and in again, do not follow",
        f"{INDENT}the link of the new mail, but copy it and choose 'Confirm subscription' in the Amazon SNS console. No link",
        f"{INDENT}can end it then.",
    )
