"""Constraints; of these the embedded AWS follows the launch role.

https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id

from embedded_aws.server import identity
from embedded_aws.server.service import ApiError, Parameters
from embedded_aws.server.service_catalog import store
from embedded_aws.server.service_catalog.store import Constraint, Portfolio, Product


def create_constraint(parameters: Parameters) -> Mapping[str, Any]:
    """Constrain launches of a product from a portfolio; there is one launch role for each."""
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    product_id, kind = parameters["ProductId"], parameters["Type"]
    if product_id not in portfolio.products:
        raise ApiError("ResourceNotFoundException", f"Product {product_id} is not in portfolio {portfolio.id}.")
    if any((known.product_id, known.type) == (product_id, kind) for known in portfolio.constraints.values()):
        raise ApiError("DuplicateResourceException", f"Product {product_id} has a {kind} constraint already.")
    details = json.loads(parameters["Parameters"])
    _require_role(details.get("LocalRoleName"))
    description = parameters.get("Description", "")
    constraint = Constraint(store.new_id("cons"), kind, product_id, portfolio.id, description, details)
    portfolio.constraints[constraint.id] = constraint
    return _described(constraint)


def _require_role(local_name: str | None) -> None:
    """The role of that name must exist in the account that makes the constraint, too.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreateConstraint.html
    """
    if local_name and identity.role_of(f"arn:aws:iam::{get_account_id()}:role/{local_name}") is None:
        raise ApiError("InvalidParametersException", f"Role {local_name} does not exist in account {get_account_id()}.")


def summary(constraint: Constraint) -> Mapping[str, str]:
    """Return a constraint as those who launch see it."""
    return {"Type": constraint.type, "Description": constraint.description}


def launch_role(portfolio: Portfolio, product: Product, account_id: str) -> str | None:
    """Return the ARN of the role that launches a product in an account; None: the caller launches it himself."""
    for constraint in portfolio.constraints.values():
        if (constraint.product_id, constraint.type) == (product.id, "LAUNCH"):
            local_name = constraint.parameters.get("LocalRoleName")
            return f"arn:aws:iam::{account_id}:role/{local_name}" if local_name else constraint.parameters["RoleArn"]
    return None


def _detail(constraint: Constraint) -> Mapping[str, object]:
    return {
        "ConstraintId": constraint.id,
        "Type": constraint.type,
        "Description": constraint.description,
        "Owner": store.portfolios[constraint.portfolio_id].account_id,
        "ProductId": constraint.product_id,
        "PortfolioId": constraint.portfolio_id,
    }


def _described(constraint: Constraint) -> Mapping[str, object]:
    return {
        "ConstraintDetail": _detail(constraint),
        "ConstraintParameters": json.dumps(constraint.parameters),
        "Status": "AVAILABLE",
    }


def _find(constraint_id: str) -> Constraint:
    for portfolio in store.own_portfolios():
        if constraint_id in portfolio.constraints:
            return portfolio.constraints[constraint_id]
    raise ApiError("ResourceNotFoundException", f"Constraint {constraint_id} not found.")


def _describe_constraint(parameters: Parameters) -> Mapping[str, object]:
    return _described(_find(parameters["Id"]))


def delete_constraint(parameters: Parameters) -> Mapping[str, object]:
    """Remove a constraint."""
    constraint = _find(parameters["Id"])
    del store.portfolios[constraint.portfolio_id].constraints[constraint.id]
    return {}


def _list_constraints(parameters: Parameters) -> Mapping[str, object]:
    portfolio = store.own_portfolio(parameters["PortfolioId"])
    wanted = parameters.get("ProductId")
    found = [known for known in portfolio.constraints.values() if wanted in (None, known.product_id)]
    return {"ConstraintDetails": [_detail(constraint) for constraint in found]}


OPERATIONS = {
    "CreateConstraint": create_constraint,
    "DescribeConstraint": _describe_constraint,
    "DeleteConstraint": delete_constraint,
    "ListConstraintsForPortfolio": _list_constraints,
}
