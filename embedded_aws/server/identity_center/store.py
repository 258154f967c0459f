"""Identity Center's instance, users, permission sets and assignments.

Every organization of the embedded AWS has an instance in `HOME_REGION`, which its management account administers.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server.organizations.membership import management_of
from embedded_aws.server.organizations.trust import administered_organization
from embedded_aws.server.service import ApiError

HOME_REGION = "us-east-1"
SERVICE = "sso.amazonaws.com"


@dataclass
class PermissionSet:
    """A permission set; `assignments` holds pairs of account id and id of the user or group.

    `customer_policies` and `boundary` are as the API takes them: by name and path, which each account may have.
    """

    arn: str
    name: str
    description: str = ""
    session_duration: str = "PT1H"
    relay_state: str = ""
    inline_policy: str = ""
    managed_policies: dict[str, str] = field(default_factory=dict)
    customer_policies: list[dict[str, str]] = field(default_factory=list)
    boundary: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    assignments: set[tuple[str, str]] = field(default_factory=set)

    @property
    def role_name(self) -> str:
        """Name of the role that stands for it in an account."""
        return f"AWSReservedSSO_{self.name}_{hashlib.sha256(self.arn.encode()).hexdigest()[:16]}"


@dataclass
class Instance:
    """An instance of Identity Center; `management` owns it, `users` are names by id."""

    management: str
    arn: str
    identity_store_id: str
    permission_sets: dict[str, PermissionSet] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)


_instances: dict[str, Instance] = {}
_account_instances: dict[str, tuple[str, Instance]] = {}
"""By account, the Region and the instance that it made for itself alone."""


def instance_of(management: str) -> Instance:
    """Return the instance of an organization."""
    if management not in _instances:
        arn = f"arn:aws:sso:::instance/ssoins-{secrets.token_hex(8)}"
        _instances[management] = Instance(management, arn, f"d-{secrets.token_hex(5)}")
    return _instances[management]


def visible_instance() -> Instance | None:
    """Return the instance that the request's account administers, if it asks in the home Region."""
    management = administered_organization(get_account_id(), SERVICE)
    return instance_of(management) if management and get_region() == HOME_REGION else None


def create_account_instance() -> Instance:
    """Make an instance for the request's account alone.

    https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateInstance.html
    """
    account = get_account_id()
    if management_of(account) == account:
        raise ApiError("ValidationException", "The management account has an organization instance instead.")
    if account in _account_instances:
        raise ApiError("ConflictException", f"Account {account} has an instance already.")
    arn = f"arn:aws:sso:::instance/ssoins-{secrets.token_hex(8)}"
    _account_instances[account] = get_region(), Instance(account, arn, f"d-{secrets.token_hex(5)}")
    return _account_instances[account][1]


def account_instance() -> Instance | None:
    """Return the instance that the request's account made for itself in this Region."""
    region, found = _account_instances.get(get_account_id(), ("", None))
    return found if region == get_region() else None


def find_instance(arn: str) -> Instance:
    """Return the organization's instance if it has this ARN."""
    own = account_instance()
    if own and own.arn == arn:
        # An account instance serves applications only and has no permission sets; the words are AWS's.
        # https://docs.aws.amazon.com/singlesignon/latest/userguide/account-instances-identity-center.html
        raise ApiError("ValidationException", "The operation is not supported for this Identity Center instance")
    found = visible_instance()
    if found is None or found.arn != arn:
        raise ApiError("ResourceNotFoundException", f"Instance {arn} not found.")
    return found


def find_permission_set(instance_arn: str, arn: str) -> PermissionSet:
    """Return a permission set of an instance."""
    found = find_instance(instance_arn).permission_sets.get(arn)
    if found is None:
        raise ApiError("ResourceNotFoundException", f"PermissionSet {arn} not found.")
    return found


def instance_for_account(account_id: str) -> Instance:
    """Return the instance of the organization that an account belongs to."""
    management = management_of(account_id)
    if management is None:
        raise ApiError("ResourceNotFoundException", f"Account {account_id} belongs to no organization.")
    return instance_of(management)


def new_permission_set_arn(instance: Instance) -> str:
    """Return the ARN for a new permission set."""
    return f"arn:aws:sso:::permissionSet/{instance.arn.rpartition('/')[2]}/ps-{secrets.token_hex(8)}"


def user_id(instance: Instance, name: str) -> str:
    """Return the id of a user of that name, who comes to be if there was none."""
    for known, known_name in instance.users.items():
        if known_name == name:
            return known
    new = str(uuid.uuid4())
    instance.users[new] = name
    return new
