"""Versions of the product: a new one for new content, the older ones kept and marked deprecated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installer.aws.stacks import Report
from installer.errors import UserError
from installer.hub.offer import VersionState
from product.portfolio.options import Version

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient
    from types_boto3_servicecatalog.literals import ProvisioningArtifactGuidanceType


def with_version(known: tuple[Version, ...], new: Version) -> tuple[Version, ...]:
    """Return all versions, the new one last; the same content makes no new version.

    One of the same name with another template is for a formatter's object that is gone, and goes too.
    """
    same = [version for version in known if version.template_url == new.template_url]
    return known if same else (*(version for version in known if version.name != new.name), new)


def without_versions(versions: tuple[Version, ...], names: Collection[str], current: Version) -> tuple[Version, ...]:
    """Return the versions but those of these names; a name may be unknown here, as one Region may be further than another.

    Raises:
        UserError: it is the current one, which is the last to go.
    """
    if current.name in names:
        raise UserError(f"{current.name} is the current version and cannot be removed; uninstall removes the product.")
    return tuple(version for version in versions if version.name not in names)


def unknown_versions(names: Collection[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return a note about versions that are to be removed and are in no Region, as after the same command before."""
    listed = dict.fromkeys(known)
    missing = ", ".join(name for name in names if name not in listed)
    return (f"There is no version {missing}; versions are {', '.join(listed)}.",) if missing else ()


@dataclass(frozen=True)
class Mark:
    """A version whose mark is to change.

    Attributes:
        id: id of the provisioning artifact.
        name: its name.
        guidance: the mark that it is to get, DEFAULT or DEPRECATED.
    """

    id: str
    name: str
    guidance: ProvisioningArtifactGuidanceType


def marks_to_change(versions: Sequence[VersionState], current: Version) -> tuple[Mark, ...]:
    """Return what would leave the current version as the only one that is not deprecated.

    The current one need not be the newest: who returns to earlier choices gets the earlier version back. Deprecated versions
    keep working for who has them and cannot be launched anew. CloudFormation cannot set the mark.
    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_UpdateProvisioningArtifact.html
    """
    wanted = (Mark(one.id, one.name, "DEFAULT" if one.name == current.name else "DEPRECATED") for one in versions)
    return tuple(mark for one, mark in zip(versions, wanted, strict=True) if one.guidance != mark.guidance)


def change_marks(catalog: ServiceCatalogClient, product_id: str, marks: Sequence[Mark], report: Report) -> None:
    """Mark the versions so."""
    for mark in marks:
        report(f"version {mark.name} is now marked {mark.guidance}")
        catalog.update_provisioning_artifact(
            ProductId=product_id, ProvisioningArtifactId=mark.id, Guidance=mark.guidance
        )
