"""A product of verify's own in the hub account, beside the one that owners launch: it has both editions as versions.

It lies in a portfolio of its own that is shared with nobody, and is launched in the hub account itself, with the launching
person's own permissions: the launch role knows one edition only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from common.choices.configuration import Configuration
from common.choices.words import Formatting
from installer.aws.identity import identity
from installer.checks.own_permissions import principal_arn
from installer.errors import UserError
from installer.hub.content import subscription_options
from installer.hub.objects import ArtifactBucket
from installer.verification.gone import gone_already
from installer.verification.ledger import NAME, own_name
from installer.verification.stage import Stage
from installer.verification.step import DiffersError
from installer.verification.who import Who
from product.subscription.template import subscription_template

if TYPE_CHECKING:
    from types_boto3_servicecatalog.type_defs import ProvisioningArtifactPropertiesTypeDef

OBJECT, PRODUCT, PORTFOLIO = "object", "product", "portfolio"
"""The kinds of what is made here."""

EVENTBRIDGE, LAMBDA, LAMBDA_AGAIN = "eventbridge", "lambda", "lambda-again"
"""The product's versions."""

_FOLDER = f"templates/{NAME}"
_READ_SECONDS = 120
_GONE = ("ResourceNotFoundException",)


@dataclass(frozen=True)
class OwnProduct:
    """The product.

    Attributes:
        id: its id.
        versions: id of each version by its name.
    """

    id: str
    versions: Mapping[str, str]


def eventbridge_template(hub_account: str) -> str:
    """Return the template of the edition in which EventBridge alone writes the emails."""
    options = subscription_options(Configuration(formatting=Formatting.EVENTBRIDGE), hub_account, "")
    return str(subscription_template(options).to_yaml())


def make(stage: Stage) -> OwnProduct:
    """Make portfolio, product, versions and the right to launch it."""
    catalog, name = stage.sessions[Who.HUB].client("servicecatalog"), stage.ledger.name()
    url = _upload(stage, eventbridge_template(stage.accounts[Who.HUB]))
    stage.ledger.will_make(PORTFOLIO, Who.HUB, name=name)
    portfolio = catalog.create_portfolio(DisplayName=name, ProviderName=NAME, IdempotencyToken=name)["PortfolioDetail"][
        "Id"
    ]
    stage.ledger.will_make(PRODUCT, Who.HUB, name=name)
    made = catalog.create_product(
        Name=name,
        Owner=NAME,
        ProductType="CLOUD_FORMATION_TEMPLATE",
        ProvisioningArtifactParameters=_version(EVENTBRIDGE, url),
        IdempotencyToken=name,
    )
    product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    versions = {EVENTBRIDGE: made["ProvisioningArtifactDetail"]["Id"]}
    for version in (LAMBDA, LAMBDA_AGAIN):
        added = catalog.create_provisioning_artifact(
            ProductId=product,
            Parameters=_version(version, stage.offer.template_url),
            IdempotencyToken=f"{name}-{version}",
        )
        versions[version] = added["ProvisioningArtifactDetail"]["Id"]
    catalog.associate_product_with_portfolio(ProductId=product, PortfolioId=portfolio)
    catalog.associate_principal_with_portfolio(
        PortfolioId=portfolio, PrincipalARN=_principal(stage), PrincipalType="IAM"
    )
    _require_available(stage, product, versions)
    return OwnProduct(product, versions)


def _require_available(stage: Stage, product: str, versions: Mapping[str, str]) -> None:
    """Wait until Service Catalog has read every version's template.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreateProvisioningArtifact.html

    Raises:
        DiffersError: it does not come to an end, or takes offence at a template.
    """
    catalog = stage.sessions[Who.HUB].client("servicecatalog")

    def state(version: str) -> str | None:
        found = catalog.describe_provisioning_artifact(ProductId=product, ProvisioningArtifactId=version)["Status"]
        return None if found == "CREATING" else str(found)

    for name, version in versions.items():
        if (status := stage.wait(partial(state, version), _READ_SECONDS)) != "AVAILABLE":
            raise DiffersError(f"Service Catalog does not take the template of version {name}: it is {status}")


def _upload(stage: Stage, template: str) -> str:
    """Put the template into the artifact bucket, and return its address."""
    key = f"{_FOLDER}-{stage.ledger.run}.yaml"
    stage.ledger.will_make(OBJECT, Who.HUB, name=stage.ledger.name(), key=key)
    _bucket(stage).put(key, template.encode())
    return stage.offer.template_url.partition("/templates/")[0] + f"/{key}"


def _bucket(stage: Stage) -> ArtifactBucket:
    return ArtifactBucket(stage.sessions[Who.HUB].client("s3"), stage.offer.bucket, stage.accounts[Who.HUB])


def _version(name: str, url: str) -> ProvisioningArtifactPropertiesTypeDef:
    return {"Name": name, "Type": "CLOUD_FORMATION_TEMPLATE", "Info": {"LoadTemplateFromURL": url}}


def _principal(stage: Stage) -> str:
    known = identity(stage.sessions[Who.HUB])
    return principal_arn(stage.sessions[Who.HUB], known) or known.arn


def _delete_object(stage: Stage, _who: Who, named: Mapping[str, str]) -> None:
    if not named["key"].startswith(_FOLDER):
        raise UserError(f"{named['key']} was not made by verify.")
    _bucket(stage).remove(named["key"])


def _delete_portfolio(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    catalog = stage.sessions[who].client("servicecatalog")
    pages = catalog.get_paginator("list_portfolios").paginate()
    listed = [one for page in pages for one in page["PortfolioDetails"]]
    for portfolio in (one for one in listed if one["DisplayName"] == own_name(named["name"])):
        for principal in catalog.list_principals_for_portfolio(PortfolioId=portfolio["Id"])["Principals"]:
            catalog.disassociate_principal_from_portfolio(
                PortfolioId=portfolio["Id"], PrincipalARN=principal["PrincipalARN"]
            )
        catalog.delete_portfolio(Id=portfolio["Id"])


def _delete_product(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    catalog = stage.sessions[who].client("servicecatalog")
    with gone_already(_GONE):
        # Searching would be late.
        found = catalog.describe_product_as_admin(Name=own_name(named["name"]))["ProductViewDetail"]
        product = found["ProductViewSummary"]["ProductId"]
        for portfolio in catalog.list_portfolios_for_product(ProductId=product)["PortfolioDetails"]:
            catalog.disassociate_product_from_portfolio(PortfolioId=portfolio["Id"], ProductId=product)
        catalog.delete_product(Id=product)


UNDO: Mapping[str, Callable[[Stage, Who, Mapping[str, str]], None]] = {
    OBJECT: _delete_object,
    PORTFOLIO: _delete_portfolio,
    PRODUCT: _delete_product,
}
"""How what is made here is taken away."""
