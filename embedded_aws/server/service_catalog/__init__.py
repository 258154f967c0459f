"""AWS Service Catalog: portfolios, products, shares, and launching as the launch role."""

from __future__ import annotations

from embedded_aws.server.service import register_json_service
from embedded_aws.server.service_catalog import (
    authorization,
    browsing,
    constraints,
    launch_type,
    launching,
    portfolios,
    products,
    resource_types,
    shares,
)


def install() -> None:
    """Add the service and its CloudFormation resource types."""
    parts = (portfolios, products, constraints, shares, launching, browsing)
    operations = {name: operation for part in parts for name, operation in part.OPERATIONS.items()}
    register_json_service("servicecatalog", operations, authorization.authorize)
    resource_types.install()
    launch_type.install()
    shares.install()
