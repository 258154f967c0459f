"""Topics with a key of the customer: who may publish needs the key too, and where a grant is missing nobody is told.

EventBridge presents no source to KMS for a topic, so a statement of the key's policy with a condition grants it nothing; the
key that AWS manages for SNS lets no service in.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import kms, sns

from embedded_aws.server.cloudformation.finishing import finish
from embedded_aws.server.sns.statements import allows_service
from embedded_aws.server.sns.states import Topic

_KEY = "KmsMasterKeyId"
_NEEDED = ("kms:GenerateDataKey", "kms:Decrypt")


def install() -> None:
    """Keep the key of a topic that CloudFormation makes; MiniStack forgets it."""
    finish("AWS::SNS::Topic", _keep_key)


def lets_in(topic: Topic, service: str) -> bool:
    """Return whether a service may use the key of a topic; anybody may where there is none."""
    named = topic["attributes"].get(_KEY)
    if not named:
        return True
    _, _, _, region, account, _ = topic["arn"].split(":", 5)
    with request_scope(account, region):
        key = kms._resolve_key(named)
    policy = json.loads(key["Policy"]) if key else {}
    return all(allows_service(policy, service, action, key["Arn"]) for action in _NEEDED) if key else False


def _keep_key(arn: str, properties: Mapping[str, Any]) -> None:
    topic = sns._topics.get(arn)
    if topic is not None:
        topic["attributes"][_KEY] = properties.get(_KEY, "")
