"""How services word that they refuse a call or have failed, so that an SDK takes it as it takes it from AWS.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
"""

from __future__ import annotations

import json

from embedded_aws.server.asgi import Message, answer

_QUERY = "sns"
"""The one service of a function that speaks the query protocol; all others speak JSON."""


def throttled(service: str) -> list[Message]:
    """Return that there were too many calls."""
    return _error(service, 400, "Throttling" if service == _QUERY else "ThrottlingException", "Rate exceeded")


def failed(service: str) -> list[Message]:
    """Return that the service has failed."""
    return _error(service, 500, "InternalFailure" if service == _QUERY else "InternalServerError", "Internal failure")


def _error(service: str, status: int, code: str, message: str) -> list[Message]:
    if service != _QUERY:
        body = json.dumps({"__type": code, "message": message})
        return answer(status, "application/x-amz-json-1.0", body.encode())
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>fault</RequestId></ErrorResponse>"
    )
    return answer(status, "text/xml", body.encode())
