"""Refuse to delete a policy that is somebody's permissions boundary, where MiniStack's CloudFormation deletes it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners


def install() -> None:
    """Look for whoever has a policy as boundary before it is deleted."""
    operations = provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]
    delete = operations["delete"]

    def delete_unused(arn: str, properties: Mapping[str, Any]) -> None:
        if iam._boundary_usage_counts().get(arn):
            raise ValueError(
                "Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409, Error Code: DeleteConflict)"
            )
        delete(arn, properties)

    operations["delete"] = delete_unused
