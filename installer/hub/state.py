"""What is there of the hub in one Region: read once, compared by plan, printed by status, judged by doctor.

What the portfolio stack says and what Service Catalog has are two things: somebody may have taken a principal or the launch
constraint away by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from installer.aws.stack_reader import StackReader
from installer.aws.stack_state import DELETE_FAILED, Drifted, StackState
from installer.aws.stacks import StackDeployer
from installer.hub.formatters import without_formatter
from installer.hub.objects import ArtifactBucket, ObjectState, StoredArtifact
from installer.hub.offer import Offer
from product.portfolio.options import Version
from product.portfolio.template import PRODUCT

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient

_PRINCIPAL = "AWS::ServiceCatalog::PortfolioPrincipalAssociation"
_DONE = {
    ObjectState.DIFFERS: "overwritten",
    ObjectState.DELETED: "deleted",
    ObjectState.LOST: "overwritten, and nothing brings it back",
}


@dataclass(frozen=True)
class HubState(Offer):
    """The hub in one Region; what is empty is not there.

    Attributes:
        is_offered: whether the product is in the portfolio.
        principals: ARN patterns of who may launch.
        launch_role: local name of the role of the launch constraint.
        objects: the artifacts in the bucket, by key.
        without_formatter: names of the versions whose zip is gone; known only where it was asked for.
        drifted: what somebody changed by hand of what the stacks made; known only where it was asked for.
        unseen: why that could not be looked at; empty where it could, and where it was not asked for.
    """

    is_offered: bool = False
    principals: tuple[str, ...] = ()
    launch_role: str = ""
    objects: Mapping[str, StoredArtifact] = field(default_factory=dict)
    without_formatter: tuple[str, ...] = ()
    drifted: tuple[Drifted, ...] = ()
    unseen: str = ""

    @property
    def product_arn(self) -> str:
        """The product's ARN, for the permission set."""
        return self.portfolio_stack.outputs.get("ProductArn", "") if self.product_id else ""

    @property
    def must_be_cleared(self) -> bool:
        """Whether something must be taken away before anything can be made."""
        return self.must_be_made_anew or self.artifact_stack.status == DELETE_FAILED

    def problems(self) -> tuple[str, ...]:
        """Return what is not as it must be, one clause each; what only the configuration can tell stands in a plan."""
        found = [*super().problems()]
        if self.is_installed and not self.is_offered:
            found.append("the product was taken out of the portfolio by hand")
        if self.is_installed and not any(one.is_current for one in self.versions):
            found.append("nobody may launch: every version is deprecated")
        found += [f"{key} was {_DONE[self.objects[key].state]}" for key in self.differing_objects()]
        if self.is_installed:
            found += [self._missing("template", one.name) for one in (*self.missing_templates, *self.lost_versions)]
            found += [self._missing("formatter", name) for name in self.without_formatter]
        return (*found, *map(str, self.drifted))

    def differing_objects(self) -> tuple[str, ...]:
        """Return the keys of artifacts that somebody overwrote or deleted."""
        return tuple(key for key, one in self.objects.items() if one.state is not ObjectState.GOOD)

    @property
    def listed_versions(self) -> tuple[Version, ...]:
        """The versions that the portfolio stack lists, oldest first."""
        return versions_of(self.portfolio_stack.template)

    @property
    def lost_versions(self) -> tuple[Version, ...]:
        """The older ones among them whose template nobody can bring back."""
        return tuple(one for one in self._without_template() if one not in self.missing_templates)

    @property
    def missing_templates(self) -> tuple[Version, ...]:
        """The current ones among them whose template is gone; installing makes it again."""
        return tuple(one for one in self._without_template() if one.name in self._current)

    @property
    def _current(self) -> set[str]:
        return {one.name for one in self.versions if one.is_current}

    def _missing(self, part: str, version: str) -> str:
        """Say that a part of a version is gone: installing makes it again for the current one, nothing for an older one."""
        if version in self._current:
            return f"the {part} of version {version} is missing"
        return (
            f"the {part} of version {version} is gone for good: take the version away with ./install.sh install "
            f"--remove-version {version}"
        )

    def _without_template(self) -> tuple[Version, ...]:
        there = tuple(key for key, one in self.objects.items() if one.state is not ObjectState.LOST)
        return tuple(one for one in self.listed_versions if not one.template_url.endswith(there))


def read_hub(offer: Offer, catalog: ServiceCatalogClient, stacks: StackReader, bucket: ArtifactBucket) -> HubState:
    """Look at the rest of a Region whose offer is known.

    Args:
        offer: what it offers.
        catalog: Service Catalog client of the Region.
        stacks: the Region's stacks.
        bucket: the Region's artifact bucket.
    """
    portfolio_id, product_id = offer.portfolio_id, offer.product_id
    is_offered = bool(portfolio_id and product_id) and portfolio_id in portfolios_of(catalog, product_id)
    return HubState(
        **{**vars(offer), "portfolio_stack": stacks.with_template(offer.portfolio_stack)},
        is_offered=is_offered,
        principals=principals_of(catalog, portfolio_id) if portfolio_id else (),
        launch_role=_launch_role(catalog, portfolio_id, product_id) if is_offered else "",
        # Without its stack a bucket of that name is somebody else's.
        objects=bucket.artifacts() if offer.artifact_stack.is_whole else {},
    )


def look_closely(state: HubState, stacks: StackDeployer, bucket: ArtifactBucket) -> HubState:
    """Return a state with what somebody changed by hand of what the stacks made, too; it takes a while.

    Args:
        state: what is there.
        stacks: the Region's stacks.
        bucket: the Region's artifact bucket.
    """
    drifted, unseen = _drifted(stacks, state.artifact_stack, state.portfolio_stack)
    without = without_formatter(bucket, state.listed_versions, state.objects)
    return replace(state, without_formatter=without, drifted=drifted, unseen=unseen)


def _drifted(stacks: StackDeployer, *states: StackState) -> tuple[tuple[Drifted, ...], str]:
    looked = [stacks.drifted(state.name) for state in states if state.is_whole]
    return tuple(one for found, _ in looked for one in found), " ".join(filter(None, (unseen for _, unseen in looked)))


def constraints(catalog: ServiceCatalogClient, portfolio_id: str, product_id: str) -> Iterator[tuple[str, str]]:
    """Yield id and local role name of each launch constraint of the product in the portfolio."""
    found = catalog.list_constraints_for_portfolio(PortfolioId=portfolio_id, ProductId=product_id)["ConstraintDetails"]
    for one in found:
        if one["Type"] == "LAUNCH":
            described = catalog.describe_constraint(Id=one["ConstraintId"])
            parameters = json.loads(described["ConstraintParameters"])
            yield one["ConstraintId"], str(parameters.get("LocalRoleName") or parameters.get("RoleArn", ""))


def wanted_principals(template: Mapping[str, Any], partition: str) -> tuple[str, ...]:
    """Return the ARN patterns of who may launch by a portfolio template."""
    found = (one["Properties"]["PrincipalARN"] for one in template["Resources"].values() if one["Type"] == _PRINCIPAL)
    return tuple(
        (one["Fn::Sub"] if isinstance(one, dict) else one).replace("${AWS::Partition}", partition) for one in found
    )


def versions_of(template: Mapping[str, Any]) -> tuple[Version, ...]:
    """Return the versions that a portfolio template lists, oldest first; none where it is empty."""
    product = template.get("Resources", {}).get(PRODUCT)
    listed = product["Properties"]["ProvisioningArtifactParameters"] if product else ()
    return tuple(Version(one["Name"], one["Description"], one["Info"]["LoadTemplateFromURL"]) for one in listed)


def principals_of(catalog: ServiceCatalogClient, portfolio_id: str) -> tuple[str, ...]:
    """Return the ARN patterns of who may launch from the portfolio."""
    pages = catalog.get_paginator("list_principals_for_portfolio").paginate(PortfolioId=portfolio_id)
    return tuple(one["PrincipalARN"] for page in pages for one in page["Principals"])


def portfolios_of(catalog: ServiceCatalogClient, product_id: str) -> set[str]:
    """Return the ids of the portfolios that have the product."""
    pages = catalog.get_paginator("list_portfolios_for_product").paginate(ProductId=product_id)
    return {one["Id"] for page in pages for one in page["PortfolioDetails"]}


def _launch_role(catalog: ServiceCatalogClient, portfolio_id: str, product_id: str) -> str:
    return next((role for _, role in constraints(catalog, portfolio_id, product_id)), "")
