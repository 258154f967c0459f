"""What the hub offers in one Region, and to whom: all that sharing with accounts, and looking after them, needs to know.

What the portfolio stack says and what Service Catalog has are two things: somebody may have deleted portfolio or product by
hand, and a stack that could not be deleted whole still names what is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common.names import ARTIFACT_STACK_NAME, PORTFOLIO_STACK_NAME
from installer.aws.stack_reader import StackReader
from installer.aws.stack_state import StackState
from installer.hub.sharing import PortfolioSharing, Target

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient

_GONE = ("ResourceNotFoundException",)
_DEFAULT = "DEFAULT"


@dataclass(frozen=True)
class VersionState:
    """One version of the product.

    Attributes:
        id: id of the provisioning artifact.
        name: its name.
        guidance: its mark, DEFAULT or DEPRECATED.
        is_active: whether anybody can use it; the product deactivates none.
    """

    id: str
    name: str
    guidance: str
    is_active: bool = True

    @property
    def is_current(self) -> bool:
        """Whether owners launch it."""
        return self.guidance == _DEFAULT


@dataclass(frozen=True)
class Offer:
    """What the hub offers in one Region; what is empty is not there.

    Attributes:
        region: the Region.
        artifact_stack: the stack of the buckets.
        portfolio_stack: the stack of portfolio and product.
        portfolio_id: the portfolio.
        product_id: the product.
        versions: the product's versions, oldest first.
        shares: with whom the portfolio is shared, and whether principals go along.
    """

    region: str
    artifact_stack: StackState
    portfolio_stack: StackState
    portfolio_id: str = ""
    product_id: str = ""
    versions: tuple[VersionState, ...] = ()
    shares: Mapping[Target, bool] = field(default_factory=dict)

    @property
    def is_installed(self) -> bool:
        """Whether owners can be offered the product: the stacks are whole, and portfolio and product are there."""
        whole = self.artifact_stack.is_whole and self.portfolio_stack.is_whole
        return whole and bool(self.portfolio_id and self.product_id)

    @property
    def has_lost_its_product(self) -> bool:
        """Whether the portfolio stack names a portfolio or a product that somebody deleted by hand."""
        return self.portfolio_stack.is_whole and not (self.portfolio_id and self.product_id)

    @property
    def must_be_made_anew(self) -> bool:
        """Whether the portfolio stack holds nothing that can be used."""
        return self.has_lost_its_product or self.portfolio_stack.is_unfinished

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is there."""
        return not (self.artifact_stack.status or self.portfolio_stack.status)

    def problems(self) -> tuple[str, ...]:
        """Return what keeps it from being installed, one clause each."""
        found = [one.problem for one in (self.artifact_stack, self.portfolio_stack) if one.problem]
        if self.has_lost_its_product:
            found.append("portfolio or product was deleted by hand")
        if self.artifact_stack.status and not self.portfolio_stack.status:
            found.append("the portfolio is missing")
        if self.portfolio_stack.status and not self.artifact_stack.status:
            found.append("the buckets are missing")
        return tuple(found)


def read_offer(catalog: ServiceCatalogClient, stacks: StackReader, region: str) -> Offer:
    """Look what one Region offers.

    Args:
        catalog: Service Catalog client of the Region.
        stacks: the Region's stacks.
        region: the Region.
    """
    portfolio_stack = stacks.state(PORTFOLIO_STACK_NAME)
    portfolio_id = portfolio_stack.outputs.get("PortfolioId", "")
    product_id = portfolio_stack.outputs.get("ProductId", "")
    versions = read_versions(catalog, product_id) if product_id else None
    shares = _shares(catalog, portfolio_id) if portfolio_id else None
    return Offer(
        region,
        stacks.state(ARTIFACT_STACK_NAME),
        portfolio_stack,
        "" if shares is None else portfolio_id,
        "" if versions is None else product_id,
        versions or (),
        shares or {},
    )


def read_versions(catalog: ServiceCatalogClient, product_id: str) -> tuple[VersionState, ...] | None:
    """Return the product's versions, oldest first; None where there is no such product."""
    try:
        found = catalog.list_provisioning_artifacts(ProductId=product_id)["ProvisioningArtifactDetails"]
    except ClientError as error:
        if not _is_gone(error):
            raise
        return None
    ordered = sorted(found, key=lambda version: version["CreatedTime"])
    return tuple(
        VersionState(one["Id"], one["Name"], one.get("Guidance", _DEFAULT), one.get("Active", True)) for one in ordered
    )


def _shares(catalog: ServiceCatalogClient, portfolio_id: str) -> Mapping[Target, bool] | None:
    """Return the portfolio's shares; None where there is no such portfolio."""
    try:
        return PortfolioSharing(catalog, portfolio_id).shared()
    except ClientError as error:
        if not _is_gone(error):
            raise
        return None


def _is_gone(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in _GONE
