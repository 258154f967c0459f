"""The ASGI application: MiniStack, with paths of our own in front of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import ministack.app

from local.mailbox import MAILBOX_PATH
from local.server import extension, identity, mailbox

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Page = Callable[[dict[str, str]], bytes]

PAGES: dict[str, Page] = {MAILBOX_PATH: mailbox.page}
"""What answers GET on a path of our own, given the query; the answer is JSON."""

extension.install()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer our own paths, and hand everything else to MiniStack."""
    if scope["type"] == "http":
        # The loopback interface needs no TLS, but policies that demand it must see what they see in AWS.
        scope["headers"] = [*scope["headers"], (b"x-forwarded-proto", b"https")]
        identity.remember_caller(scope["headers"])
    page = PAGES.get(scope.get("path", ""))
    if page is None:
        await ministack.app.app(scope, receive, send)
        return
    query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": page(query)})
