"""IAM for Service Catalog: products and portfolios as resources, and the levels at which people see what was provisioned.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsservicecatalog.html
"""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.server import permissions
from embedded_aws.server.cloudformation.execution import acting
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import Parameters
from embedded_aws.server.service_catalog import store
from embedded_aws.server.service_catalog.provisioned import Provisioned

_LEVELS = {f"servicecatalog:{level}Level": "self" for level in ("account", "role", "user")}


def authorize(operation: str, parameters: Parameters) -> None:
    """Return if the caller, or whom CloudFormation acts for, may call an operation with these parameters.

    Raises:
        ApiError: AccessDenied.
    """
    permissions.require(acting(), f"servicecatalog:{operation}", _resource(operation, parameters), _LEVELS)


def may_see(principal: Principal, operation: str, provisioned: Provisioned) -> bool:
    """Return whether a principal's policies let it use an operation on something provisioned."""
    return permissions.may(principal, f"servicecatalog:{operation}", "*", _levels(principal, provisioned))


def require_level(operation: str, provisioned: Provisioned) -> None:
    """Return if the caller may use an operation on something provisioned."""
    caller = acting()
    permissions.require(caller, f"servicecatalog:{operation}", "*", _levels(caller, provisioned))


def own_levels(principal: Principal, provisioned: Provisioned) -> tuple[str, ...]:
    """Return the levels at which what was provisioned is the principal's own: Account, Role, User."""
    creator = provisioned.creator
    levels = {
        "Account": True,
        "Role": bool(creator.role_name) and creator.role_name == principal.role_name,
        "User": creator.arn == principal.arn,
    }
    return tuple(level for level, own in levels.items() if own)


def _levels(principal: Principal, provisioned: Provisioned) -> Mapping[str, str]:
    return {f"servicecatalog:{level.lower()}Level": "self" for level in own_levels(principal, provisioned)}


def _resource(operation: str, parameters: Parameters) -> str:
    described = parameters.get("Id", "") if operation in ("DescribeProduct", "DescribePortfolio") else ""
    product = store.products.get(str(parameters.get("ProductId", described)))
    portfolio = store.portfolios.get(str(parameters.get("PortfolioId", described)))
    if product is not None:
        return product.arn
    return portfolio.arn if portfolio is not None else "*"
