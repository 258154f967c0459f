"""Give roles their permissions boundary, and refuse to delete a policy that is one; MiniStack's CloudFormation does neither.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations
from embedded_aws.server.cloudformation.finishing import finish


def install() -> None:
    """Bound roles that are made or changed, and look for whoever has a policy as boundary before it is deleted."""
    finish("AWS::IAM::Role", _bound)
    operations = provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]
    delete = operations["delete"]

    def delete_unused(arn: str, properties: Mapping[str, Any]) -> None:
        if iam._boundary_usage_counts().get(arn):
            raise ValueError(
                "Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409, Error Code: DeleteConflict)"
            )
        delete(arn, properties)

    operations["delete"] = delete_unused


def _bound(name: str, properties: Mapping[str, Any]) -> None:
    boundary = None if deviations.is_on(Deviation.NO_BOUNDARY) else properties.get("PermissionsBoundary")
    iam._roles[name]["PermissionsBoundary"] = boundary
