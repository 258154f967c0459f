"""What MiniStack's CloudFormation leaves out of a resource that it has made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services.cloudformation import provisioners

Properties = Mapping[str, Any]


def finish(resource_type: str, complete: Callable[[str, Properties], None]) -> None:
    """Have each resource of a type completed after it was made or updated.

    Args:
        resource_type: such as `AWS::IAM::Role`.
        complete: takes its physical id and its properties.
    """
    operations = provisioners._RESOURCE_HANDLERS[resource_type]
    create, update = operations["create"], operations["update"]

    def create_whole(logical_id: str, properties: Properties, stack_name: str) -> object:
        made = create(logical_id, properties, stack_name)
        complete(made[0], properties)
        return made

    def update_whole(physical_id: str, before: Properties, after: Properties, *more: object) -> object:
        made = update(physical_id, before, after, *more)
        complete(made[0], after)
        return made

    operations |= {"create": create_whole, "update": update_whole}
