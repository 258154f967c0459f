"""What an organization shares with AWS services: trusted access and delegated administrators.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import organizations

from embedded_aws.server.organizations.membership import management_of
from embedded_aws.server.service import ApiError, Parameters, Response


@dataclass
class Trust:
    """An organization's relation to AWS services, each with the time since when.

    Attributes:
        services: service principals with trusted access.
        administrators: by account id, the service principals that it administers.
    """

    services: dict[str, float] = field(default_factory=dict)
    administrators: dict[str, dict[str, float]] = field(default_factory=dict)


Ending = Callable[[str, str], None]
"""Takes an account and the service principal that it administers no more."""

_trust: dict[str, Trust] = {}
_endings: list[Ending] = []


def when_deregistered(do: Ending) -> None:
    """Have something done whenever an account is a delegated administrator no more."""
    _endings.append(do)


def trust_of(management: str) -> Trust:
    """Return what the organization of that management account shares."""
    return _trust.setdefault(management, Trust())


def delegated_services(management: str, account_id: str) -> dict[str, float]:
    """Return the service principals that an account administers by delegation."""
    return trust_of(management).administrators.get(account_id, {})


def administered_organization(account_id: str, service: str) -> str | None:
    """Return the management account if this account administers the service, as that account or by delegation."""
    management = management_of(account_id)
    if management is None:
        return None
    return management if account_id == management or service in delegated_services(management, account_id) else None


def _enable_service_access(trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    trust.services.setdefault(parameters["ServicePrincipal"], time.time())
    return {}


def _disable_service_access(trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    trust.services.pop(parameters["ServicePrincipal"], None)
    return {}


def _list_service_access(trust: Trust, _parameters: Parameters) -> Mapping[str, object]:
    services = [{"ServicePrincipal": name, "DateEnabled": since} for name, since in trust.services.items()]
    return {"EnabledServicePrincipals": services}


def _register_administrator(trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    account_id, service = parameters["AccountId"], parameters["ServicePrincipal"]
    if account_id not in organizations._accounts:
        raise ApiError("AccountNotFoundException", f"We can't find an AWS account with the AccountId {account_id}.")
    delegated = trust.administrators.setdefault(account_id, {})
    if service in delegated:
        message = "The specified account is already a delegated administrator for this AWS service."
        raise ApiError("AccountAlreadyRegisteredException", message)
    delegated[service] = time.time()
    return {}


def _deregister_administrator(trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    delegated = trust.administrators.get(parameters["AccountId"], {})
    if delegated.pop(parameters["ServicePrincipal"], None) is None:
        message = "The specified account is not a delegated administrator for this AWS service."
        raise ApiError("AccountNotRegisteredException", message)
    for do in _endings:
        do(parameters["AccountId"], parameters["ServicePrincipal"])
    return {}


def _list_administrators(trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    return {"DelegatedAdministrators": list(_administrators(trust, parameters.get("ServicePrincipal")))}


def _administrators(trust: Trust, service: str | None) -> Iterator[Mapping[str, Any]]:
    for account_id, services in trust.administrators.items():
        since = services.get(service) if service else min(services.values(), default=None)
        if since is not None:
            account = organizations._public_account(organizations._accounts[account_id])
            yield {**account, "DelegationEnabledDate": since}


def _list_delegated_services(trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    services = trust.administrators.get(parameters["AccountId"], {})
    found = [{"ServicePrincipal": name, "DelegationEnabledDate": since} for name, since in services.items()]
    return {"DelegatedServices": found}


def _list_children(_trust: Trust, parameters: Parameters) -> Mapping[str, object]:
    is_account = parameters["ChildType"] == "ACCOUNT"
    records = organizations._accounts if is_account else organizations._ous
    children = [child for child, record in records.items() if record["_ParentId"] == parameters["ParentId"]]
    return {"Children": [{"Id": child, "Type": parameters["ChildType"]} for child in children]}


def _response(operation: Callable[[Trust, Parameters], Mapping[str, Any]]) -> Callable[[Parameters], Response]:
    """Turn one of the operations above into one of MiniStack's dispatch table."""

    def answer(parameters: Parameters) -> Response:
        try:
            body = operation(trust_of(get_account_id()), parameters)
        except ApiError as error:
            return error.response()
        return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(body).encode()

    return answer


OPERATIONS = {
    "EnableAWSServiceAccess": _response(_enable_service_access),
    "DisableAWSServiceAccess": _response(_disable_service_access),
    "ListAWSServiceAccessForOrganization": _response(_list_service_access),
    "RegisterDelegatedAdministrator": _response(_register_administrator),
    "DeregisterDelegatedAdministrator": _response(_deregister_administrator),
    "ListDelegatedAdministrators": _response(_list_administrators),
    "ListDelegatedServicesForAccount": _response(_list_delegated_services),
    "ListChildren": _response(_list_children),
}
"""What MiniStack's dispatch table lacks."""
