"""Print the keys of somebody who signs in to the access portal, as a profile takes them from a process.

A profile that names this process signs in when it is used, so it may stand there before anybody is assigned anything.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import json
import shlex
import sys
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


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
    """Sign in; likewise.

    It happens anew for each command with such a profile, and boto3 takes longer to come than all the rest does.
    https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
    """
    query = urlencode({"account_id": account_id, "role_name": permission_set})
    request = Request(f"{endpoint_url}/federation/credentials?{query}", headers={"x-amz-sso_bearer_token": token})  # noqa: S310  # our own
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310  # likewise
            keys = json.load(answer)["roleCredentials"]
    except HTTPError as error:
        if error.code != HTTPStatus.FORBIDDEN:
            raise
        sys.exit(f"Nobody has assigned {permission_set} to this user in account {account_id} yet.")
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
