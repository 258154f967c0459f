"""Portfolios, the products in them and the principals that may launch from them.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_Operations_AWS_Service_Catalog.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server.service import ApiError, Parameters
from embedded_aws.server.service_catalog import access, store
from embedded_aws.server.service_catalog.store import Portfolio

DETAILS = ("DisplayName", "Description", "ProviderName")


def detail(portfolio: Portfolio) -> Mapping[str, object]:
    """Return a portfolio as the API shows it."""
    return {"Id": portfolio.id, "ARN": portfolio.arn, "CreatedTime": portfolio.created, **portfolio.details}


def create_portfolio(parameters: Parameters) -> Mapping[str, Any]:
    """Make a portfolio in the request's account and Region."""
    details = {name: parameters.get(name, "") for name in DETAILS}
    portfolio = Portfolio(store.new_id("port"), get_account_id(), get_region(), details)
    portfolio.tags = store.from_tags(parameters.get("Tags"))
    store.portfolios[portfolio.id] = portfolio
    return _described(portfolio)


def _described(portfolio: Portfolio) -> Mapping[str, object]:
    return {"PortfolioDetail": detail(portfolio), "Tags": store.as_tags(portfolio.tags)}


def describe_portfolio(parameters: Parameters) -> Mapping[str, object]:
    """Show a portfolio, own or shared."""
    return _described(access.known_portfolio(parameters["Id"]))


def update_portfolio(parameters: Parameters) -> Mapping[str, object]:
    """Change what a portfolio says about itself."""
    portfolio = store.own_portfolio(parameters["Id"])
    portfolio.details.update({name: parameters[name] for name in DETAILS if name in parameters})
    portfolio.tags.update(store.from_tags(parameters.get("AddTags")))
    for key in parameters.get("RemoveTags", []):
        portfolio.tags.pop(key, None)
    return _described(portfolio)


def delete_portfolio(parameters: Parameters) -> Mapping[str, object]:
    """Remove a portfolio that nothing uses any more."""
    portfolio = store.own_portfolio(parameters["Id"])
    uses = portfolio.products or portfolio.constraints or portfolio.shares or any(portfolio.principals.values())
    if uses:
        message = f"Portfolio {portfolio.id} still has products, constraints, principals or shares."
        raise ApiError("ResourceInUseException", message)
    del store.portfolios[portfolio.id]
    return {}


def list_portfolios(_parameters: Parameters) -> Mapping[str, object]:
    """List the own portfolios."""
    return {"PortfolioDetails": [detail(portfolio) for portfolio in store.own_portfolios()]}


def associate_principal(parameters: Parameters) -> Mapping[str, object]:
    """Let a principal of the request's account launch from a portfolio; with a pattern, of every account it is shared to."""
    portfolio = access.known_portfolio(parameters["PortfolioId"])
    arn, kind = parameters["PrincipalARN"], parameters["PrincipalType"]
    has_account = arn.split(":")[4:5] not in ([""], [])
    if has_account != (kind == "IAM"):
        raise ApiError("InvalidParametersException", f"Invalid principal ARN {arn} for principal type {kind}.")
    portfolio.principals.setdefault(get_account_id(), {})[arn] = kind
    return {}


def disassociate_principal(parameters: Parameters) -> Mapping[str, object]:
    """Take that away again."""
    portfolio = access.known_portfolio(parameters["PortfolioId"])
    if portfolio.principals.get(get_account_id(), {}).pop(parameters["PrincipalARN"], None) is None:
        raise ApiError("ResourceNotFoundException", f"Principal {parameters['PrincipalARN']} is not associated.")
    return {}


def list_principals(parameters: Parameters) -> Mapping[str, object]:
    """List the principals that the request's account associated."""
    portfolio = access.known_portfolio(parameters["PortfolioId"])
    principals = portfolio.principals.get(get_account_id(), {})
    return {"Principals": [{"PrincipalARN": arn, "PrincipalType": kind} for arn, kind in principals.items()]}


def associate_product(parameters: Parameters) -> Mapping[str, object]:
    """Put a product into a portfolio."""
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    portfolio.products.add(store.own_product(parameters["ProductId"]).id)
    return {}


def disassociate_product(parameters: Parameters) -> Mapping[str, object]:
    """Take a product out of a portfolio."""
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    product_id = parameters["ProductId"]
    if product_id not in portfolio.products:
        raise ApiError("ResourceNotFoundException", f"Product {product_id} is not in portfolio {portfolio.id}.")
    if any(constraint.product_id == product_id for constraint in portfolio.constraints.values()):
        raise ApiError("ResourceInUseException", f"Product {product_id} has constraints in portfolio {portfolio.id}.")
    portfolio.products.remove(product_id)
    return {}


def list_portfolios_for_product(parameters: Parameters) -> Mapping[str, object]:
    """List the own portfolios that hold a product."""
    product_id = store.own_product(parameters["ProductId"]).id
    holding = [portfolio for portfolio in store.own_portfolios() if product_id in portfolio.products]
    return {"PortfolioDetails": [detail(portfolio) for portfolio in holding]}


OPERATIONS = {
    "CreatePortfolio": create_portfolio,
    "DescribePortfolio": describe_portfolio,
    "UpdatePortfolio": update_portfolio,
    "DeletePortfolio": delete_portfolio,
    "ListPortfolios": list_portfolios,
    "AssociatePrincipalWithPortfolio": associate_principal,
    "DisassociatePrincipalFromPortfolio": disassociate_principal,
    "ListPrincipalsForPortfolio": list_principals,
    "AssociateProductWithPortfolio": associate_product,
    "DisassociateProductFromPortfolio": disassociate_product,
    "ListPortfoliosForProduct": list_portfolios_for_product,
}
