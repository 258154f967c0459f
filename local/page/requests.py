"""Answer the browser: the page's files, its state, and what people do on it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from embedded_aws import door
from installer.errors import UserError
from installer.findings.files import event_of
from local.journey.steps import STEPS
from local.page import gallery
from local.page.playground import Playground
from local.page.view import PageView

_FILES = Path(__file__).with_name("static")
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LARGEST_REQUEST = 5_000_000

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the browser gets.

    Attributes:
        tag: names what the body says; a browser that knows it already is not sent it again. Empty: always sent.
    """

    body: bytes
    content_type: str = "application/json"
    status: HTTPStatus = HTTPStatus.OK
    tag: str = ""


class Api:
    """What the page asks for and what it does."""

    def __init__(self, playground: Playground, view: PageView) -> None:
        self._playground = playground
        self._view = view
        self._reading = threading.Lock()
        self._parts: Mapping[str, Callable[[str], Any]] = {
            "emails": lambda number: view.body(int(number)) if number.isdecimal() else None,
            "threads": lambda number: view.thread(int(number)) if number.isdecimal() else None,
            "patterns": view.patterns,
        }
        self._actions: Mapping[str, Callable[[Given], Given | None]] = {
            "subscribe": lambda given: playground.subscribe(given["name"], given["answers"]),
            "change": lambda given: playground.change(given["key"], given["answers"]),
            "leave": lambda given: playground.leave(given["key"]),
            "terminate": lambda given: playground.terminate(given["name"]),
            "connect": lambda given: playground.connect(given["key"]),
            "pick": lambda given: playground.pick(int(given["number"]), given["severity"]),
            "paste": lambda given: playground.paste(given["text"]),
            **{step: partial(self._again, step) for step in STEPS},
            "storm": lambda given: playground.storm(int(given["size"])),
            "pass-time": lambda given: {"emails": playground.let_time_pass(int(given["minutes"]))},
        }

    def read(self, path: str) -> Answer | None:
        """Return the file, or what the page asks for, at a path."""
        if path == "/api/state":
            with self._reading:
                return _tagged(_json(self._view.state()))
        if path == "/api/setup":
            return _json(self._setup())
        kind, _, name = path.removeprefix("/api/").partition("/")
        if kind in self._parts:
            part = self._parts[kind](name)
            return None if part is None else _json(part)
        file = _FILES / (path.lstrip("/") or "index.html")
        is_there = file.parent == _FILES and file.is_file()
        return Answer(file.read_bytes(), _TYPES[file.suffix] + "; charset=utf-8") if is_there else None

    def act(self, path: str, given: Given) -> Answer | None:
        """Do what the page asks for."""
        action = self._actions.get(path.removeprefix("/api/"))
        if action is None:
            return None
        try:
            return _json(action(given) or {})
        except UserError as error:
            return _json(self._playground.form.refusal(str(error)), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _setup(self) -> Given:
        place = self._playground.place
        found = {"form": self._playground.form.groups, "gallery": gallery.titles(place), "example": self._example()}
        return {"account": place.account_id, **found}

    def _example(self) -> str:
        finding = gallery.pick(0, "High", self._playground.place, self._playground.aws.now())
        return json.dumps(event_of(finding), indent=2)

    def _again(self, step: str, given: Given) -> None:
        self._playground.again(int(given["number"]), step)


class Handler(BaseHTTPRequestHandler):
    """Answers requests with the API.

    Args:
        api: what answers.
        folder: path of the page, which nobody else knows; anything outside is refused.
        arguments: what the server gives.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, api: Api, folder: str, *arguments: Any) -> None:
        self._api = api
        self._folder = folder
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with a file or with state."""
        if self._may_come_in():
            self._send(self._api.read(self._path))

    def do_POST(self) -> None:
        """Do something."""
        if not self._may_come_in():
            return
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(min(size, _LARGEST_REQUEST))
        if self.headers.get("Content-Type") != "application/json" or size > _LARGEST_REQUEST:
            self._send(_json({"sentence": "Send JSON of at most 5 MB."}, HTTPStatus.BAD_REQUEST))
            return
        self._send(self._api.act(self._path, json.loads(body)))

    def do_OPTIONS(self) -> None:
        """Refuse: a browser asks so before it lets a page of elsewhere send anything."""
        self._send(_json({"sentence": "Only this page may talk to this."}, HTTPStatus.FORBIDDEN))

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class names it
        """Say nothing: the terminal belongs to the journey."""

    @property
    def _path(self) -> str:
        return "/" + urlsplit(self.path).path.removeprefix(self._folder)

    def _may_come_in(self) -> bool:
        """Refuse what this page has not sent."""
        assert isinstance(self.server, HTTPServer)  # noqa: S101  # only it uses this class
        refused = door.refusal(self.command, self.headers.items(), self.server.server_port)
        if not refused and not self.path.startswith(self._folder):
            refused = "Open the page at the address that ./install.sh local has printed."
        if refused:
            self.close_connection = True  # what it sent may be unread
            self._send(_json({"sentence": refused}, HTTPStatus.FORBIDDEN))
        return not refused

    def _send(self, answer: Answer | None) -> None:
        found = answer or _json({"sentence": "There is nothing at this address."}, HTTPStatus.NOT_FOUND)
        if found.tag and self.headers.get("If-None-Match") == found.tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return
        self.send_response(found.status)
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(found.body)))
        self.send_header("Cache-Control", "no-store")
        if found.tag:
            self.send_header("ETag", found.tag)
        self.send_header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(found.body)


def _json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(json.dumps(value).encode(), status=status)


def _tagged(answer: Answer) -> Answer:
    return replace(answer, tag=f'"{hashlib.sha256(answer.body).hexdigest()}"')
