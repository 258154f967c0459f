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

    @property
    def short_name(self) -> str:
        """What people call it: its name, else the end of its ARN or id that tells it from others of its type."""
        if self.name or not self.id.startswith(("arn:", "AWS::")):
            return self.name or self.id
        if self.id.startswith("AWS::"):  # such as AWS::::Account:111122223333
            return self.id.rpartition(":")[2] or self.id
        service, end = self.id.split(":", 5)[2:3], self.id.split(":", 5)[-1]
        # A bucket's ARN has no type before the name: what follows the slash is an object.
        named = end if service == ["s3"] else end[_start_of_name(end) :]
        return named or self.id


def _start_of_name(end: str) -> int:
    """Return where the name begins in `instance/i-0a1b` or `function:orders`."""
    marks = [position for position in (end.find("/"), end.find(":")) if position >= 0]
    return min(marks) + 1 if marks else 0
