"""Provision, update and terminate products, each by a stack that CloudFormation makes as the launch role.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ProvisionProduct.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server import identity, permissions
from embedded_aws.server.cloudformation import api
from embedded_aws.server.cloudformation.execution import CALLED_VIA, acting
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError, Parameters
from embedded_aws.server.service_catalog import access, authorization, constraints, provisioned, store
from embedded_aws.server.service_catalog.provisioned import Provisioned, Record
from embedded_aws.server.service_catalog.store import Portfolio, Product, Version
from embedded_aws.server.trust_policy import service_may_assume

SERVICE = "servicecatalog.amazonaws.com"

_STACK_CALLS = ("CreateStack", "DescribeStacks", "DescribeStackEvents", "GetTemplateSummary", "ValidateTemplate")


def provision(parameters: Parameters) -> Mapping[str, object]:
    """Launch a product for the caller, or for whom CloudFormation acts."""
    caller = acting()
    product = product_of(caller, parameters)
    path = _path(caller, product, parameters)
    version = _version(product, parameters)
    if not version.active or version.guidance == "DEPRECATED":
        raise ApiError("InvalidParametersException", f"Version {version.name} of {product.name} is not launched anew.")
    role = constraints.launch_role(path, product, get_account_id())
    made = Provisioned(
        id=store.new_id("pp"),
        name=parameters["ProvisionedProductName"],
        account_id=get_account_id(),
        region=get_region(),
        product_id=product.id,
        version_id=version.id,
        path_id=path_id(path),
        creator=caller,
        launch_role=role,
        tags={**path.tags, **product.tags, **store.from_tags(parameters.get("Tags"))},
    )
    provisioned.add(made)
    return _run(made, "PROVISION_PRODUCT", "CreateStack", _stack_parameters(made, version, parameters))


def update(parameters: Parameters) -> Mapping[str, object]:
    """Give what was provisioned other parameters or another version."""
    known = _addressed(parameters)
    authorization.require_level("UpdateProvisionedProduct", known)
    if parameters.keys() & {"ProductId", "ProductName"}:
        known.product_id = product_of(acting(), parameters).id
    product = store.products[known.product_id]
    if parameters.keys() & {"ProvisioningArtifactId", "ProvisioningArtifactName"}:
        known.version_id = _version(product, parameters).id
    known.tags |= store.from_tags(parameters.get("Tags"))
    version = store.version_of(product, known.version_id)
    return _run(known, "UPDATE_PROVISIONED_PRODUCT", "UpdateStack", _stack_parameters(known, version, parameters))


def terminate(parameters: Parameters) -> Mapping[str, object]:
    """Delete what was provisioned."""
    known = _addressed(parameters)
    authorization.require_level("TerminateProvisionedProduct", known)
    return _run(known, "TERMINATE_PROVISIONED_PRODUCT", "DeleteStack", {"StackName": known.stack_name})


def path_id(portfolio: Portfolio) -> str:
    """Return the identifier of the launch path through a portfolio."""
    return portfolio.id.replace("port-", "lpv3-")


def product_of(caller: Principal, parameters: Parameters) -> Product:
    """Return the product that somebody may launch, by ProductId or ProductName.

    Raises:
        ApiError: there is none.
    """
    wanted, name = parameters.get("ProductId"), parameters.get("ProductName")
    for _, product in access.launchable(caller):
        if wanted == product.id or (wanted is None and name == product.name):
            return product
    raise ApiError("ResourceNotFoundException", f"No access to product {wanted or name}, or it does not exist.")


def _addressed(parameters: Parameters) -> Provisioned:
    known = provisioned.find(parameters.get("ProvisionedProductId") or parameters.get("ProvisionedProductName", ""))
    if known.status == "UNDER_CHANGE":
        raise ApiError("InvalidStateException", f"{known.name} is still under change.")
    return known


def _path(caller: Principal, product: Product, parameters: Parameters) -> Portfolio:
    paths = access.paths_to(caller, product.id)
    wanted, name = parameters.get("PathId"), parameters.get("PathName")
    fitting = [
        path for path in paths if wanted in (None, path_id(path)) and name in (None, path.details["DisplayName"])
    ]
    if len(fitting) != 1:
        names = ", ".join(path_id(path) for path in paths)
        raise ApiError("InvalidParametersException", f"Name one of the launch paths of {product.id}: {names}.")
    return fitting[0]


def _version(product: Product, parameters: Parameters) -> Version:
    name = parameters.get("ProvisioningArtifactName")
    named = [version for version in product.versions.values() if version.name == name]
    return named[0] if named else store.version_of(product, parameters.get("ProvisioningArtifactId", ""))


def _stack_parameters(made: Provisioned, version: Version, parameters: Parameters) -> Mapping[str, object]:
    return {
        "StackName": made.stack_name,
        "TemplateURL": version.template_url,
        "Parameters": [_stack_parameter(parameter) for parameter in parameters.get("ProvisioningParameters", [])],
        "Tags": store.as_tags({**made.tags, **_auto_tags(made)}),
        "Capabilities": api.CAPABILITIES,
    }


def _auto_tags(made: Provisioned) -> dict[str, str]:
    """Return what Service Catalog itself tags every stack with; CloudFormation hands it on to the resources.

    https://docs.aws.amazon.com/servicecatalog/latest/adminguide/autotags.html
    """
    path = next(one for one in store.portfolios.values() if path_id(one) == made.path_id)
    return {
        "aws:servicecatalog:portfolioArn": path.arn,
        "aws:servicecatalog:productArn": store.products[made.product_id].arn,
        "aws:servicecatalog:provisionedProductArn": made.arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": made.version_id,
        "aws:servicecatalog:provisioningPrincipalArn": made.creator.arn,
    }


def _stack_parameter(parameter: Mapping[str, Any]) -> Mapping[str, str]:
    if parameter.get("UsePreviousValue"):
        return {"ParameterKey": parameter["Key"], "UsePreviousValue": "true"}
    return {"ParameterKey": parameter["Key"], "ParameterValue": parameter.get("Value", "")}


def _run(known: Provisioned, kind: str, action: str, parameters: Mapping[str, Any]) -> Mapping[str, object]:
    """Begin an operation on the stack; what is refused at once ends the record, as everything later does."""
    record = Record(store.new_id("rec"), kind, known.id, known.version_id, known.path_id)
    known.records.append(record)
    known.status = "UNDER_CHANGE"
    answer = {"RecordDetail": provisioned.record_detail(known, record)}
    try:
        principal = _acting_for(known)
        for call in (*_STACK_CALLS, action):
            stack_arn = permissions.arn("cloudformation", f"stack/{known.stack_name}/*")
            resource = "*" if call == "ValidateTemplate" else stack_arn
            permissions.require(principal, f"cloudformation:{call}", resource)
        if "TemplateURL" in parameters:
            _require_stored_template(principal, known)
        api.call(principal, known.region, action, parameters)
    except ApiError as error:
        # An update that changes nothing succeeds in Service Catalog, whatever CloudFormation calls it.
        unchanged = "No updates are to be performed" in str(error)
        provisioned.finish(known, record, succeeded=unchanged, error="" if unchanged else str(error))
    return answer


def _require_stored_template(principal: Principal, known: Provisioned) -> None:
    """Check that the caller may read Service Catalog's own copy of the template, in a bucket that is not the hub's.

    Here one copy serves, the hub's; in AWS the stack is made from this one.
    https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md
    """
    copy = f"arn:aws:s3:::sc-{known.product_id.removeprefix('prod-')}-{known.region}/{known.version_id}"
    permissions.require(principal, "s3:GetObject", copy, _STORED_TEMPLATE)


def _acting_for(known: Provisioned) -> Principal:
    """Return the launch role's session, or the caller where there is no launch role."""
    if known.launch_role is None:
        caller = acting()
        return Principal(caller.arn, caller.account_id, caller.policies, caller.limits, {**caller.keys, **_VIA})
    role = identity.role_of(known.launch_role)
    if role is None or not service_may_assume(role, SERVICE, known.account_id):
        raise ApiError("AccessDeniedException", f"Service Catalog cannot assume the launch role {known.launch_role}.")
    return identity.role_session(known.launch_role, "servicecatalog")


_STORED_TEMPLATE = {
    "s3:ExistingObjectTag/servicecatalog:provisioning": "true",
    "aws:ResourceAccount": "555566667777",
}
"""Service Catalog keeps templates marked, in an account of its own."""
_VIA = {"aws:viaawsservice": CALLED_VIA["aws:ViaAWSService"]}

OPERATIONS = {
    "ProvisionProduct": provision,
    "UpdateProvisionedProduct": update,
    "TerminateProvisionedProduct": terminate,
}
