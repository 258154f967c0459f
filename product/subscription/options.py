"""What the subscription template is made of: the admin's choices, and where the artifacts lie."""

from __future__ import annotations

from dataclasses import dataclass

from common.choices.configuration import Configuration


@dataclass(frozen=True, kw_only=True)
class SubscriptionOptions(Configuration):
    """The admin's choices with what only the hub knows.

    Attributes:
        artifact_bucket: name of the bucket that holds the formatter zip; `${AWS::Region}` in it stands for the Region.
        formatter_key: key of the formatter zip in that bucket (holds the zip's hash).
        formatter_object_version: version of that object, so that nothing put over it is ever run; empty: whatever lies there.
        version: release of the product, for the version tag.
    """

    artifact_bucket: str
    formatter_key: str
    formatter_object_version: str = ""
    version: str
