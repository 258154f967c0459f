"""The ASGI application: MiniStack, with paths of our own in front of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import ministack.app

from local.server import extension, identity, own_paths

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

extension.install()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer our own paths, and hand everything else to MiniStack."""
    if scope["type"] == "http" and own_paths.is_ours(scope["path"]):
        await _answer(scope, receive, send)
        return
    if scope["type"] == "http":
        # The loopback interface needs no TLS, but policies that demand it must see what they see in AWS.
        scope["headers"] = [*scope["headers"], (b"x-forwarded-proto", b"https")]
        identity.remember_caller(scope["headers"])
    await ministack.app.app(scope, receive, send)


async def _answer(scope: Message, receive: Receive, send: Send) -> None:
    status, body = own_paths.answer(own_paths.request_of(scope, await _body(receive)))
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
