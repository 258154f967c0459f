"""Which versions of the product cannot be launched, since somebody deleted the formatter's zip that their template names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from common.names import FUNCTION
from common.template_text import read_template
from installer.hub.objects import ArtifactBucket, ObjectState, StoredArtifact
from product.portfolio.options import Version


def without_formatter(
    bucket: ArtifactBucket, listed: Sequence[Version], objects: Mapping[str, StoredArtifact]
) -> tuple[str, ...]:
    """Return the names of the versions whose template names a version of the formatter's object that is not in the bucket.

    Args:
        bucket: the artifact bucket.
        listed: the versions that the portfolio stack lists.
        objects: what is in the bucket; of a version without its template nothing is known.
    """
    right = [key for key, one in objects.items() if one.state is ObjectState.GOOD]
    templates = {version.name: key for version in listed for key in right if version.template_url.endswith(key)}
    # A template names the first right version, which stays the first as long as it is there.
    there = {(key, one.right_version) for key, one in objects.items()}
    named = {name: _formatter(bucket.body(key).decode()) for name, key in templates.items()}
    return tuple(name for name, one in named.items() if one and one not in there)


def _formatter(template: str) -> tuple[str, str] | None:
    """Return key and version of the formatter's object by a template; None where EventBridge alone writes the emails."""
    function = read_template(template)["Resources"].get(FUNCTION)
    code = function["Properties"]["Code"] if function else None
    return (code["S3Key"], code["S3ObjectVersion"]) if code else None
