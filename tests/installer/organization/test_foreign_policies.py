"""What somebody put on the permission set is taken off only once every account has it so."""

from __future__ import annotations

from typing import Any

import pytest

from installer.errors import UserError
from installer.organization.foreign_policies import ForeignPolicies, take_off

FOUND: Any = {"InstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef", "PermissionSetArn": "arn"}


class Provisioning:
    """Identity Center that is at work for a while, then ends so."""

    def __init__(self, *statuses: dict[str, str]) -> None:
        self._left = list(statuses)
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def call(**_: Any) -> dict[str, Any]:
            self.calls.append(name)
            is_told = name in ("provision_permission_set", "describe_permission_set_provisioning_status")
            return {"PermissionSetProvisioningStatus": {"RequestId": "1", **self._left.pop(0)}} if is_told else {}

        return call


def test_it_waits_until_the_accounts_have_it() -> None:
    sso: Any = Provisioning({"Status": "IN_PROGRESS"}, {"Status": "IN_PROGRESS"}, {"Status": "SUCCEEDED"})
    waited: list[float] = []
    take_off(sso, FOUND, ForeignPolicies(has_boundary=True), waited.append)
    assert len(waited) == 2
    assert sso.calls[:2] == ["delete_permissions_boundary_from_permission_set", "provision_permission_set"]


def test_an_account_that_keeps_it_is_told() -> None:
    sso: Any = Provisioning({"Status": "FAILED", "FailureReason": "Role is in use."})
    with pytest.raises(UserError, match=r"not all accounts have it so: Role is in use\."):
        take_off(sso, FOUND, ForeignPolicies(references=({"Name": "More"},)), lambda _: None)


def test_nothing_is_called_where_there_is_nothing() -> None:
    sso: Any = Provisioning()
    take_off(sso, FOUND, ForeignPolicies(), lambda _: None)
    assert sso.calls == []
