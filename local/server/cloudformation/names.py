"""Name resources as CloudFormation does where a template leaves that to it: stack, logical id and a suffix.

MiniStack does so for most types, but puts log groups under a path of its own, and takes over a role whose name is taken, where
AWS fails. Policies rely on the names.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners

_LONGEST = 512


def install() -> None:
    """Name log groups, and refuse names of roles that are taken."""
    _refuse_taken_roles()
    operations = provisioners._RESOURCE_HANDLERS["AWS::Logs::LogGroup"]
    create = operations["create"]

    def create_named(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> Any:
        name = provisioners._physical_name(stack_name, logical_id, max_len=_LONGEST)
        return create(logical_id, {"LogGroupName": name, **properties}, stack_name)

    operations["create"] = create_named


def _refuse_taken_roles() -> None:
    operations = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    create = operations["create"]

    def create_new(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> Any:
        name = properties.get("RoleName")
        if name and name in iam._roles:
            raise ValueError(f"Resource of type 'AWS::IAM::Role' with identifier '{name}' already exists.")
        return create(logical_id, properties, stack_name)

    operations["create"] = create_new
