"""Serve the page on a free port of this machine, as long as the embedded AWS runs."""

from __future__ import annotations

import contextlib
import secrets
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any

from embedded_aws.door import HOST
from embedded_aws.process import EmbeddedAws
from local.journey.choices import Choices
from local.journey.play import Stage
from local.page.playground import Playground
from local.page.requests import Api, Handler
from local.page.view import PageView

_KEY_BYTES = 16


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that has gone away; anything else is our mistake and shows."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came


@contextlib.contextmanager
def serve(aws: EmbeddedAws, stage: Stage, choices: Choices, sent: Sequence[Mapping[str, Any]] = ()) -> Iterator[str]:
    """Serve until the context ends; gives the page's address.

    Args:
        aws: the embedded AWS.
        stage: what stands in it.
        choices: the owner's answers.
        sent: events that were sent before.
    """
    playground = Playground(aws, stage, choices)
    playground.adopt(sent)
    # The address is the key, as with a mailing list's private links: other users of this machine cannot guess it.
    folder = f"/{secrets.token_urlsafe(_KEY_BYTES)}/"
    server = _Server((HOST, 0), partial(Handler, Api(playground, PageView(playground)), folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}{folder}"
    finally:
        server.shutdown()
        server.server_close()
