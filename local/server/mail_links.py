"""Links in emails of SNS, which carry no credentials: a key of their own says that they are ours.

Nobody else can make one, so that no web page can end a subscription by an image or a form.
https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
"""

from __future__ import annotations

import hmac
import os
import urllib.parse
from collections.abc import Mapping

from local.door import HOST
from local.server import run

_KEY = "Key"


def unsubscribe_url(subscription: str) -> str:
    """Return the link that ends a subscription."""
    query = {
        "Action": "Unsubscribe",
        "SubscriptionArn": subscription,
        _KEY: run.keys().link_key("Unsubscribe", subscription),
    }
    return f"http://{HOST}:{os.environ['GATEWAY_PORT']}/?{urllib.parse.urlencode(query)}"


def is_ours(query: Mapping[str, list[str]]) -> bool:
    """Return whether a query is one of our links."""
    try:
        (action,), (subscription,), (key,) = query["Action"], query["SubscriptionArn"], query[_KEY]
    except (KeyError, ValueError):
        return False
    is_known = action == "Unsubscribe" and set(query) == {"Action", "SubscriptionArn", _KEY}
    return is_known and hmac.compare_digest(run.keys().link_key(action, subscription).encode(), key.encode())
