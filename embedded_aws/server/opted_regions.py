"""Regions that an account must enable before it can use them; MiniStack takes all for enabled.

A Region that the account has not enabled does not know the account's credentials, and answers as it answers strangers.
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import account

from embedded_aws.server.service import ApiError, Response

_enabled: set[tuple[str, str]] = set()


def install() -> None:
    """Refuse what is asked in other Regions, and let accounts enable them."""
    authenticate = iam_evaluator.authenticate

    def authenticate_in_region(access_key_id: str, account_id: str) -> object:
        if not is_enabled(account_id, get_region()):
            message = "The security token included in the request is invalid."
            return iam_evaluator.AuthError("UnrecognizedClientException", message)
        return authenticate(access_key_id, account_id)

    iam_evaluator.authenticate = authenticate_in_region
    account._DISPATCH.update({path: _response(operation) for path, operation in _OPERATIONS.items()})


def is_enabled(account_id: str, region: str) -> bool:
    """Return whether an account may use a Region; one that does not exist nobody may use."""
    opted = region not in account._OPT_IN_REQUIRED or (account_id, region) in _enabled
    return region in account._REGIONS_LIST and opted


def _status(region: str) -> str:
    if region not in account._OPT_IN_REQUIRED:
        return "ENABLED_BY_DEFAULT"
    return "ENABLED" if is_enabled(get_account_id(), region) else "DISABLED"


def _enable(region: str) -> Mapping[str, object]:
    # AWS takes minutes to hours, during which the status is ENABLING.
    _enabled.add((get_account_id(), _known(region)))
    return {}


def _disable(region: str) -> Mapping[str, object]:
    _enabled.discard((get_account_id(), _known(region)))
    return {}


def _get_status(region: str) -> Mapping[str, object]:
    return {"RegionName": _known(region), "RegionOptStatus": _status(region)}


def _known(region: str) -> str:
    if region not in account._REGIONS_LIST:
        raise ApiError("ValidationException", f"The region name {region} is not valid.")
    return region


def _list(payload: Mapping[str, Any]) -> Mapping[str, object]:
    wanted = payload.get("RegionOptStatusContains")
    found = [{"RegionName": region, "RegionOptStatus": _status(region)} for region in account._REGIONS_LIST]
    return {"Regions": [one for one in found if not wanted or one["RegionOptStatus"] in wanted]}


def _response(operation: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], Response]:
    """Turn one of the operations above into one of MiniStack's dispatch table."""

    def answer(payload: Mapping[str, Any]) -> Response:
        try:
            response: Response = account._json(200, operation(payload))
        except ApiError as error:
            return error.response()
        return response

    return answer


_OPERATIONS: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "/enableRegion": lambda payload: _enable(payload["RegionName"]),
    "/disableRegion": lambda payload: _disable(payload["RegionName"]),
    "/getRegionOptStatus": lambda payload: _get_status(payload["RegionName"]),
    "/listRegions": _list,
}
