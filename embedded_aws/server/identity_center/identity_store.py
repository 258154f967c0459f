"""The users to whom permission sets are assigned.

https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateUser.html
"""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.server.identity_center import store
from embedded_aws.server.identity_center.store import Instance
from embedded_aws.server.service import ApiError, Parameters


def _instance(parameters: Parameters) -> Instance:
    found = store.visible_instance()
    if found is None or found.identity_store_id != parameters["IdentityStoreId"]:
        raise ApiError("ResourceNotFoundException", f"Identity store {parameters['IdentityStoreId']} not found.")
    return found


def _create_user(parameters: Parameters) -> Mapping[str, object]:
    instance = _instance(parameters)
    if parameters["UserName"] in instance.users.values():
        raise ApiError("ConflictException", f"User {parameters['UserName']} already exists.")
    user_id = store.user_id(instance, parameters["UserName"])
    return {"UserId": user_id, "IdentityStoreId": instance.identity_store_id}


def _list_users(parameters: Parameters) -> Mapping[str, object]:
    instance = _instance(parameters)
    known = instance.users.items()
    common = {"IdentityStoreId": instance.identity_store_id}
    return {"Users": [{"UserId": user_id, "UserName": name, **common} for user_id, name in known]}


OPERATIONS = {"CreateUser": _create_user, "ListUsers": _list_users}
