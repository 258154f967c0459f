"""The door of the embedded AWS: nothing passes that a web page of elsewhere has sent, or that no key of this run signed.

Functions run as the user who started this, so whoever passes has that user's files.
"""

from __future__ import annotations

import hmac
import os
import uuid
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, quote

from ministack.core.iam_actions import access_denied_response

from embedded_aws import door
from embedded_aws.server import own_paths, run
from embedded_aws.server.asgi import Application, Message, Receive, Send, answer, body_again, read_body
from embedded_aws.server.identity_center import portal
from embedded_aws.server.signatures import SignatureError, Signed, require_signature
from embedded_aws.server.sns.links import is_ours

_FORBIDDEN = 403


def guarded(application: Application) -> Application:
    """Return the application behind the door."""

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await application(scope, receive, send)
        else:
            await _serve(application, scope, receive, send)

    return serve


async def _serve(application: Application, scope: Message, receive: Receive, send: Send) -> None:
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    refused = door.refusal(scope["method"], headers, int(os.environ["GATEWAY_PORT"]))
    if refused:
        messages = answer(_FORBIDDEN, "text/plain; charset=utf-8", f"{refused}\n".encode())
    else:
        request = _request(scope, _joined(headers), await read_body(receive))
        try:
            _require_key(scope["path"], request)
        except SignatureError as error:
            messages = _denied(error, request)
        else:
            await application(_without_more(scope, request), body_again(request.body), send)
            return
    for message in messages:
        await send(message)


def _joined(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return headers by name; what comes twice is one value, so that nobody sees another one of the two than the door."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _without_more(scope: Message, request: Signed) -> Message:
    """Leave of a link's request nothing but the link, since it is all that its key is for."""
    if not _is_link(scope["path"], request):
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() == b"host"]}


def _is_link(path: str, request: Signed) -> bool:
    return request.method == "GET" and path == "/" and not request.body and is_ours(request.query)


def _request(scope: Message, headers: Mapping[str, str], body: bytes) -> Signed:
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
    return Signed(scope["method"], raw_path.decode("latin-1"), query, headers, body)


def _require_key(path: str, request: Signed) -> None:
    """Return if the request carries a key of this run, of the kind that its path asks for."""
    if path == portal.PATH or _is_link(path, request):
        return  # the access token in the header is the key, and the portal checks it; or the link's own key is
    if not own_paths.is_ours(path):
        require_signature(request)
        return
    expected = f"Bearer {run.keys().control_token}".encode()
    if not hmac.compare_digest(expected, request.headers.get("authorization", "").encode()):
        raise SignatureError("AccessDeniedException", "Only the process that started the embedded AWS may ask this.")


def _denied(error: SignatureError, request: Signed) -> list[Message]:
    """Word it as the service does, so that an SDK understands it."""
    _, headers, body = access_denied_response(
        error.service, "", "", str(uuid.uuid4()), error_code=error.code, message=str(error), headers=request.headers
    )
    return answer(_FORBIDDEN, headers["Content-Type"], body)
