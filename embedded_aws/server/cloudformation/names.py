"""Name resources as CloudFormation does where a template leaves that to it: stack, logical id and a suffix.

MiniStack's suffix is one character longer than AWS's, and it cuts the logical id only; it puts log groups under a path of its
own, and takes over a role whose name is taken, where AWS fails. Policies rely on the names.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations

_LONGEST = 512
_SUFFIX = 12
_UNCUT = 10_000
_SHORT = 8


def install() -> None:
    """Cut names as AWS does, name log groups, and refuse names of roles that are taken."""
    _cut_names()
    _refuse_taken_roles()
    operations = provisioners._RESOURCE_HANDLERS["AWS::Logs::LogGroup"]
    create = operations["create"]

    def create_named(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> object:
        name = provisioners._physical_name(stack_name, logical_id, max_len=_LONGEST)
        return create(logical_id, {"LogGroupName": name, **properties}, stack_name)

    update = operations["update"]

    def update_named(name: str, before: Mapping[str, Any], after: Mapping[str, Any], *more: object) -> object:
        own = {"LogGroupName": name}
        return update(name, own | dict(before), own | dict(after), *more)

    delete = operations["delete"]

    def delete_unless(*arguments: object) -> None:
        if not deviations.is_on(Deviation.LOG_GROUP_STAYS):
            delete(*arguments)

    operations |= {"create": create_named, "update": update_named, "delete": delete_unless}


def start_of_name(stack_name: str, logical_id: str, longest: int) -> str:
    """Return a name without its suffix.

    CloudFormation documents only that it cuts. Names that it gave show how: where both are too long for 64 characters, each is
    cut to 24; else the longer one is, to what is left (`CdkStack-CustomS3AutoDeleteObjectsCustomResourcePro-...`).
    """
    room = longest - _SUFFIX - len("--")
    half = (room - 1) // 2
    if len(logical_id) <= half:
        stack_name = stack_name[: room - len(logical_id)]
    elif len(stack_name) <= half:
        logical_id = logical_id[: room - len(stack_name)]
    elif len(stack_name) + len(logical_id) > room:
        stack_name, logical_id = stack_name[:half], logical_id[:half]
    return f"{stack_name}-{logical_id}-"


def _cut_names() -> None:
    name_uncut = provisioners._physical_name

    def name(
        stack_name: str, logical_id: str, *, lowercase: bool = False, max_len: int = 128, seeded: bool = True
    ) -> str:
        if deviations.is_on(Deviation.NAMES_CUT_SHORT):
            logical_id = logical_id[:_SHORT]
        uncut = name_uncut(stack_name, logical_id, max_len=_UNCUT, seeded=seeded)
        made = f"{start_of_name(stack_name, logical_id, max_len)}{uncut[-_SUFFIX:]}"
        return made.lower() if lowercase else made

    provisioners._physical_name = name


def _refuse_taken_roles() -> None:
    operations = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    create = operations["create"]

    def create_new(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> object:
        name = properties.get("RoleName")
        if name and name in iam._roles:
            raise ValueError(f"Resource of type 'AWS::IAM::Role' with identifier '{name}' already exists.")
        return create(logical_id, properties, stack_name)

    operations["create"] = create_new
