"""Whether and how Security Hub is switched on; in the embedded AWS it is, until somebody switches it off.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server import permissions
from embedded_aws.server.service import ApiError, Parameters

_SINCE = "2026-01-01T00:00:00.000Z"
_DEFAULTS = {"ControlFindingGenerator": "SECURITY_CONTROL", "AutoEnableControls": True}

_off: set[tuple[str, str]] = set()
_settings: dict[tuple[str, str], dict[str, Any]] = {}
_aggregators: dict[tuple[str, str], dict[str, Any]] = {}


def _here() -> tuple[str, str]:
    return get_account_id(), get_region()


def _describe(_parameters: Parameters) -> Mapping[str, object]:
    if _here() in _off:
        message = f"Account {get_account_id()} is not subscribed to AWS Security Hub"
        raise ApiError("InvalidAccessException", message, 401)
    arn = permissions.arn("securityhub", "hub/default")
    return {"HubArn": arn, "SubscribedAt": _SINCE, **_DEFAULTS, **_settings.get(_here(), {})}


def _enable(_parameters: Parameters) -> Mapping[str, object]:
    _off.discard(_here())
    return {}


def _disable(_parameters: Parameters) -> Mapping[str, object]:
    _off.add(_here())
    return {}


def _configure(parameters: Parameters) -> Mapping[str, object]:
    given = {name: parameters[name] for name in _DEFAULTS if name in parameters}
    _settings[_here()] = {**_settings.get(_here(), {}), **given}
    return {}


def _create_aggregator(parameters: Parameters) -> Mapping[str, object]:
    made = {
        "FindingAggregatorArn": permissions.arn("securityhub", "finding-aggregator/embedded"),
        "FindingAggregationRegion": get_region(),
        "RegionLinkingMode": parameters["RegionLinkingMode"],
        "Regions": parameters.get("Regions", []),
    }
    _aggregators[_here()] = made
    return made


def _list_aggregators(_parameters: Parameters) -> Mapping[str, object]:
    own = [found for (account, _), found in _aggregators.items() if account == get_account_id()]
    return {"FindingAggregators": [{"FindingAggregatorArn": found["FindingAggregatorArn"]} for found in own]}


def _get_aggregator(parameters: Parameters) -> Mapping[str, object]:
    wanted = parameters["rest"]
    for found in _aggregators.values():
        if found["FindingAggregatorArn"] == wanted:
            return found
    raise ApiError("ResourceNotFoundException", f"Finding aggregator {wanted} not found", 404)


OPERATIONS = {
    "DescribeHub": _describe,
    "EnableSecurityHub": _enable,
    "DisableSecurityHub": _disable,
    "UpdateSecurityHubConfiguration": _configure,
    "CreateFindingAggregator": _create_aggregator,
    "ListFindingAggregators": _list_aggregators,
    "GetFindingAggregator": _get_aggregator,
}
ROUTES = {
    ("GET", "/accounts"): "DescribeHub",
    ("POST", "/accounts"): "EnableSecurityHub",
    ("DELETE", "/accounts"): "DisableSecurityHub",
    ("PATCH", "/accounts"): "UpdateSecurityHubConfiguration",
    ("POST", "/findingAggregator/create"): "CreateFindingAggregator",
    ("GET", "/findingAggregator/list"): "ListFindingAggregators",
    ("GET", "/findingAggregator/get/"): "GetFindingAggregator",
}
