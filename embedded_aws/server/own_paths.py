"""What answers on paths that are no AWS service of MiniStack's: the mailbox, Security Hub's own events, faults and others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from embedded_aws.control import (
    CHANNELS_PATH,
    CLOCK_PATH,
    CONFIRMATIONS_PATH,
    DEVIATIONS_PATH,
    EVENTS_PATH,
    FAULTS_PATH,
    FUNCTIONS_PATH,
    MAILBOX_PATH,
)
from embedded_aws.server import asynchronous, clock, deviations, faults
from embedded_aws.server.identity_center import portal
from embedded_aws.server.security_hub import events
from embedded_aws.server.service import ApiError
from embedded_aws.server.sns import chat, mailbox, subscriptions

Answer = tuple[int, bytes]


@dataclass(frozen=True)
class Request:
    """A request to a path of ours; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


def request_of(scope: Mapping[str, object], body: bytes) -> Request:
    """Return what an ASGI scope and body ask for."""
    query_string, pairs = scope["query_string"], scope["headers"]
    assert isinstance(query_string, bytes)  # noqa: S101  # as ASGI defines it
    assert isinstance(pairs, list)  # noqa: S101  # likewise
    query = {name: values[0] for name, values in parse_qs(query_string.decode()).items()}
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
    return Request(str(scope["method"]), str(scope["path"]), query, headers, body)


def is_ours(path: str) -> bool:
    """Return whether a path is one of ours."""
    return path in _PAGES


async def answer(request: Request) -> Answer:
    """Return status and JSON for a request to one of our paths."""
    if request.path == FUNCTIONS_PATH:
        await asyncio.to_thread(asynchronous.wait_until_idle, float(request.query.get("until_idle", "0")))
    return _PAGES[request.path](request)


def _mailbox(request: Request) -> Answer:
    return 200, mailbox.page(request.query)


def _confirmations(_request: Request) -> Answer:
    return 200, subscriptions.confirmations()


def _channels(request: Request) -> Answer:
    channel, topic = request.query["channel"], request.query.get("topic", "")
    if request.method == "POST":
        chat.join(channel, topic)
    elif request.method == "DELETE":
        chat.leave(channel, topic)
    return 200, chat.page(channel)


def _events(request: Request) -> Answer:
    events.emit(request.query["account_id"], request.query["region"], json.loads(request.body))
    return 200, b"{}"


def _faults(request: Request) -> Answer:
    if request.method == "POST":
        faults.arm(request.body)
    elif request.method == "DELETE":
        faults.clear()
    return 200, faults.page()


def _deviations(request: Request) -> Answer:
    if request.method == "POST":
        deviations.take(request.body)
    return 200, deviations.page()


def _clock(request: Request) -> Answer:
    if request.method == "POST":
        clock.advance(request.body)
    return 200, clock.page()


def _functions(_request: Request) -> Answer:
    return 200, asynchronous.page()


def _portal(request: Request) -> Answer:
    token = request.headers.get("x-amz-sso_bearer_token", "")
    try:
        found = portal.role_credentials(request.query["account_id"], request.query["role_name"], token)
    except ApiError as error:
        status, _, body = error.response()
        return status, body
    return 200, json.dumps(found).encode()


_PAGES: dict[str, Callable[[Request], Answer]] = {
    MAILBOX_PATH: _mailbox,
    CONFIRMATIONS_PATH: _confirmations,
    CHANNELS_PATH: _channels,
    EVENTS_PATH: _events,
    FAULTS_PATH: _faults,
    DEVIATIONS_PATH: _deviations,
    CLOCK_PATH: _clock,
    FUNCTIONS_PATH: _functions,
    portal.PATH: _portal,
}
