"""The launch role in the hub, where a test needs nothing else of what `organization` brings."""

from __future__ import annotations

import json

from common.names import LAUNCH_ROLE_NAME
from embedded_aws.process import EmbeddedAws


def give_launch_role(aws: EmbeddedAws, account_id: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "servicecatalog.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    aws.session(account_id).client("iam").create_role(RoleName=LAUNCH_ROLE_NAME, AssumeRolePolicyDocument=document)
