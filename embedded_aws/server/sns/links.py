"""Links in emails of SNS, which carry no credentials: a key of their own says that they are ours.

Nobody else can make one, so that no web page can confirm or end a subscription by an image or a form.
https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
"""

from __future__ import annotations

import hmac
import os
import urllib.parse
from collections.abc import Mapping

from embedded_aws.door import HOST
from embedded_aws.server import run

_KEY = "Key"
_PARAMETERS = {"Unsubscribe": ("SubscriptionArn",), "ConfirmSubscription": ("TopicArn", "Token")}


def unsubscribe_url(subscription: str) -> str:
    """Return the link that ends a subscription."""
    return _url("Unsubscribe", subscription)


def confirmation_url(topic: str, token: str) -> str:
    """Return the link that confirms a subscription."""
    return _url("ConfirmSubscription", topic, token)


def is_ours(query: Mapping[str, list[str]]) -> bool:
    """Return whether a query is one of our links."""
    action = query.get("Action", [""])[0]
    names = _PARAMETERS.get(action, ())
    if not names or set(query) != {"Action", _KEY, *names} or any(len(values) != 1 for values in query.values()):
        return False
    expected = _key(action, *(query[name][0] for name in names))
    return hmac.compare_digest(expected.encode(), query[_KEY][0].encode())


def _url(action: str, *values: str) -> str:
    named = dict(zip(_PARAMETERS[action], values, strict=True))
    query = urllib.parse.urlencode({"Action": action, **named, _KEY: _key(action, *values)})
    return f"http://{HOST}:{os.environ['GATEWAY_PORT']}/?{query}"


def _key(action: str, *values: str) -> str:
    return run.keys().link_key(action, " ".join(values))
