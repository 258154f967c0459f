"""Who sees which portfolio, and who may launch which product from it.

https://docs.aws.amazon.com/servicecatalog/latest/adminguide/catalogs_portfolios_sharing_how-to-share.html
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server import identity
from embedded_aws.server.identity import Principal
from embedded_aws.server.organizations.membership import management_of, organization_id, parents_of
from embedded_aws.server.service import ApiError
from embedded_aws.server.service_catalog import store
from embedded_aws.server.service_catalog.store import Portfolio, Product, Share

ORGANIZATION_NODES = ("ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT")
"""Types of shares that reach accounts without their doing; a share to any other account must be accepted."""


def shares_with(portfolio: Portfolio, account_id: str) -> list[Share]:
    """Return the shares through which a portfolio reaches an account."""
    management = management_of(account_id)
    above = parents_of(management, account_id) if management else ()
    reached = {account_id, organization_id(account_id), *above}
    return [
        share
        for share in portfolio.shares.values()
        if share.target in reached and (share.type in ORGANIZATION_NODES or account_id in share.accepted)
    ]


def known_portfolio(portfolio_id: str) -> Portfolio:
    """Return a portfolio that the request's account owns or that is shared with it."""
    portfolio = store.portfolios.get(portfolio_id)
    is_known = portfolio is not None and portfolio.region == get_region()
    if portfolio is None or not (is_known and (store.is_here(portfolio) or shares_with(portfolio, get_account_id()))):
        raise ApiError("ResourceNotFoundException", f"Portfolio {portfolio_id} not found.")
    return portfolio


def launchable(principal: Principal) -> Iterator[tuple[Portfolio, Product]]:
    """Yield each portfolio and product that a principal may launch from, in the request's Region."""
    for portfolio in store.portfolios.values():
        if portfolio.region == get_region() and _may_launch_from(principal, portfolio):
            for product_id in portfolio.products:
                yield portfolio, store.products[product_id]


def paths_to(principal: Principal, product_id: str) -> list[Portfolio]:
    """Return the portfolios through which a principal may launch a product.

    Raises:
        ApiError: there is none.
    """
    found = [portfolio for portfolio, product in launchable(principal) if product.id == product_id]
    if not found:
        raise ApiError("ResourceNotFoundException", f"No access to product {product_id}, or it does not exist.")
    return found


def visible_product(principal: Principal, product_id: str) -> Product:
    """Return a product that the principal's account owns or that the principal may launch."""
    product = store.products.get(product_id)
    if product is None or not store.is_here(product):
        paths_to(principal, product_id)
    return store.products[product_id]


def _may_launch_from(principal: Principal, portfolio: Portfolio) -> bool:
    account_id = principal.account_id
    associated = set(portfolio.principals.get(account_id, {}).items())
    if portfolio.account_id != account_id:
        shares = shares_with(portfolio, account_id)
        if not shares:
            return False
        if any(share.share_principals for share in shares):
            owners = portfolio.principals.get(portfolio.account_id, {})
            associated |= {(arn, kind) for arn, kind in owners.items() if kind == "IAM_PATTERN"}
    return any(_matches(arn, kind, principal) for arn, kind in associated)


def _matches(arn: str, kind: str, principal: Principal) -> bool:
    own = identity.entity_arn(principal.arn)
    if kind == "IAM":
        return arn == own
    # A pattern names no account: arn:aws:iam:::role/path/name, with * and ? as wildcards.
    return fnmatchcase(own.replace(f"::{principal.account_id}:", ":::", 1), arn)
