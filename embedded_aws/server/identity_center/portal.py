"""The access portal: what somebody who signed in gets for an account and a permission set.

Nobody types a password here: the run that started this hands out access tokens.
https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
"""

from __future__ import annotations

import secrets
import time

from ministack.services import sts

from embedded_aws.server import run
from embedded_aws.server.identity_center import roles, store
from embedded_aws.server.identity_center.store import PermissionSet
from embedded_aws.server.service import ApiError

PATH = "/federation/credentials"


def role_credentials(account_id: str, permission_set: str, token: str) -> dict[str, dict[str, object]]:
    """Return the credentials of a session, in an account, of the user whose access token it is.

    Raises:
        ApiError: the token is none of this run's, or the permission set is not assigned to the user there.
    """
    user = run.keys().user_of(token)
    if not user:
        raise ApiError("UnauthorizedException", "Session token not found or invalid", 401)
    instance = store.instance_for_account(account_id)
    assigned = (account_id, store.user_id(instance, user))
    for known in instance.permission_sets.values():
        if known.name == permission_set and assigned in known.assignments:
            return {"roleCredentials": _session(known, account_id, user)}
    raise ApiError("ForbiddenException", "No access", 403)


def _session(permission_set: PermissionSet, account_id: str, user: str) -> dict[str, object]:
    role = permission_set.role_name
    key, secret, token = f"ASIA{secrets.token_hex(8).upper()}", secrets.token_hex(20), secrets.token_hex(32)
    expiration = time.time() + roles.session_seconds(permission_set)
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{account_id}:assumed-role/{role}/{user}",
            "UserId": f"{role}:{user}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "Expiration": expiration,
        },
    )
    return {
        "accessKeyId": key,
        "secretAccessKey": secret,
        "sessionToken": token,
        "expiration": int(expiration * 1000),
    }
