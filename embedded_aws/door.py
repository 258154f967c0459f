"""Which requests may come in at all: those that no web page of another origin can have caused.

A browser lets any page send requests to this machine. It says so in headers that a page cannot change: Origin goes with
every request that may change something, Sec-Fetch-Site with every request, and Host names what the page believes to talk
to (DNS rebinding: a foreign name that leads to 127.0.0.1).
https://developer.mozilla.org/docs/Glossary/Fetch_metadata_request_header
"""

from __future__ import annotations

from collections.abc import Iterable

HOST = "127.0.0.1"
"""What every listener binds to."""

_NAMES = (HOST, "localhost", "[::1]")
_FROM_HERE = ("none", "same-origin")
_LINK = {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
"""What a browser says of a link on another page of this machine that was followed, such as one in the mailbox."""

Headers = Iterable[tuple[str, str]]


def refusal(method: str, headers: Headers, port: int) -> str:
    """Return why a request must not come in; empty if it may.

    Args:
        method: HTTP method.
        headers: all headers of the request, as often as each came.
        port: our port.
    """
    given = [(name.lower(), value) for name, value in headers]
    hosts = [value for name, value in given if name == "host"]
    if len(hosts) != 1 or hosts[0] not in {f"{name}:{port}" for name in _NAMES}:
        return f"Host is {', '.join(hosts) or 'missing'}; this answers to {HOST}:{port} only."
    origins = [value for name, value in given if name == "origin" and value != f"http://{hosts[0]}"]
    if origins:
        return f"A web page of {origins[0]} must not talk to this."
    fetch = {name: value for name, value in given if name in _LINK}
    is_link = method == "GET" and fetch == _LINK
    if fetch.get("sec-fetch-site", "none") not in _FROM_HERE and not is_link:
        return "A web page of another origin must not talk to this."
    return ""
