"""Whether a request to SNS was signed, which its handlers do not see, and what is new since the last one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import sns

from embedded_aws.server.service import Response
from embedded_aws.server.sns import signed, subscriptions


def install() -> None:
    """Look at each request before it is handled."""
    handle = sns.handle_request

    async def handle_noted(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, Any]
    ) -> Response:
        signed.note("authorization" in headers or "X-Amz-Signature" in query)
        for topic in sns._topics.values():
            subscriptions.invite(topic)
        answer: Response = await handle(method, path, headers, body, query)
        for topic in sns._topics.values():
            subscriptions.invite(topic)
        return answer

    sns.handle_request = handle_noted
