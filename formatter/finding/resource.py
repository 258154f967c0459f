"""One affected resource of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from formatter.finding.safe import first_text, texts

_LONGEST_NAME = 64
"""Characters of a name that somebody gave: the id that follows it must stay in sight."""


@dataclass(frozen=True)
class Resource:
    """A resource, whatever format the finding came in.

    Attributes:
        id: ARN or other identifier; may be empty.
        type: resource type, such as `AwsS3Bucket`.
        region: Region of the resource; empty when the finding does not say.
        tags: tag keys and values.
        details: what the finding says of this kind of resource, without the type in between.
        name: name for people, where the format or a summary has one.
    """

    id: str
    type: str
    region: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    @property
    def kind(self) -> str:
        """Its type in one spelling: ASFF writes `AwsIamRole`, OCSF `AWS::IAM::Role`, and both are `awsiamrole`."""
        return self.type.replace(":", "").lower()

    @cached_property
    def short_name(self) -> str:
        """What people call it: its name, else the end of its ARN or id that tells it from others of its type."""
        return self.given_name or self._end_of_id

    @property
    def given_name(self) -> str:
        """The name that the finding says beside the id, with what tells it from others; empty where it says none."""
        return self.name or self._of_principal or self._with_name_tag or self._image

    @property
    def principal(self) -> str:
        """Name of whom an access key is of; empty where the finding does not say."""
        return first_text(*(self.details.get(name) for name in ("PrincipalName", "UserName", "user_name")))

    @property
    def principal_type(self) -> str:
        """What kind of principal that is, such as `IAMUser`, `AssumedRole` or `Root`."""
        return first_text(self.details.get("PrincipalType"), self.details.get("user_type"))

    @property
    def _of_principal(self) -> str:
        """`AKIA.. of deploy-bot`.

        https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resourcedetails-awsiam.html
        """
        whose = _bounded(self.principal)
        return f"{self._end_of_id} of {whose}" if whose and self.type.endswith("AccessKey") else ""

    @property
    def _with_name_tag(self) -> str:
        """`bastion (i-0a1b)`; what EC2 keeps has no other name than the tag that its console shows as one."""
        tag = _bounded(self.tags.get("Name", ""))
        return f"{tag} ({self._end_of_id})" if tag and self.type.startswith(("AwsEc2", "AWS::EC2::")) else ""

    @property
    def _image(self) -> str:
        """`orders:2026-10`, which a person knows, and not the digest.

        https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resourcedetails-awsecr.html
        """
        repository = _bounded(first_text(self.details.get("RepositoryName"), self.details.get("repository_name")))
        tag = next(iter(texts(self.details.get("ImageTags")) + texts(self.details.get("image_tags"))), "")
        return f"{repository}:{_bounded(tag)}" if repository and tag else ""

    @property
    def _end_of_id(self) -> str:
        if not self.id.startswith(("arn:", "AWS::")):
            return self.id
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


def _bounded(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..."
