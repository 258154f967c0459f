"""What the parts in front of MiniStack know of ASGI. https://asgi.readthedocs.io/en/latest/specs/www.html"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


async def read_body(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def body_again(body: bytes) -> Receive:
    """Return a body that was read to whoever reads it next."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def send_into(messages: list[Message]) -> Send:
    """Keep an answer instead of sending it."""

    async def send(message: Message) -> None:
        messages.append(message)

    return send


def answer(status: int, content_type: str, body: bytes) -> list[Message]:
    """Return the messages of an answer."""
    headers = [(b"content-type", content_type.encode())]
    return [
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
    ]
