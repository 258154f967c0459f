"""Name the topic of a subscription as what IAM compares, where MiniStack compares `*` and so refuses whoever is held to topics.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html (Get-, SetSubscriptionAttributes)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core import iam_actions
from ministack.services import sns


def install() -> None:
    """Name topics from now on."""
    resource_of = iam_actions.extract_resource_arn

    def with_topic(  # noqa: PLR0913, PLR0917  # MiniStack's signature
        service: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        if service == "sns" and (subscription := sns._p(query, "SubscriptionArn")):
            return str(subscription).rpartition(":")[0]
        return str(resource_of(service, method, path, headers, body, query, region, account_id))

    iam_actions.extract_resource_arn = with_topic
