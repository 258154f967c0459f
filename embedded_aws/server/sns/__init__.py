"""SNS as AWS documents it, where MiniStack's is more lenient or only logs: who gets what, who confirmed, what is refused."""

from __future__ import annotations

from embedded_aws.server.sns import (
    attributes,
    chat,
    encryption,
    mailbox,
    publishing,
    requests,
    resources,
    subscriptions,
    topic_policy,
)


def install() -> None:
    """Refuse what SNS refuses, and deliver to the mailbox and to chat channels what it would send."""
    requests.install()
    resources.install()
    subscriptions.install()
    attributes.install()
    publishing.install()
    topic_policy.install()
    encryption.install()
    mailbox.install()
    chat.install()
