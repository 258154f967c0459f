"""One affected resource of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Resource:
    """A resource, whatever format the finding came in.

    Attributes:
        id: ARN or other identifier; may be empty.
        type: resource type, such as `AwsS3Bucket`.
        region: Region of the resource; empty when the finding does not say.
        tags: tag keys and values.
        details: what the finding says of this kind of resource, without the type in between.
        name: name for people, where the format has one.
    """

    id: str
    type: str
    region: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
