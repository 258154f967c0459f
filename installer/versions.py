"""Versions of the product: a new one for new content, the older ones kept and marked deprecated."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cfn_flip import load

from installer.errors import UserError
from installer.stacks import Report, StackDeployer
from product.portfolio.options import Version
from product.portfolio.template import PRODUCT


def known_versions(stacks: StackDeployer, stack_name: str) -> tuple[Version, ...]:
    """Return the versions that the deployed portfolio stack lists, oldest first."""
    body = stacks.template(stack_name)
    if body is None:
        return ()
    template = load(body)[0] if isinstance(body, str) else body
    listed = template["Resources"][PRODUCT]["Properties"]["ProvisioningArtifactParameters"]
    return tuple(Version(one["Name"], one["Description"], one["Info"]["LoadTemplateFromURL"]) for one in listed)


def with_version(known: tuple[Version, ...], new: Version) -> tuple[Version, ...]:
    """Return all versions, the new one last; the same content makes no new version."""
    same = [version for version in known if version.template_url == new.template_url]
    return known if same else (*known, new)


def without_versions(versions: tuple[Version, ...], names: Collection[str]) -> tuple[Version, ...]:
    """Return the versions but those of these names.

    Raises:
        UserError: there is no such version, or it is the current one, which is the last to go.
    """
    known = [version.name for version in versions]
    if missing := [name for name in names if name not in known]:
        raise UserError(f"There is no version {', '.join(missing)}; versions are {', '.join(known)}.")
    if known[-1] in names:
        raise UserError(f"{known[-1]} is the current version and cannot be removed; uninstall removes the product.")
    return tuple(version for version in versions if version.name not in names)


def deprecate_older(catalog: Any, product_id: str, report: Report) -> bool:
    """Mark all versions but the newest as deprecated; returns whether any mark changed.

    Deprecated versions keep working for who has them and cannot be launched anew. CloudFormation cannot set the mark.
    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_UpdateProvisioningArtifact.html
    """
    found = catalog.list_provisioning_artifacts(ProductId=product_id)["ProvisioningArtifactDetails"]
    ordered = sorted(found, key=lambda version: version["CreatedTime"])
    changed = False
    for version in ordered:
        guidance = "DEFAULT" if version is ordered[-1] else "DEPRECATED"
        if version.get("Guidance", "DEFAULT") != guidance:
            report(f"version {version['Name']} is now marked {guidance}")
            catalog.update_provisioning_artifact(
                ProductId=product_id, ProvisioningArtifactId=version["Id"], Guidance=guidance
            )
            changed = True
    return changed
