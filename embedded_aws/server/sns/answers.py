"""Answers in SNS's protocol."""

from __future__ import annotations

from ministack.services import sns

from embedded_aws.server.service import Response


def done(action: str, inner: str = "") -> Response:
    """Return the answer to an action, with what its result holds."""
    result = f"<{action}Result>{inner}</{action}Result>" if inner else ""
    answer: Response = sns._xml(200, f"{action}Response", result)
    return answer


def refused(code: str, message: str, status: int = 400) -> Response:
    """Return an error."""
    answer: Response = sns._error(code, message, status)
    return answer
