"""Which addresses no link can end, so that no mail scanner does; said where addresses are named."""

from __future__ import annotations

from collections.abc import Collection

from formatter.delivery.listening import AddressBook
from formatter.delivery.publisher import PublishError


def protected_addresses(book: AddressBook) -> Collection[str] | None:
    """Return the addresses (lower case); None where SNS does not tell, and then nothing is said about it."""
    try:
        return book.protected()
    except PublishError:
        return None
