"""Serve the page on a free port of this machine, as long as the embedded AWS runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local.embedded_aws import EmbeddedAws
from local.page.mailbox import mailbox_page


@contextlib.contextmanager
def serve(aws: EmbeddedAws) -> Iterator[str]:
    """Serve until the context ends; gives the page's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with the mailbox as it is now."""
            body = mailbox_page(aws.mailbox()).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class names it
            """Say nothing: the terminal belongs to the journey."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
