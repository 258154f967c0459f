"""Whom an account names beside its owner, for security among others; MiniStack knows no such contacts.

https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import account

from embedded_aws.server import identity, permissions
from embedded_aws.server.service import ApiError, Response

_FIELDS = ("AlternateContactType", "EmailAddress", "Name", "PhoneNumber", "Title")

_contacts: dict[tuple[str, str], Mapping[str, str]] = {}


def install() -> None:
    """Let an account put its contacts, and those read them who may."""
    account._DISPATCH["/putAlternateContact"] = _answering("PutAlternateContact", _put)
    account._DISPATCH["/getAlternateContact"] = _answering("GetAlternateContact", _get)


def _put(payload: Mapping[str, str]) -> Mapping[str, object]:
    _contacts[get_account_id(), payload["AlternateContactType"]] = {name: payload[name] for name in _FIELDS}
    return {}


def _get(payload: Mapping[str, str]) -> Mapping[str, object]:
    kind = payload["AlternateContactType"]
    found = _contacts.get((get_account_id(), kind))
    if found is None:
        raise ApiError("ResourceNotFoundException", f"No contact of the type {kind} found.", 404)
    return {"AlternateContact": found}


def _answering(
    action: str, operation: Callable[[Mapping[str, str]], Mapping[str, object]]
) -> Callable[[Mapping[str, Any]], Response]:
    def answer(payload: Mapping[str, Any]) -> Response:
        arn = f"arn:aws:account::{get_account_id()}:account"
        kinds = {"account:AlternateContactTypes": [payload["AlternateContactType"]]}
        try:
            permissions.require(identity.caller(), f"account:{action}", arn, kinds)
            response: Response = account._json(200, operation(payload))
        except ApiError as error:
            return error.response()
        return response

    return answer
