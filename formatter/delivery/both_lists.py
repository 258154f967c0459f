"""A lead who is an owner too hears once: the leads' topic leaves out whom the owners' topic tells the same.

The two topics know nothing of each other, and CloudFormation gives a topic's inline subscriptions no filter policy, so the
function does. Each such subscription refuses the mark of its own address, and what is published carries the marks of those who
hear as owners now. So no policy is ever taken back: who ceases to be an owner, or never confirmed as one, hears as a lead.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-sns-topic-subscription.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping


def mark(address: str) -> str:
    """Return the name of the attribute that leaves this address (lower case) out.

    Not the address itself: the name of an attribute takes no @.
    https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
    """
    return f"owner_{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def marks(addresses: Iterable[str]) -> Mapping[str, str]:
    """Return the attributes that leave these addresses (lower case) out."""
    return {mark(address): "true" for address in addresses}


def filter_policy(address: str) -> str:
    """Return the policy that takes what does not carry the mark of this address (lower case).

    It takes nothing that has no attribute at all; all that we publish says for whom it is.
    https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
    """
    return json.dumps({mark(address): [{"exists": False}]})
