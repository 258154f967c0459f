"""What somebody changed by hand of the portfolio: seen by comparing Service Catalog with the stack, explained, and mended.

CloudFormation does not look: a stack whose template stays makes no principal anew. So it is mended by the same calls that
CloudFormation makes. A principal has no id of its own, and the stack knows it again; a constraint has, so that one made here is
removed by uninstall itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from common.names import LAUNCH_ROLE_NAME
from installer.aws.service_catalog import idempotency_token
from installer.aws.stack_state import Change
from installer.aws.stacks import Report
from installer.hub.offer import Offer, VersionState
from installer.hub.state import HubState, constraints, portfolios_of, principals_of, versions_of, wanted_principals
from product.portfolio.options import Version
from product.portfolio.template import ASSOCIATION

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient

CONSTRAINT = "LaunchConstraint"
_PATTERN: Final = "IAM_PATTERN"


@dataclass(frozen=True)
class Drift:
    """What is other than the stack says.

    Attributes:
        missing: ARN patterns that somebody took away.
        foreign: ARN patterns that somebody added; they are told, and left.
        is_offered: whether the product is in the portfolio.
        launch_role: local name of the role that the launch constraint lost; empty where nothing is lost.
        superfluous_role: role of a launch constraint that should not be; empty where there is none.
        versions: versions that somebody removed from the product.
        inactive: versions that somebody deactivated.
    """

    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    is_offered: bool = True
    launch_role: str = ""
    superfluous_role: str = ""
    versions: tuple[Version, ...] = ()
    inactive: tuple[VersionState, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to mend."""
        taken = self.missing or self.launch_role or self.superfluous_role or self.versions or self.inactive
        return bool(taken or not self.is_offered)

    def problems(self) -> tuple[str, ...]:
        """Return what somebody changed, one clause each; that the product is not offered the state tells."""
        found = [f"somebody took it from {one} by hand to launch" for one in self.missing]
        if self.superfluous_role:
            found.append(f"somebody made a launch constraint of {self.superfluous_role} by hand")
        elif self.launch_role and self.is_offered:
            found.append(f"somebody took the launch constraint of {self.launch_role} away by hand")
        found += [f"somebody removed version {one.name} by hand" for one in self.versions]
        return (*found, *(f"somebody deactivated version {one.name} by hand" for one in self.inactive))

    def changes(self) -> tuple[Change, ...]:
        """Return what mending changes."""
        found = [Change("Mend", one, "Principal") for one in self.missing]
        if not self.is_offered:
            found.append(Change("Mend", ASSOCIATION, "Association"))
        if self.superfluous_role:
            found.append(Change("Drop", self.superfluous_role, "Constraint"))
        if self.launch_role:
            found.append(Change("Mend", self.launch_role, "Constraint"))
        found += [Change("Mend", one.name, "Version") for one in self.versions]
        return (*found, *(Change("Mend", one.name, "Activity") for one in self.inactive))

    def mend(self, catalog: ServiceCatalogClient, portfolio_id: str, product_id: str, report: Report) -> None:
        """Put back what is missing, and take away the constraint that should not be."""
        if not self.is_offered:
            report("putting the product back into the portfolio")
            catalog.associate_product_with_portfolio(PortfolioId=portfolio_id, ProductId=product_id)
        for arn in self.missing:
            report(f"putting back who may launch: {arn}")
            catalog.associate_principal_with_portfolio(
                PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType=_PATTERN
            )
        if self.superfluous_role:
            report(f"taking away the launch constraint of {self.superfluous_role}")
            for constraint, _ in list(constraints(catalog, portfolio_id, product_id)):
                catalog.delete_constraint(Id=constraint)
        if self.launch_role:
            report("putting back the launch constraint")
            catalog.create_constraint(
                PortfolioId=portfolio_id,
                ProductId=product_id,
                Type="LAUNCH",
                Parameters=json.dumps({"LocalRoleName": self.launch_role}),
                Description="Launch with the role that the StackSet brings to every account",
                IdempotencyToken=idempotency_token(),
            )
        for one in self.versions:
            report(f"making version {one.name} again")
            catalog.create_provisioning_artifact(
                ProductId=product_id,
                Parameters={
                    "Name": one.name,
                    "Description": one.description,
                    "Type": "CLOUD_FORMATION_TEMPLATE",
                    "Info": {"LoadTemplateFromURL": one.template_url},
                },
                IdempotencyToken=idempotency_token(),
            )
        for version in self.inactive:
            report(f"activating version {version.name} again")
            catalog.update_provisioning_artifact(ProductId=product_id, ProvisioningArtifactId=version.id, Active=True)


def drift_of(state: HubState, template: Mapping[str, Any], partition: str) -> Drift:
    """Compare what is there with the stack.

    Args:
        state: what is there.
        template: the portfolio template that is wanted; what it adds or takes away is no drift.
        partition: AWS partition of the hub.
    """
    if not state.is_installed:
        return Drift()
    deployed = state.portfolio_stack.template
    known, wanted = wanted_principals(deployed, partition), wanted_principals(template, partition)
    has_role, wants_role = (CONSTRAINT in one["Resources"] for one in (deployed, template))
    lost = {one.name for one in state.lost_versions}
    present = {one.name for one in state.versions}
    kept = {one.name for one in versions_of(template)}
    is_other = state.launch_role not in ("", LAUNCH_ROLE_NAME)
    return Drift(
        missing=tuple(one for one in known if one in wanted and one not in state.principals),
        foreign=tuple(one for one in state.principals if one not in known),
        is_offered=state.is_offered,
        launch_role=LAUNCH_ROLE_NAME if has_role and wants_role and state.launch_role != LAUNCH_ROLE_NAME else "",
        superfluous_role=state.launch_role
        if is_other or (state.launch_role and not has_role and not wants_role)
        else "",
        versions=tuple(one for one in state.listed_versions if one.name in kept - present - lost),
        inactive=tuple(one for one in state.versions if not one.is_active),
    )


def detach(
    catalog: ServiceCatalogClient, offer: Offer, own: Collection[str], kept: Collection[str], report: Report
) -> None:
    """Take off the portfolio what the stack does not know and would not let it be deleted.

    Args:
        catalog: Service Catalog client.
        offer: what is there.
        own: ARN patterns of who may launch by the stack.
        kept: physical ids of the stack's own resources, which the stack deletes itself.
        report: takes progress, one line each.
    """
    for arn in (one for one in principals_of(catalog, offer.portfolio_id) if one not in own):
        report(f"taking {arn} off the portfolio, which somebody added")
        catalog.disassociate_principal_from_portfolio(
            PortfolioId=offer.portfolio_id, PrincipalARN=arn, PrincipalType=_PATTERN if _is_pattern(arn) else "IAM"
        )
    for product_id in _products_of(catalog, offer.portfolio_id):
        if product_id != offer.product_id:
            report(f"taking product {product_id} off the portfolio, which somebody added")
            catalog.disassociate_product_from_portfolio(ProductId=product_id, PortfolioId=offer.portfolio_id)
    if not offer.product_id:
        return
    for portfolio_id in portfolios_of(catalog, offer.product_id) - {offer.portfolio_id}:
        report(f"taking the product off portfolio {portfolio_id}, to which somebody added it")
        catalog.disassociate_product_from_portfolio(ProductId=offer.product_id, PortfolioId=portfolio_id)
    for constraint, _ in list(constraints(catalog, offer.portfolio_id, offer.product_id)):
        if constraint not in kept:
            catalog.delete_constraint(Id=constraint)


def _products_of(catalog: ServiceCatalogClient, portfolio_id: str) -> list[str]:
    pages = catalog.get_paginator("search_products_as_admin").paginate(PortfolioId=portfolio_id)
    return [one["ProductViewSummary"]["ProductId"] for page in pages for one in page["ProductViewDetails"]]


def _is_pattern(arn: str) -> bool:
    """Tell a pattern from the ARN of one role, which names its account."""
    return ":iam:::" in arn
