"""What a workload owner sees: products, launch paths, forms, and what was provisioned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ministack.services.cloudformation import engine

from embedded_aws.server import identity
from embedded_aws.server.cloudformation import objects
from embedded_aws.server.service import Parameters
from embedded_aws.server.service_catalog import (
    access,
    authorization,
    constraints,
    launching,
    products,
    provisioned,
    store,
)
from embedded_aws.server.service_catalog.provisioned import Provisioned
from embedded_aws.server.service_catalog.store import Portfolio, Product, Version

_CONSTRAINTS = ("AllowedValues", "AllowedPattern", "ConstraintDescription", "MaxLength", "MinLength", "MaxValue")


def _search_products(parameters: Parameters) -> Mapping[str, object]:
    words = [word.lower() for values in parameters.get("Filters", {}).values() for word in values]
    found = {product.id: product for _, product in access.launchable(identity.caller())}
    shown = [product for product in found.values() if all(word in _text(product) for word in words)]
    return {"ProductViewSummaries": [products.summary(product) for product in shown], "ProductViewAggregations": {}}


def _text(product: Product) -> str:
    return " ".join(product.details.values()).lower()


def _describe_product(parameters: Parameters) -> Mapping[str, object]:
    caller = identity.caller()
    found = {product.id: (path, product) for path, product in access.launchable(caller)}
    named = [id_ for id_, (_, product) in found.items() if product.name == parameters.get("Name")]
    product_id = named[0] if named else parameters.get("Id", "")
    paths = access.paths_to(caller, product_id)
    product = store.products[product_id]
    return {
        "ProductViewSummary": products.summary(product),
        "ProvisioningArtifacts": [products.version_summary(version) for version in _offered(product)],
        "LaunchPaths": [{"Id": launching.path_id(path), "Name": path.details["DisplayName"]} for path in paths],
    }


def _offered(product: Product) -> Iterable[Version]:
    return (version for version in product.versions.values() if version.active)


def _list_launch_paths(parameters: Parameters) -> Mapping[str, object]:
    product_id = parameters["ProductId"]
    paths = access.paths_to(identity.caller(), product_id)
    return {"LaunchPathSummaries": [_path_summary(path, product_id) for path in paths]}


def _path_summary(path: Portfolio, product_id: str) -> Mapping[str, Any]:
    known = [constraint for constraint in path.constraints.values() if constraint.product_id == product_id]
    return {
        "Id": launching.path_id(path),
        "Name": path.details["DisplayName"],
        "ConstraintSummaries": [constraints.summary(constraint) for constraint in known],
        "Tags": store.as_tags(path.tags),
    }


def _describe_parameters(parameters: Parameters) -> Mapping[str, object]:
    product = access.visible_product(identity.caller(), parameters["ProductId"])
    version = store.version_of(product, parameters["ProvisioningArtifactId"])
    # Service Catalog itself reads the template that its administrator registered.
    owner = identity.root(product.account_id)
    template = engine._parse_template(objects.read_url(owner, version.template_url).decode())
    known = [_parameter(key, definition) for key, definition in template.get("Parameters", {}).items()]
    paths = access.paths_to(identity.caller(), product.id)
    rules = [rule for path in paths for rule in _path_summary(path, product.id)["ConstraintSummaries"]]
    return {"ProvisioningArtifactParameters": known, "ConstraintSummaries": rules, "TagOptions": []}


def _parameter(key: str, definition: Mapping[str, Any]) -> Mapping[str, object]:
    limits = {name: definition[name] for name in _CONSTRAINTS if name in definition}
    shown = {name: value if name == "AllowedValues" else str(value) for name, value in limits.items()}
    return {
        "ParameterKey": key,
        "DefaultValue": str(definition.get("Default", "")),
        "ParameterType": definition["Type"],
        "IsNoEcho": str(definition.get("NoEcho", "")).lower() == "true",
        "Description": definition.get("Description", ""),
        "ParameterConstraints": shown,
    }


def _describe_record(parameters: Parameters) -> Mapping[str, object]:
    known, record = provisioned.find_record(parameters["Id"])
    authorization.require_level("DescribeRecord", known)
    return {"RecordDetail": provisioned.record_detail(known, record), "RecordOutputs": record.outputs}


def _list_records(parameters: Parameters) -> Mapping[str, object]:
    wanted = parameters.get("SearchFilter", {}).get("Value")
    shown = [known for known in _visible("ListRecordHistory", parameters) if wanted in (None, known.id)]
    details = [provisioned.record_detail(known, record) for known in shown for record in reversed(known.records)]
    return {"RecordDetails": details}


def _visible(operation: str, parameters: Parameters) -> list[Provisioned]:
    """Return what the caller may see at the level asked for, which is their own where they do not ask."""
    caller = identity.caller()
    level = parameters.get("AccessLevelFilter", {}).get("Key", "User")
    return [
        known
        for known in provisioned.own()
        if level in authorization.own_levels(caller, known) and authorization.may_see(caller, operation, known)
    ]


def _scan(parameters: Parameters) -> Mapping[str, object]:
    return {"ProvisionedProducts": [provisioned.detail(k) for k in _visible("ScanProvisionedProducts", parameters)]}


def _search(parameters: Parameters) -> Mapping[str, object]:
    queries = [query.lower() for values in parameters.get("Filters", {}).values() for query in values]
    visible = [provisioned.attributes(known) for known in _visible("SearchProvisionedProducts", parameters)]
    found = [shown for shown in visible if all(_matches(shown, query) for query in queries)]
    return {"ProvisionedProducts": found, "TotalResultsCount": len(found)}


def _matches(shown: Mapping[str, Any], query: str) -> bool:
    """Return whether a search query fits: words, or `field:value`, as the API's SearchQuery filter takes them."""
    name, separator, value = query.partition(":")
    if not separator:
        return any(query in str(text).lower() for text in shown.values())
    return any(key.lower() == name and value.strip('"') in str(text).lower() for key, text in shown.items())


def _describe_provisioned(parameters: Parameters) -> Mapping[str, object]:
    known = provisioned.find(parameters.get("Id") or parameters.get("Name", ""))
    authorization.require_level("DescribeProvisionedProduct", known)
    return {"ProvisionedProductDetail": provisioned.detail(known), "CloudWatchDashboards": []}


def _outputs(parameters: Parameters) -> Mapping[str, object]:
    wanted = parameters.get("ProvisionedProductId") or parameters.get("ProvisionedProductName", "")
    known = provisioned.find(wanted)
    authorization.require_level("GetProvisionedProductOutputs", known)
    good = [record for record in known.records if record.outputs]
    return {"Outputs": good[-1].outputs if good else []}


OPERATIONS = {
    "SearchProducts": _search_products,
    "DescribeProduct": _describe_product,
    "ListLaunchPaths": _list_launch_paths,
    "DescribeProvisioningParameters": _describe_parameters,
    "DescribeRecord": _describe_record,
    "ListRecordHistory": _list_records,
    "ScanProvisionedProducts": _scan,
    "SearchProvisionedProducts": _search,
    "DescribeProvisionedProduct": _describe_provisioned,
    "GetProvisionedProductOutputs": _outputs,
}
