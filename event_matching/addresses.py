"""Conditions on IP addresses: blocks, and addresses that are written in different ways."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from event_matching.errors import InvalidPatternError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def equal(text: str) -> Callable[[Any], bool] | None:
    """Return the condition that a value is the same address, however it is written; None where the text is no address."""
    wanted = _address(text)
    return None if wanted is None else lambda value: _address(value) == wanted


def matcher(operand: object) -> Callable[[Any], bool]:
    """Return the condition of a `cidr` operator.

    Raises:
        InvalidPatternError: it is no block.
    """
    if not isinstance(operand, str):
        raise InvalidPatternError("prefix match pattern must be a string")  # Event Ruler's words
    address, slash, bits = operand.partition("/")
    if not slash or "/" in bits:
        raise InvalidPatternError("Malformed CIDR, one '/' required")
    if not bits.isdecimal():
        raise InvalidPatternError("Malformed CIDR, mask bits must be an integer")
    found = _address(address)
    if found is None:
        raise InvalidPatternError(f"Nonstandard IP address: {address}")
    if int(bits) >= found.max_prefixlen:
        raise InvalidPatternError(f"IPv{found.version} mask bits must be < {found.max_prefixlen}")
    # The bits behind the mask may be set; they mean nothing.
    block = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    return lambda value: (given := _address(value)) is not None and given.version == block.version and given in block


def _address(value: object) -> _Address | None:
    # A number is no address, though ipaddress takes one; nor is an address with a zone.
    if not isinstance(value, str) or "%" in value:
        return None
    try:
        return ipaddress.ip_address(value)
    except ValueError:
        return None
