"""A role of an account that may do everything there, as far as resources let it."""

from __future__ import annotations

import json

import boto3

from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials
from tests.permissions.evaluator import EVERYTHING

NAME = "Administrator"


def administrator(aws: EmbeddedAws, account_id: str, region: str) -> boto3.Session:
    """Make the role, and return a session of it."""
    root = aws.session(account_id, region)
    iam = root.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    iam.put_role_policy(RoleName=NAME, PolicyName="Everything", PolicyDocument=json.dumps(EVERYTHING))
    keys = root.client("sts").assume_role(RoleArn=role, RoleSessionName="administrator")["Credentials"]
    credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return aws.session(account_id, region, credentials)
