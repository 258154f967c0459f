"""Serve an ASGI application over HTTP/1.1, each request and the head of each answer as a whole.

Servers for the internet spend half of what a call costs here on what nobody needs here: streams with back pressure, HTTP/2,
WebSockets, time limits. What is on the wire is h11's matter, which they use too.
https://h11.readthedocs.io/en/latest/api.html
https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from __future__ import annotations

import asyncio
import logging
import socket
from http import HTTPStatus
from urllib.parse import unquote

import h11

from embedded_aws.server.asgi import Application, Message, body_again

_BACKLOG = 1024
_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)

_logger = logging.getLogger(__name__)


async def serve(application: Application, listener: socket.socket) -> None:
    """Start the application, then answer whoever connects, until this is cancelled."""
    started = asyncio.Event()
    living = asyncio.create_task(_live(application, started))
    await asyncio.wait([living, asyncio.create_task(started.wait())], return_when=asyncio.FIRST_COMPLETED)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(application), sock=listener, backlog=_BACKLOG)
    await asyncio.gather(living, server.serve_forever())


async def _live(application: Application, started: asyncio.Event) -> None:
    """Tell the application that it starts; nobody tells it when it ends.

    https://asgi.readthedocs.io/en/latest/specs/lifespan.html
    """
    startup: Message = {"type": "lifespan.startup"}
    messages = iter([startup])

    async def receive() -> Message:
        return next(messages, None) or await asyncio.get_running_loop().create_future()

    async def send(_message: Message) -> None:
        started.set()

    await application({"type": "lifespan"}, receive, send)


class _Connection(asyncio.Protocol):
    """The requests of one client, one after the other."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._http = h11.Connection(h11.SERVER)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers go."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # as asyncio has it
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take what the client has sent."""
        self._http.receive_data(data)
        self._go_on()

    def _go_on(self) -> None:
        """Answer the next request once it is there as a whole."""
        try:
            while (event := self._http.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                if isinstance(event, h11.Request):
                    self._request, self._body = event, bytearray()
                elif isinstance(event, h11.Data):
                    self._body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    self._answering = asyncio.create_task(self._answer(self._request, bytes(self._body)))
        except h11.RemoteProtocolError as error:
            self._end(error.error_status_hint)
            return
        if self._http.they_are_waiting_for_100_continue:
            self._write(h11.InformationalResponse(status_code=HTTPStatus.CONTINUE, headers=[], reason=b"Continue"))

    async def _answer(self, request: h11.Request, body: bytes) -> None:
        try:
            await self._application(self._scope(request), body_again(body), self._send)
        except Exception:
            _logger.exception("%s %s", request.method.decode(), request.target.decode())
            self._end(HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        if self._http.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}:
            self._http.start_next_cycle()
            self._go_on()
        else:
            self._transport.close()

    def _scope(self, request: h11.Request) -> Message:
        path, _, query = request.target.partition(b"?")
        return {
            "type": "http",
            "method": request.method.decode("ascii"),
            "scheme": "http",
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "headers": list(request.headers),
            "client": self._transport.get_extra_info("peername"),
        }

    async def _send(self, message: Message) -> None:
        """Write what the application answers, the head together with the first part of the body."""
        if message["type"] == "http.response.start":
            self._head = [h11.Response(status_code=message["status"], headers=list(message["headers"]))]
            self._is_bodiless = self._request.method == b"HEAD" or message["status"] in _WITHOUT_BODY
            return
        body = b"" if self._is_bodiless else message.get("body", b"")
        end = [] if message.get("more_body") else [h11.EndOfMessage()]
        self._write(*self._head, h11.Data(body), *end)
        self._head = []

    def _end(self, status: int) -> None:
        """Close, and say why unless an answer has begun."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = [("content-length", "0"), ("connection", "close")]
            self._write(h11.Response(status_code=status, headers=headers), h11.EndOfMessage())
        self._transport.close()

    def _write(self, *events: h11.Event) -> None:
        self._transport.write(b"".join(self._http.send(event) or b"" for event in events))
