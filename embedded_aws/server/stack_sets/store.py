"""Stack sets, their instances and the operations on them.

They belong to the management account's administration of one organization, in one Region.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server.cloudformation import api
from embedded_aws.server.organizations.membership import management_of
from embedded_aws.server.organizations.trust import delegated_services, trust_of
from embedded_aws.server.service import ApiError

SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"
"""Service principal for trusted access and delegated administrators.

https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudformation.html
"""


_NEVER_MADE = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_COMPLETE")


@dataclass(frozen=True)
class Template:
    """What every instance of a stack set is made of."""

    body: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    capabilities: tuple[str, ...]


@dataclass
class Instance:
    """A stack of a stack set in one account and Region.

    Attributes:
        operation_id: the last operation that concerned it.
        refused: why the stack's account refused that; empty otherwise.
        is_leaving: whether the stack is being deleted, which MiniStack begins only after it has answered.
    """

    account_id: str
    region: str
    unit: str
    stack_name: str
    operation_id: str
    refused: str = ""
    is_leaving: bool = False

    @property
    def state(self) -> str:
        """RUNNING, SUCCEEDED or FAILED, from its stack."""
        if self.refused:
            return "FAILED"
        stack = api.stack_of(self.account_id, self.region, self.stack_name)
        status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
        if status.endswith("IN_PROGRESS") or (self.is_leaving and not status.startswith("DELETE_")):
            return "RUNNING"
        return "SUCCEEDED" if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE") else "FAILED"

    @property
    def is_inoperable(self) -> bool:
        """Whether its stack could not be deleted; no operation changes it any more.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstance.html
        """
        return self.is_leaving and self.state == "FAILED"

    @property
    def is_gone(self) -> bool:
        """Whether its stack was deleted."""
        return self.is_leaving and self.state == "SUCCEEDED"

    @property
    def was_made(self) -> bool:
        """Whether its stack was made once, so that it can be changed."""
        stack = api.stack_of(self.account_id, self.region, self.stack_name)
        return stack is not None and stack["StackStatus"] not in _NEVER_MADE

    @property
    def reason(self) -> str:
        """Why it failed; empty otherwise."""
        if self.state != "FAILED":
            return ""
        return self.refused or api.failure_of(self.account_id, self.region, self.stack_name)

    @property
    def stack_id(self) -> str:
        """ARN of the stack; empty while there is none."""
        stack = api.stack_of(self.account_id, self.region, self.stack_name)
        return str(stack["StackId"]) if stack else ""


@dataclass
class Operation:
    """Something done to some instances."""

    id: str
    action: str
    instances: list[Instance]
    created: float = field(default_factory=time.time)

    @property
    def status(self) -> str:
        """RUNNING while any instance is, FAILED if one failed, else SUCCEEDED."""
        states = {instance.state for instance in self.instances}
        return "RUNNING" if "RUNNING" in states else "FAILED" if "FAILED" in states else "SUCCEEDED"


@dataclass
class StackSet:
    """A stack set; `targets` are the roots and units it was deployed to, with the Regions."""

    name: str
    id: str
    management: str
    region: str
    description: str
    template: Template
    auto_deployment: Mapping[str, Any]
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    instances: dict[tuple[str, str], Instance] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """ARN of the stack set."""
        return f"arn:aws:cloudformation:{self.region}:{self.management}:stackset/{self.id}"

    def forget_gone(self) -> None:
        """Forget the instances whose stacks were deleted."""
        self.instances = {place: one for place, one in self.instances.items() if not one.is_gone}

    def change(self, **changes: Any) -> None:
        """Change what its instances are made of."""
        self.template = replace(self.template, **changes)


_stack_sets: dict[tuple[str, str, str], StackSet] = {}


def administrator(call_as: str) -> str:
    """Return the management account for which the request's account administers stack sets.

    Raises:
        ApiError: it may not.
    """
    account_id = get_account_id()
    management = management_of(account_id)
    as_delegate = call_as == "DELEGATED_ADMIN"
    delegated = management is not None and SERVICE in delegated_services(management, account_id)
    if management is None or not (delegated if as_delegate else management == account_id):
        raise ApiError("ValidationError", "You must be the management account or delegated admin account.")
    return management


def administration(call_as: str) -> str:
    """Return the same, where the organization trusts StackSets.

    Raises:
        ApiError: it may not, or the organization does not trust StackSets.
    """
    management = administrator(call_as)
    if SERVICE not in trust_of(management).services:
        message = "You must enable organizations access to operate a service managed stack set"
        raise ApiError("ValidationError", message)
    return management


def own(call_as: str) -> list[StackSet]:
    """Return the stack sets that the request's account administers in its Region."""
    management = administration(call_as)
    return [known for known in of_organization(management) if known.region == get_region()]


def find(name: str, call_as: str) -> StackSet:
    """Return one of them by name, or by its id, `name:uuid`."""
    for known in own(call_as):
        if name in (known.name, known.id):
            return known
    raise ApiError("StackSetNotFoundException", f"StackSet {name} not found", 404)


def add(name: str, call_as: str, description: str, template: Template, auto_deployment: Mapping[str, Any]) -> StackSet:
    """Make a stack set."""
    management = administration(call_as)
    if any(known.name == name for known in own(call_as)):
        raise ApiError("NameAlreadyExistsException", f"StackSet with name {name} already exists", 409)
    made = StackSet(name, f"{name}:{uuid.uuid4()}", management, get_region(), description, template, auto_deployment)
    _stack_sets[management, get_region(), name] = made
    return made


def remove(stack_set: StackSet) -> None:
    """Remove a stack set that has no instances any more."""
    stack_set.forget_gone()
    if stack_set.instances:
        raise ApiError("StackSetNotEmptyException", "StackSet is not empty", 409)
    del _stack_sets[stack_set.management, stack_set.region, stack_set.name]


def of_organization(management: str) -> list[StackSet]:
    """Return all stack sets of an organization."""
    found = [known for known in _stack_sets.values() if known.management == management]
    for one in found:
        one.forget_gone()
    return found
