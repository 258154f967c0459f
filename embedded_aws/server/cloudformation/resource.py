"""A resource as one of its handlers gets it, and a call that the handler makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ministack.services.cloudformation import provisioners


@dataclass(frozen=True)
class Call:
    """A call to an AWS API.

    Attributes:
        action: IAM action.
        resource: ARN that IAM evaluates it against.
        keys: condition keys of the call.
    """

    action: str
    resource: str
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """What a handler works on.

    Attributes:
        type: resource type.
        operation: create, update or delete.
        properties: as they are to be; as they are, for delete.
        before: as they are, for update; empty otherwise.
        physical_id: empty for create.
        logical_id: empty where MiniStack does not tell.
        stack_name: empty for delete.
    """

    type: str
    operation: str
    properties: Mapping[str, Any]
    before: Mapping[str, Any]
    physical_id: str
    logical_id: str
    stack_name: str

    @classmethod
    def of(cls, resource_type: str, operation: str, arguments: Sequence[Any]) -> Resource:
        """Read the arguments of one of MiniStack's handlers."""
        if operation == "create":
            logical_id, properties, stack_name = arguments
            return cls(resource_type, operation, properties, {}, "", logical_id, stack_name)
        if operation == "update":
            physical_id, before, properties, stack_name, *more = arguments
            return cls(resource_type, operation, properties, before, physical_id, more[0] if more else "", stack_name)
        physical_id, properties, *_ = arguments
        return cls(resource_type, operation, properties, {}, physical_id, "", "")

    def name(self, name_property: str, max_length: int) -> str:
        """Return the resource's name, as given or as CloudFormation makes it."""
        given = self.properties.get(name_property)
        if given or not self.stack_name:
            return str(given or self.physical_id)
        if self.operation == "update":
            return self.physical_id
        return str(provisioners._physical_name(self.stack_name, self.logical_id, max_len=max_length))

    def changes(self, name: str) -> bool:
        """Return whether the operation sets or changes a property."""
        return bool(self.properties.get(name)) if self.operation == "create" else self._differs(name)

    def _differs(self, name: str) -> bool:
        return self.operation == "update" and self.properties.get(name) != self.before.get(name)

    def tag_keys(self) -> Mapping[str, Any]:
        """Return the condition keys of the tags that the resource is to have."""
        tags = self.properties.get("Tags") or []
        pairs = tags.items() if isinstance(tags, dict) else ((tag["Key"], tag["Value"]) for tag in tags)
        named = {str(key): str(value) for key, value in pairs}
        if not named:
            return {}
        return {"aws:TagKeys": list(named)} | {f"aws:RequestTag/{key}": value for key, value in named.items()}
