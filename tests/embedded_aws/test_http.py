"""What is on the wire between a client and the server, whatever the application is."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable

import pytest

from embedded_aws.server.asgi import Message, Receive, Send, read_body
from embedded_aws.server.http import serve

_SECONDS = 20


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer with what was asked, in the way that the path names."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        return
    body = await read_body(receive)
    if scope["path"] == "/fails":
        raise ValueError("no")
    status = int(scope["path"][1:]) if scope["path"][1:].isdecimal() else 200
    await send({"type": "http.response.start", "status": status, "headers": [(b"x-path", scope["path"].encode())]})
    said = b"%s %s?%s %s" % (scope["method"].encode(), scope["raw_path"], scope["query_string"], body)
    if scope["path"] == "/parts":
        await send({"type": "http.response.body", "body": b"before", "more_body": True})
    await send({"type": "http.response.body", "body": said})


async def exchanged(
    sent: str, read: Callable[[asyncio.StreamReader], Awaitable[bytes]] = asyncio.StreamReader.read
) -> str:
    """Send a text over one connection, and return what comes back, by default until the server closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(serve(application, listener))
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(sent.encode())
        received = await asyncio.wait_for(read(reader), _SECONDS)
        writer.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    return received.decode()


CHUNKS = "2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"
LAST = "Connection: close\r\n"
"""What has the server close the connection once it has answered."""


def request(line: str, headers: str = LAST, body: str = "") -> str:
    return f"{line} HTTP/1.1\r\nHost: here\r\n{headers}\r\n{body}"


@pytest.mark.parametrize(
    ("sent", "statuses", "bodies"),
    [
        (request("GET /a%20b?c=d"), [200], ["GET /a%20b?c=d"]),
        (request("POST /", f"Content-Length: 4\r\n{LAST}", "body"), [200], ["POST /? body"]),
        (request("PUT /", f"Transfer-Encoding: chunked\r\n{LAST}", CHUNKS), [200], ["PUT /? body"]),
        (request("GET /1st", "") + request("GET /2nd"), [200, 200], ["GET /1st?", "GET /2nd?"]),
        (request("GET /parts"), [200], ["GET /parts?"]),
        (request("PUT /", f"Expect: 100-continue\r\nContent-Length: 4\r\n{LAST}", "body"), [200], ["PUT /? body"]),
        (request("HEAD /404"), [404], []),
        (request("GET /204"), [204], []),
        (request("GET /fails", ""), [500], []),
        ("GET\r\n\r\n", [400], []),
        (request("GET /", "Content-Length: 1\r\nContent-Length: 2\r\n"), [400], []),
        (request("GET /", f"Connection: Upgrade\r\nUpgrade: websocket\r\n{LAST}"), [200], ["GET /?"]),
        (request("GET /1st", "") + "nonsense\r\n\r\n", [200, 400], ["GET /1st?"]),
    ],
    ids=[
        "path and query as they came",
        "a body",
        "a body in chunks",
        "two requests on one connection",
        "an answer in parts",
        "a client that would have asked whether to send, and did not wait",
        "no body to HEAD",
        "no body where the status has none",
        "an application that fails",
        "no request",
        "a request that can be read in two ways",
        "a WebSocket, which stays an ordinary request",
        "nonsense behind a request",
    ],
)
def test_what_comes_back(sent: str, statuses: list[int], bodies: list[str]) -> None:
    received = asyncio.run(exchanged(sent))
    assert [int(status) for status in re.findall(r"^HTTP/1.1 (\d+)", received, re.MULTILINE)] == statuses
    assert [said.strip() for said in re.findall(r"[A-Z]+ /\S*\?\S* \w*", received)] == bodies


def test_a_client_that_asks_before_it_sends_is_told_to_go_on() -> None:
    asked = request("PUT /", "Expect: 100-continue\r\nContent-Length: 4\r\n")
    assert asyncio.run(exchanged(asked, asyncio.StreamReader.readline)) == "HTTP/1.1 100 Continue\r\n"
