"""Whether the request that is being answered carries a signature; a link in an email has none."""

from __future__ import annotations

import contextvars

_is_signed: contextvars.ContextVar[bool] = contextvars.ContextVar("is_signed", default=True)


def note(is_signed: bool) -> None:  # noqa: FBT001  # it is all there is to say
    """Remember it for what is done for the request."""
    _is_signed.set(is_signed)


def is_signed() -> bool:
    """Return what was noted."""
    return _is_signed.get()
