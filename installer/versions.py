"""Versions of the product: a new one for new content, the older ones kept and marked deprecated."""

from __future__ import annotations

from typing import Any

from cfn_flip import load

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
