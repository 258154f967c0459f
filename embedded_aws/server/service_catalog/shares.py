"""Sharing portfolios with an organization, its units and accounts, and with accounts outside of it.

Shares to organization nodes take a while, and only one such operation runs at a time in an organization.
https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreatePortfolioShare.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from ministack.core.responses import get_account_id

from embedded_aws.server.organizations.membership import (
    accounts_of,
    accounts_under,
    exists,
    management_of,
    organization_id,
)
from embedded_aws.server.organizations.trust import administered_organization, trust_of, when_deregistered
from embedded_aws.server.service import ApiError, Parameters
from embedded_aws.server.service_catalog import access, portfolios, store
from embedded_aws.server.service_catalog.store import Portfolio, Share

SERVICE = "servicecatalog.amazonaws.com"
OPERATION_SECONDS = 0.05

_TYPES = {
    "ORGANIZATION": "ORGANIZATION",
    "ORGANIZATIONAL_UNIT": "ORGANIZATIONAL_UNIT",
    "ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT",
}


@dataclass(frozen=True)
class Operation:
    """A share operation on an organization node."""

    token: str
    management: str
    portfolio_id: str
    target: str
    accounts: tuple[str, ...]
    ends: float

    @property
    def status(self) -> str:
        """How far it is."""
        return "COMPLETED" if time.time() >= self.ends else "IN_PROGRESS"


_operations: dict[str, Operation] = {}
_access_enabled: set[str] = set()


def install() -> None:
    """Have the shares of a delegated administrator go with its being one.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DeletePortfolioShare.html
    """
    when_deregistered(_end_shares)


def _end_shares(account_id: str, service: str) -> None:
    for portfolio in store.portfolios.values():
        if service == SERVICE and portfolio.account_id == account_id:
            portfolio.shares.clear()


def create_share(parameters: Parameters) -> Mapping[str, object]:
    """Share a portfolio; sharing again changes nothing and is no error."""
    return _share(parameters, replace=False)


def _update_share(parameters: Parameters) -> Mapping[str, object]:
    return {**_share(parameters, replace=True), "Status": "IN_PROGRESS"}


def _share(parameters: Parameters, *, replace: bool) -> Mapping[str, object]:
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    share = _requested_share(parameters)
    answer = {} if share.type == "ACCOUNT" else _begin(portfolio, share.target)
    known = portfolio.shares.get(share.target)
    if replace and known is None:
        raise ApiError("ResourceNotFoundException", f"{portfolio.id} is not shared with {share.target}.")
    if replace or known is None:
        portfolio.shares[share.target] = share
    return answer


def delete_share(parameters: Parameters) -> Mapping[str, object]:
    """End a share."""
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    share = _requested_share(parameters)
    if share.target not in portfolio.shares:
        raise ApiError("ResourceNotFoundException", f"{portfolio.id} is not shared with {share.target}.")
    answer = {} if share.type == "ACCOUNT" else _begin(portfolio, share.target)
    del portfolio.shares[share.target]
    return answer


def _requested_share(parameters: Parameters) -> Share:
    node = parameters.get("OrganizationNode")
    flags = bool(parameters.get("SharePrincipals")), bool(parameters.get("ShareTagOptions"))
    if node is None:
        return Share("ACCOUNT", parameters["AccountId"], *flags)
    if node["Value"].startswith("r-"):
        message = f"Value '{node['Value']}' at 'organizationNode.value' failed to satisfy constraint"
        raise ApiError("ValidationException", message)
    # A node may be given as its ARN, which ends with its id.
    return Share(_TYPES[node["Type"]], node["Value"].rpartition("/")[2], *flags)


def _begin(portfolio: Portfolio, target: str) -> Mapping[str, str]:
    management = _administered()
    if management not in _access_enabled:
        raise ApiError("InvalidStateException", "AWSOrganizationsAccess is not enabled.")
    if any(known.management == management and known.status != "COMPLETED" for known in _operations.values()):
        message = "Another portfolio share operation is in progress in this organization."
        raise ApiError("InvalidStateException", message)
    whole = organization_id(management) == target
    if not whole and not exists(management, target):
        raise ApiError("InvalidParametersException", f"{target} is not in this organization.")
    accounts = accounts_of(management) if whole else accounts_under(management, target)
    ends = time.time() + OPERATION_SECONDS
    operation = Operation(store.new_id("share"), management, portfolio.id, target, accounts, ends)
    _operations[operation.token] = operation
    return {"PortfolioShareToken": operation.token}


def _administered() -> str:
    management = administered_organization(get_account_id(), SERVICE)
    if management is None:
        message = "Only the management account or a delegated administrator may do this."
        raise ApiError("OperationNotSupportedException", message)
    return management


def _describe_share_status(parameters: Parameters) -> Mapping[str, object]:
    _administered()
    operation = _operations.get(parameters["PortfolioShareToken"])
    if operation is None:
        raise ApiError("ResourceNotFoundException", "There is no such portfolio share operation.")
    done = operation.status == "COMPLETED"
    return {
        "PortfolioShareToken": operation.token,
        "PortfolioId": operation.portfolio_id,
        "OrganizationNodeValue": operation.target,
        "Status": operation.status,
        "ShareDetails": {"SuccessfulShares": list(operation.accounts) if done else [], "ShareErrors": []},
    }


def _describe_shares(parameters: Parameters) -> Mapping[str, object]:
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    found = [share for share in portfolio.shares.values() if share.type == parameters["Type"]]
    return {"PortfolioShareDetails": [_share_detail(share) for share in found]}


def _share_detail(share: Share) -> Mapping[str, object]:
    return {
        "PrincipalId": share.target,
        "Type": share.type,
        "Accepted": share.type != "ACCOUNT" or bool(share.accepted),
        "SharePrincipals": share.share_principals,
        "ShareTagOptions": share.share_tag_options,
    }


def _list_access(parameters: Parameters) -> Mapping[str, object]:
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    return {"AccountIds": [share.target for share in portfolio.shares.values() if share.type == "ACCOUNT"]}


def _accept_share(parameters: Parameters) -> Mapping[str, object]:
    portfolio = store.portfolios.get(parameters["PortfolioId"])
    share = portfolio.shares.get(get_account_id()) if portfolio else None
    if share is None:
        raise ApiError("ResourceNotFoundException", f"Portfolio {parameters['PortfolioId']} is not shared with you.")
    share.accepted.add(get_account_id())
    return {}


def _list_accepted(_parameters: Parameters) -> Mapping[str, object]:
    foreign = (known for known in store.portfolios.values() if not store.is_here(known))
    reached = [known for known in foreign if access.shares_with(known, get_account_id())]
    return {"PortfolioDetails": [portfolios.detail(portfolio) for portfolio in reached]}


def _enable_access(_parameters: Parameters) -> Mapping[str, object]:
    management = _as_management()
    _access_enabled.add(management)
    trust_of(management).services.setdefault(SERVICE, time.time())
    return {}


def _disable_access(_parameters: Parameters) -> Mapping[str, object]:
    _access_enabled.discard(_as_management())
    return {}


def _as_management() -> str:
    management = management_of(get_account_id())
    if management is None or management != get_account_id():
        raise ApiError("OperationNotSupportedException", "Only the management account may do this.")
    return management


def _access_status(_parameters: Parameters) -> Mapping[str, object]:
    return {"AccessStatus": "ENABLED" if _administered() in _access_enabled else "DISABLED"}


OPERATIONS = {
    "CreatePortfolioShare": create_share,
    "UpdatePortfolioShare": _update_share,
    "DeletePortfolioShare": delete_share,
    "DescribePortfolioShareStatus": _describe_share_status,
    "DescribePortfolioShares": _describe_shares,
    "ListPortfolioAccess": _list_access,
    "AcceptPortfolioShare": _accept_share,
    "ListAcceptedPortfolioShares": _list_accepted,
    "EnableAWSOrganizationsAccess": _enable_access,
    "DisableAWSOrganizationsAccess": _disable_access,
    "GetAWSOrganizationsAccessStatus": _access_status,
}
