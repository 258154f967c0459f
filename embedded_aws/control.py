"""Ask the embedded AWS on paths of its own, which are no AWS service: mailbox, faults, functions, events."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAILBOX_PATH = "/_embedded/mailbox"
"""Where the server answers with all emails as JSON; `address` in the query asks for those of one address."""
EVENTS_PATH = "/_embedded/security-hub-events"
"""Where the server takes an event; `account_id` and `region` in the query say for which bus."""
FAULTS_PATH = "/_embedded/faults"
"""Where the server takes faults (POST), tells of them (GET) and forgets them (DELETE)."""
CONFIRMATIONS_PATH = "/_embedded/confirmations"
"""Where the server tells of invitations to topics that nobody has confirmed."""
CHANNELS_PATH = "/_embedded/channels"
"""Where a `channel` takes a `topic` (POST), takes it no longer (DELETE) and shows its messages (GET)."""
CLOCK_PATH = "/_embedded/clock"
"""Where the server takes how many seconds shall pass (POST), and tells how many have (GET)."""
DEVIATIONS_PATH = "/_embedded/deviations"
"""Where the server takes how it shall differ from AWS (POST), and tells how it does (GET)."""
FUNCTIONS_PATH = "/_embedded/functions"
"""Where the server tells of its functions; at once, or when they are idle, `until_idle` so many seconds at most."""


@dataclass(frozen=True)
class Control:
    """The way to a running embedded AWS.

    Attributes:
        endpoint_url: where it answers.
        token: what proves that this run may ask.
    """

    endpoint_url: str
    token: str = field(repr=False)

    def ask(
        self, path: str, query: Mapping[str, str] | None = None, *, method: str = "GET", body: bytes | None = None
    ) -> Any:
        """Return the JSON that a path answers with."""
        address = f"{self.endpoint_url}{path}?{urllib.parse.urlencode(query or {})}"
        request = urllib.request.Request(  # noqa: S310  # our own
            address, data=body, method=method, headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # likewise
            return json.load(answer)
