"""Print the keys of somebody who signs in to the access portal, as a profile takes them from a process.

A profile that names this process signs in when it is used, so it may stand there before anybody is assigned anything.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import json
import shlex
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

_REGION = "us-east-1"


def process(endpoint_url: str, account_id: str, permission_set: str, token: str) -> str:
    """Return the command that signs in.

    Args:
        endpoint_url: where the portal answers.
        account_id: the account that is chosen there.
        permission_set: the permission set that is chosen there.
        token: of who signs in.
    """
    return shlex.join([sys.executable, "-m", "local.sign_in", endpoint_url, account_id, permission_set, token])


def main(endpoint_url: str, account_id: str, permission_set: str, token: str) -> None:
    """Sign in; likewise."""
    portal = boto3.client(
        "sso", region_name=_REGION, endpoint_url=endpoint_url, config=Config(signature_version=UNSIGNED)
    )
    try:
        found = portal.get_role_credentials(roleName=permission_set, accountId=account_id, accessToken=token)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ForbiddenException":
            raise
        sys.exit(f"Nobody has assigned {permission_set} to this user in account {account_id} yet.")
    keys = found["roleCredentials"]
    sys.stdout.write(
        json.dumps(
            {
                "Version": 1,
                "AccessKeyId": keys["accessKeyId"],
                "SecretAccessKey": keys["secretAccessKey"],
                "SessionToken": keys["sessionToken"],
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
