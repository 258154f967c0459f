"""Sessions of roles, begun by threads that start functions and by AssumeRole at once.

MiniStack walks through all of them whenever one begins, to forget those that have expired, and fails where another thread
begins one meanwhile.
"""

from __future__ import annotations

from ministack.services import sts


def install() -> None:
    """Walk through a copy."""
    sts._evict_expired_sessions = _forget_expired


def _forget_expired() -> None:
    for key, session in list(sts._sessions.items()):
        if sts._session_expired(session):
            sts._sessions.pop(key, None)
