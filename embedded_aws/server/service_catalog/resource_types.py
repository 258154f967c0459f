"""Service Catalog's CloudFormation resource types.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_ServiceCatalog.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack.services.cloudformation import provisioners

from embedded_aws.server.service_catalog import constraints, portfolios, products, shares, store

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, str]]


def install() -> None:
    """Register the types."""
    provisioners._RESOURCE_HANDLERS.update(
        {
            "AWS::ServiceCatalog::Portfolio": {
                "create": _create_portfolio,
                "update": _update_portfolio,
                "delete": lambda id_, _properties: portfolios.delete_portfolio({"Id": id_}) and None,
            },
            "AWS::ServiceCatalog::CloudFormationProduct": {
                "create": _create_product,
                "update": _update_product,
                "delete": lambda id_, _properties: products.delete_product({"Id": id_}) and None,
            },
            "AWS::ServiceCatalog::LaunchRoleConstraint": {
                "create": _create_constraint,
                "delete": lambda id_, _properties: constraints.delete_constraint({"Id": id_}) and None,
            },
            "AWS::ServiceCatalog::PortfolioPrincipalAssociation": _association(
                portfolios.associate_principal, portfolios.disassociate_principal
            ),
            "AWS::ServiceCatalog::PortfolioProductAssociation": _association(
                portfolios.associate_product, portfolios.disassociate_product
            ),
            "AWS::ServiceCatalog::PortfolioShare": _association(shares.create_share, shares.delete_share),
        }
    )
    # These properties make a new resource when they change (`Update requires: Replacement`).
    provisioners._REPLACING_PROPERTIES.update(_CREATE_ONLY)


_CREATE_ONLY = {
    "AWS::ServiceCatalog::LaunchRoleConstraint": ("PortfolioId", "ProductId", "LocalRoleName", "RoleArn"),
    "AWS::ServiceCatalog::PortfolioPrincipalAssociation": ("PortfolioId", "PrincipalARN", "PrincipalType"),
    "AWS::ServiceCatalog::PortfolioProductAssociation": ("PortfolioId", "ProductId", "SourcePortfolioId"),
    "AWS::ServiceCatalog::PortfolioShare": ("PortfolioId", "AccountId"),
}


def _create_portfolio(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
    made = portfolios.create_portfolio(dict(properties))["PortfolioDetail"]
    return made["Id"], {"Id": made["Id"], "PortfolioName": made["DisplayName"]}


def _update_portfolio(id_: str, _before: Properties, properties: Properties, _stack_name: str) -> Made:
    portfolio = store.own_portfolio(id_)
    portfolio.tags = {}
    portfolios.update_portfolio({**properties, "Id": id_, "AddTags": properties.get("Tags")})
    return id_, {"Id": id_, "PortfolioName": properties["DisplayName"]}


def _create_product(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
    first, *others = properties["ProvisioningArtifactParameters"]
    made = products.create_product({**properties, "ProvisioningArtifactParameters": first})
    product = store.own_product(made["ProductViewDetail"]["ProductViewSummary"]["ProductId"])
    for version in map(products.new_version, others):
        product.versions[version.id] = version
    return product.id, _product_attributes(product)


def _update_product(id_: str, _before: Properties, properties: Properties, _stack_name: str) -> Made:
    """Keep the id of each version whose name and template URL stay, unless all are to be replaced."""
    product = store.own_product(id_)
    products.update_product({**properties, "Id": id_})
    known = {(version.name, version.template_url): version for version in product.versions.values()}
    if properties.get("ReplaceProvisioningArtifacts"):
        known = {}
    wanted = []
    for parameters in properties["ProvisioningArtifactParameters"]:
        match = known.get((parameters.get("Name", ""), parameters["Info"]["LoadTemplateFromURL"]))
        if match is not None:
            match.description = parameters.get("Description", "")
        wanted.append(match or products.new_version(parameters))
    product.versions = {version.id: version for version in wanted}
    return id_, _product_attributes(product)


def _product_attributes(product: store.Product) -> dict[str, str]:
    return {
        "Id": product.id,
        "ProductName": product.name,
        "ProvisioningArtifactIds": ",".join(product.versions),
        "ProvisioningArtifactNames": ",".join(version.name for version in product.versions.values()),
    }


def _create_constraint(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
    names = [name for name in ("LocalRoleName", "RoleArn") if properties.get(name)]
    parameters = json.dumps({name: properties[name] for name in names})
    made = constraints.create_constraint({**properties, "Type": "LAUNCH", "Parameters": parameters})
    id_ = made["ConstraintDetail"]["ConstraintId"]
    return id_, {"Id": id_}


def _association(join: Callable[..., Any], part: Callable[..., Any]) -> dict[str, Any]:
    """Return the handlers of a type that joins two things and has no identity of its own."""

    def create(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
        join(dict(properties))
        return "|".join(str(value) for value in properties.values()), {}

    def delete(_id: str, properties: Properties) -> None:
        part(dict(properties))

    return {"create": create, "delete": delete}
