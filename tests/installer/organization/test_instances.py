"""Where the StackSet failed it is tried again, there only, and not waited for without end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from common.names import STACK_SET_NAME
from installer.errors import UserError
from installer.organization.instances import Failure, StackInstances
from stacksets.stack_set import OPERATION_PREFERENCES

STACK_SET = {"StackSetName": STACK_SET_NAME, "CallAs": "DELEGATED_ADMIN"}


class StackSets:
    """A CloudFormation whose StackSet's operation goes through these states, and the last remains."""

    def __init__(self, *statuses: str, instances: Mapping[str, list[Mapping[str, str]]] | None = None) -> None:
        self.statuses = list(statuses)
        self.instances = instances or {}
        self.updated: list[Mapping[str, Any]] = []

    def get_paginator(self, name: str) -> Any:
        assert name == "list_stack_instances"
        return self

    def paginate(self, **stack_set: str) -> list[Mapping[str, Any]]:
        assert stack_set == STACK_SET
        found = ((state, one) for state, listed in self.instances.items() for one in listed)
        return [{"Summaries": [{**one, "StackInstanceStatus": {"DetailedStatus": state}}]} for state, one in found]

    def update_stack_instances(self, **arguments: Any) -> Mapping[str, str]:
        self.updated.append(arguments)
        return {"OperationId": "one"}

    def describe_stack_set_operation(self, **arguments: Any) -> Mapping[str, Any]:
        assert arguments == {"OperationId": "one", **STACK_SET}
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"StackSetOperation": {"Status": status}}


def test_accounts_that_are_not_up_to_date_are_found_with_their_reason() -> None:
    client = StackSets(
        instances={
            "SUCCEEDED": [
                {"Account": "444444444444", "Status": "CURRENT"},
                {"Account": "555555555555", "Status": "OUTDATED", "StatusReason": "Left out of an update."},
            ],
            "INOPERABLE": [{"Account": "666666666666", "Status": "INOPERABLE", "StatusReason": "Not deleted."}],
            "RUNNING": [{"Account": "777777777777", "Status": "OUTDATED"}],
            "SKIPPED_SUSPENDED_ACCOUNT": [{"Account": "888888888888", "Status": "OUTDATED"}],
            "CANCELLED": [{"Account": "222222222222", "Status": "OUTDATED", "StatusReason": "Cancelled."}],
            "FAILED": [
                {"Account": "333333333333", "Status": "OUTDATED"},
                {"Account": "111111111111", "Status": "OUTDATED"},
            ],
        }
    )
    assert StackInstances(client, "eu-west-1", "DELEGATED_ADMIN").failures() == (
        Failure("111111111111", "OUTDATED"),
        Failure("222222222222", "Cancelled."),
        Failure("333333333333", "OUTDATED"),
        Failure("555555555555", "Left out of an update."),
        Failure("666666666666", "Not deleted.", is_inoperable=True),
    )


@pytest.mark.parametrize(("state", "are_at_work"), [("PENDING", True), ("RUNNING", True), ("SUCCEEDED", False)])
def test_accounts_in_which_aws_is_at_work_are_seen(state: str, *, are_at_work: bool) -> None:
    client = StackSets(instances={state: [{"Account": "111111111111", "Status": "OUTDATED"}]})
    assert StackInstances(client, "eu-west-1", "DELEGATED_ADMIN").are_at_work() is are_at_work


@pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "STOPPED"])
def test_these_accounts_only_are_tried_again(end: str) -> None:
    client = StackSets("QUEUED", "RUNNING", end)
    waited: list[float] = []
    instances = StackInstances(client, "eu-west-1", "DELEGATED_ADMIN", waited.append)
    instances.retry(("r-ab12",), ("111111111111",))
    assert client.updated == [
        {
            **STACK_SET,
            "DeploymentTargets": {
                "OrganizationalUnitIds": ["r-ab12"],
                "Accounts": ["111111111111"],
                "AccountFilterType": "INTERSECTION",
            },
            "Regions": ["eu-west-1"],
            "OperationPreferences": OPERATION_PREFERENCES,
        }
    ]
    assert len(waited) == 2


def test_a_try_that_takes_very_long_has_not_failed() -> None:
    waited: list[float] = []
    instances = StackInstances(StackSets("RUNNING"), "eu-west-1", "DELEGATED_ADMIN", waited.append)
    with pytest.raises(UserError, match="still trying again after 30 minutes: AWS is still at work on it"):
        instances.retry(("r-ab12",), ("111111111111",))
    assert sum(waited) == 30 * 60
