"""Products and their versions, which Service Catalog calls provisioning artifacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import engine

from embedded_aws.server import identity
from embedded_aws.server.cloudformation import execution, objects
from embedded_aws.server.service import ApiError, Parameters
from embedded_aws.server.service_catalog import access, store
from embedded_aws.server.service_catalog.store import Product, Version

DETAILS = ("Name", "Owner", "Description", "Distributor", "SupportDescription", "SupportEmail", "SupportUrl")
TYPE = "CLOUD_FORMATION_TEMPLATE"
_SUMMARY_NAMES = {"Description": "ShortDescription"}


def summary(product: Product) -> Mapping[str, object]:
    """Return what people see of a product when they look for one."""
    details = {_SUMMARY_NAMES.get(name, name): value for name, value in product.details.items()}
    view_id = product.id.replace("prod-", "prodview-")
    return {"Id": view_id, "ProductId": product.id, "Type": TYPE, "HasDefaultPath": False, **details}


def version_summary(version: Version) -> Mapping[str, object]:
    """Return a version as listed for those who launch."""
    return {
        "Id": version.id,
        "Name": version.name,
        "Description": version.description,
        "CreatedTime": version.created,
        "Guidance": version.guidance,
    }


def version_detail(version: Version) -> Mapping[str, object]:
    """Return a version as its administrator sees it."""
    return {**version_summary(version), "Type": TYPE, "Active": version.active}


def view_detail(product: Product) -> Mapping[str, object]:
    """Return a product as its administrator sees it."""
    return {
        "ProductViewSummary": summary(product),
        "Status": "AVAILABLE",
        "ProductARN": product.arn,
        "CreatedTime": product.created,
    }


def new_version(properties: Mapping[str, Any]) -> Version:
    """Return a version from its properties, after a look at the template as the caller may read it.

    Raises:
        ApiError: the template cannot be read or is none.
    """
    info = properties["Info"]
    url = info.get("LoadTemplateFromURL") or info.get("TemplateUrl", "")
    body = objects.read_url(execution.acting(), url).decode()
    if not properties.get("DisableTemplateValidation"):
        try:
            engine._parse_template(body)
        except ValueError as error:
            raise ApiError("InvalidParametersException", f"Invalid templateBody. {error}") from error
    return Version(store.new_id("pa"), properties.get("Name", ""), properties.get("Description", ""), url)


def create_product(parameters: Parameters) -> Mapping[str, Any]:
    """Make a product with its first version."""
    details = {name: parameters[name] for name in DETAILS if name in parameters}
    product = Product(store.new_id("prod"), get_account_id(), get_region(), details)
    product.tags = store.from_tags(parameters.get("Tags"))
    version = new_version(parameters["ProvisioningArtifactParameters"])
    product.versions[version.id] = version
    store.products[product.id] = product
    return {
        "ProductViewDetail": view_detail(product),
        "ProvisioningArtifactDetail": version_detail(version),
        "Tags": store.as_tags(product.tags),
    }


def update_product(parameters: Parameters) -> Mapping[str, object]:
    """Change what a product says about itself."""
    product = store.own_product(parameters["Id"])
    product.details.update({name: parameters[name] for name in DETAILS if name in parameters})
    return {"ProductViewDetail": view_detail(product), "Tags": store.as_tags(product.tags)}


def delete_product(parameters: Parameters) -> Mapping[str, object]:
    """Remove a product that is in no portfolio any more."""
    product = store.own_product(parameters["Id"])
    if any(product.id in portfolio.products for portfolio in store.portfolios.values()):
        raise ApiError("ResourceInUseException", f"Product {product.id} is still in a portfolio.")
    del store.products[product.id]
    return {}


def describe_product_as_admin(parameters: Parameters) -> Mapping[str, object]:
    """Show a product of the own account by id or name."""
    named = [p for p in store.own_products() if parameters.get("Name") == p.name]
    product = named[0] if named else store.own_product(parameters.get("Id", ""))
    versions = [version_summary(version) for version in product.versions.values()]
    tags = store.as_tags(product.tags)
    return {"ProductViewDetail": view_detail(product), "ProvisioningArtifactSummaries": versions, "Tags": tags}


def search_products_as_admin(parameters: Parameters) -> Mapping[str, object]:
    """List the products of the own account, or those in one of its portfolios."""
    portfolio_id = parameters.get("PortfolioId")
    wanted = store.own_portfolio(portfolio_id).products if portfolio_id else {p.id for p in store.own_products()}
    return {"ProductViewDetails": [view_detail(p) for p in store.own_products() if p.id in wanted]}


def create_version(parameters: Parameters) -> Mapping[str, object]:
    """Add a version to a product."""
    product = store.own_product(parameters["ProductId"])
    version = new_version(parameters["Parameters"])
    product.versions[version.id] = version
    return {"ProvisioningArtifactDetail": version_detail(version), "Status": "AVAILABLE"}


def update_version(parameters: Parameters) -> Mapping[str, object]:
    """Change a version's name, description, activity or guidance."""
    product = store.own_product(parameters["ProductId"])
    version = store.version_of(product, parameters["ProvisioningArtifactId"])
    version.name = parameters.get("Name", version.name)
    version.description = parameters.get("Description", version.description)
    version.active = parameters.get("Active", version.active)
    version.guidance = parameters.get("Guidance", version.guidance)
    return {"ProvisioningArtifactDetail": version_detail(version), "Status": "AVAILABLE"}


def delete_version(parameters: Parameters) -> Mapping[str, object]:
    """Remove a version, but not the last one."""
    product = store.own_product(parameters["ProductId"])
    version = store.version_of(product, parameters["ProvisioningArtifactId"])
    if len(product.versions) == 1:
        raise ApiError("ResourceInUseException", f"{version.id} is the last provisioning artifact of {product.id}.")
    del product.versions[version.id]
    return {}


def list_versions(parameters: Parameters) -> Mapping[str, object]:
    """List the versions of a product that the caller administers or may launch."""
    product = access.visible_product(identity.caller(), parameters["ProductId"])
    return {"ProvisioningArtifactDetails": [version_detail(version) for version in product.versions.values()]}


def describe_version(parameters: Parameters) -> Mapping[str, object]:
    """Show a version with the URL of its template."""
    product = access.visible_product(identity.caller(), parameters["ProductId"])
    version = store.version_of(product, parameters["ProvisioningArtifactId"])
    info = {"TemplateUrl": version.template_url}
    return {"ProvisioningArtifactDetail": version_detail(version), "Info": info, "Status": "AVAILABLE"}


OPERATIONS = {
    "CreateProduct": create_product,
    "UpdateProduct": update_product,
    "DeleteProduct": delete_product,
    "DescribeProductAsAdmin": describe_product_as_admin,
    "SearchProductsAsAdmin": search_products_as_admin,
    "CreateProvisioningArtifact": create_version,
    "UpdateProvisioningArtifact": update_version,
    "DeleteProvisioningArtifact": delete_version,
    "ListProvisioningArtifacts": list_versions,
    "DescribeProvisioningArtifact": describe_version,
}
