"""The ASGI application: MiniStack, with paths of our own in front of it."""

from __future__ import annotations

import ministack.app

from embedded_aws.server import extension, faults, identity, own_paths
from embedded_aws.server.asgi import Message, Receive, Send, answer, read_body
from embedded_aws.server.door import guarded

extension.install()


async def _behind_the_door(scope: Message, receive: Receive, send: Send) -> None:
    """Answer our own paths, and hand everything else to MiniStack."""
    if scope["type"] == "http" and own_paths.is_ours(scope["path"]):
        await _answer(scope, receive, send)
        return
    if scope["type"] == "http":
        # The loopback interface needs no TLS, but policies that demand it must see what they see in AWS.
        scope["headers"] = [*scope["headers"], (b"x-forwarded-proto", b"https")]
        identity.remember_caller(scope["headers"], scope["query_string"])
    await faults.serve(ministack.app.app, scope, receive, send)


async def _answer(scope: Message, receive: Receive, send: Send) -> None:
    status, body = await own_paths.answer(own_paths.request_of(scope, await read_body(receive)))
    for message in answer(status, "application/json", body):
        await send(message)


application = guarded(_behind_the_door)
