"""Deploy a CloudFormation stack by change set and say in one sentence what went wrong.

Longer than most files: a deployment, its plan, and the way out of each state that it can end in belong together.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

from common.template_text import read_template
from installer.aws.stack_drift import drifted
from installer.aws.stack_events import NO_REASON, STACK, StackEvents, change_set_errors
from installer.aws.stack_race import no_other
from installer.aws.stack_reader import IN_REVIEW, StackReader
from installer.aws.stack_state import DELETED, MODIFIED, UNFINISHED, Change, Drifted, StackState
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.literals import ChangeSetTypeType
    from types_boto3_cloudformation.type_defs import DescribeChangeSetOutputTypeDef, ResourceChangeTypeDef, StackTypeDef
    from typing_extensions import NotRequired

Report = Callable[[str], None]
"""Takes a line of progress."""


class ChangeSet(TypedDict):
    """Names of a stack and of a change set of it; by them, and not by its ARN, IAM knows whose change set it is."""

    StackName: str
    ChangeSetName: str


@dataclass(frozen=True)
class _Made:
    """A change set that can be executed.

    Attributes:
        change_set: its names.
        first_page: its description, with the first of what it changes.
        is_new_stack: whether it has made its stack, which is empty until somebody executes one of its change sets.
    """

    change_set: ChangeSet
    first_page: DescribeChangeSetOutputTypeDef
    is_new_stack: bool


class _Kind(TypedDict):
    ChangeSetType: ChangeSetTypeType
    DeploymentMode: NotRequired[Literal["REVERT_DRIFT"]]


CHANGE_SET_PREFIX = "install-"
_SECONDS_BETWEEN_LOOKS = 0.5
_LONGEST_SECONDS = 1_800
_LONGEST_SECONDS_OF_EMPTY = 60
_NOTHING_TO_CHANGE = ("didn't contain changes", "No updates are to be performed")

_STUCK = "UPDATE_ROLLBACK_FAILED"
_NEW: _Kind = {"ChangeSetType": "CREATE"}
_PUT_BACK: _Kind = {"ChangeSetType": "UPDATE", "DeploymentMode": "REVERT_DRIFT"}
"""An update compares with what is there, so that what somebody changed by hand is seen and put back.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
"""


class StackDeployer(StackReader):
    """Deploys stacks of one account and Region.

    Args:
        client: CloudFormation client.
        report: takes progress, one line each.
        sleep: waits for so many seconds.
    """

    def __init__(
        self, client: CloudFormationClient, report: Report = lambda _: None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(client)
        self._report = report
        self._sleep = sleep

    def deploy(self, name: str, template: str, parameters: Mapping[str, str], tags: Mapping[str, str]) -> bool:
        """Bring the stack to the template; returns whether anything changed.

        Raises:
            UserError: the deployment failed; names the resource and the reason. Or another one is at work.
        """
        stack = self._cleared(name)
        with no_other(name):
            made = self._change_set(name, stack, template, parameters, tags)
            if made is None:
                return False
            self._client.execute_change_set(**made.change_set)
        self._wait(name)
        return True

    def protect(self, *stacks: StackState) -> bool:
        """Keep stacks from being deleted by mistake; returns whether one was not protected yet.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
        """
        unprotected = [one.name for one in stacks if one.status and not one.is_protected]
        for name in unprotected:
            self._client.update_termination_protection(StackName=name, EnableTerminationProtection=True)
        return bool(unprotected)

    def plan(
        self, name: str, template: str, parameters: Mapping[str, str], tags: Mapping[str, str]
    ) -> tuple[Change, ...]:
        """Return what a deployment would change, without changing anything.

        Raises:
            UserError: the stack is at work, or stuck.
        """
        stack = self._usable(name)
        status = _status(stack)
        if status in UNFINISHED:
            added = (Change("Add", key, one["Type"]) for key, one in read_template(template)["Resources"].items())
            return (Change("Remove", name, STACK), *added)
        if status == _STUCK:
            return (Change("Finish", name, STACK),)
        with no_other(name):
            made = self._change_set(name, stack, template, parameters, tags)
            if made is None:
                return ()
            changes = tuple(self._changes(made))
            self._client.delete_change_set(**made.change_set)
            if made.is_new_stack:
                self._forget_review(name)
        return changes

    def drifted(self, name: str) -> tuple[tuple[Drifted, ...], str]:
        """Return what somebody changed by hand of a whole stack, and why not all could be looked at; empty where all was."""
        return drifted(self._client, name, self._sleep)

    def problems(self, state: StackState) -> tuple[str, ...]:
        """Return what is wrong with a stack and with what it made, one clause each; nothing where there is none."""
        if state.problem or not state.status:
            return (state.problem,) if state.problem else ()
        found, unseen = self.drifted(state.name)
        unknown = f"not all that somebody may have changed by hand of stack {state.name} could be looked at: {unseen}"
        return (*map(str, found), *([unknown] if unseen else []))

    def delete(self, name: str, *, keeping: bool = False) -> bool:
        """Delete the stack; returns whether there was one.

        Args:
            name: the stack.
            keeping: whether what CloudFormation cannot delete stays, told as progress, and the stack goes all the same.

        Raises:
            UserError: something in it could not be deleted, or somebody else is at work on it.
        """
        stack = self.describe(name)
        if stack is None:
            return False
        status, stack_id = str(stack["StackStatus"]), str(stack["StackId"])
        if status.endswith("_IN_PROGRESS") and status not in (IN_REVIEW, "DELETE_IN_PROGRESS"):
            raise UserError(_at_work(name, status))
        if stack.get("EnableTerminationProtection"):
            self._client.update_termination_protection(StackName=name, EnableTerminationProtection=False)
        self._client.delete_stack(StackName=name)
        try:
            self._wait(stack_id, deleting=True)
        except UserError:
            kept = self._undeletable(stack_id) if keeping else {}
            if not kept:
                raise
            for line in kept.values():
                self._report(line)
            self._client.delete_stack(StackName=name, RetainResources=list(kept))
            self._wait(stack_id, deleting=True)
        return True

    def _undeletable(self, stack_id: str) -> dict[str, str]:
        """Return what CloudFormation could not delete, by logical id, with the sentence about it.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html (RetainResources)
        """
        pages = self._client.get_paginator("list_stack_resources").paginate(StackName=stack_id)
        found = [one for page in pages for one in page["StackResourceSummaries"]]
        return {
            one["LogicalResourceId"]: (
                f"{one['LogicalResourceId']} ({one['ResourceType']}, {one.get('PhysicalResourceId', 'without id')}) could not "
                f"be deleted and is left as it is, where it is still there: {one.get('ResourceStatusReason', NO_REASON)}"
            )
            for one in found
            if one["ResourceStatus"] == "DELETE_FAILED"
        }

    def _cleared(self, name: str) -> StackTypeDef | None:
        """Return the description of a stack that can be changed; None where there is none, or none any more."""
        stack = self._usable(name)
        status = _status(stack)
        if status in UNFINISHED:
            self._report(f"{name} is in {status} from an earlier try: deleting it first")
            self.delete(name, keeping=True)
            return None
        if status == _STUCK:
            self._finish_rollback(name)
        return stack

    def _finish_rollback(self, name: str) -> None:
        """Take an earlier change back as far as it can be, so that the stack can be changed again.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
        """
        self._report(f"{name} is in {_STUCK} from an earlier try: finishing that first")
        self._client.continue_update_rollback(StackName=name)
        try:
            self._wait(name, rolling_back=True)
        except UserError:
            pages = self._client.get_paginator("list_stack_resources").paginate(StackName=name)
            found = (one for page in pages for one in page["StackResourceSummaries"])
            skipped = [one["LogicalResourceId"] for one in found if one["ResourceStatus"] == "UPDATE_FAILED"]
            if not skipped:
                raise
            self._report(f"{name}: {', '.join(skipped)} cannot be taken back and is left as it is")
            self._client.continue_update_rollback(StackName=name, ResourcesToSkip=skipped)
            self._wait(name, rolling_back=True)

    def _usable(self, name: str) -> StackTypeDef | None:
        """Return the stack's description, None where there is no stack.

        Raises:
            UserError: somebody else is at work on it.
        """
        stack = self.describe(name)
        status = _status(stack)
        if status.endswith("_IN_PROGRESS") and status != IN_REVIEW:
            raise UserError(_at_work(name, status))
        return stack

    def _forget_review(self, name: str) -> None:
        """Delete the empty stack that our change set has made, unless somebody has begun to fill it meanwhile.

        AWS deletes even an empty stack in its own time, and until then refuses another of the same name. Its id is looked up
        and not its name, which somebody else may take meanwhile.
        """
        stack = self.describe(name)
        if stack is None or stack["StackStatus"] != IN_REVIEW:
            return
        stack_id = str(stack["StackId"])
        self._client.delete_stack(StackName=stack_id)
        for _ in range(int(_LONGEST_SECONDS_OF_EMPTY / _SECONDS_BETWEEN_LOOKS)):
            if self.describe(stack_id) is None:
                break
            self._sleep(_SECONDS_BETWEEN_LOOKS)

    def _change_set(
        self,
        name: str,
        stack: StackTypeDef | None,
        template: str,
        parameters: Mapping[str, str],
        tags: Mapping[str, str],
    ) -> _Made | None:
        """Make a change set of a stack that was described just now; None where there is nothing to change."""
        one: ChangeSet = {"StackName": name, "ChangeSetName": f"{CHANGE_SET_PREFIX}{uuid.uuid4().hex}"}
        self._client.create_change_set(
            **one,
            **(_NEW if stack is None or _status(stack) == IN_REVIEW else _PUT_BACK),
            TemplateBody=template,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )
        while True:
            found = self._client.describe_change_set(**one)
            if found["Status"] == "CREATE_COMPLETE":
                return _Made(one, found, is_new_stack=stack is None)
            if found["Status"] == "FAILED":
                refusal = self._refusal(found)
                self._client.delete_change_set(**one)
                if stack is None:
                    self._forget_review(name)
                if refusal:
                    raise UserError(f"Stack {name} cannot be changed: {refusal}")
                return None
            self._sleep(_SECONDS_BETWEEN_LOOKS)

    def _refusal(self, change_set: DescribeChangeSetOutputTypeDef) -> str:
        """Return why a change set failed, from the events that go with it; empty where there was nothing to change."""
        reason = str(change_set.get("StatusReason", ""))
        if any(text in reason for text in _NOTHING_TO_CHANGE):
            return ""
        return change_set_errors(self._client, change_set["ChangeSetId"]) or reason or NO_REASON

    def _changes(self, made: _Made) -> Iterator[Change]:
        """Yield what the change set holds, whose first page is known."""
        page = made.first_page
        while True:
            yield from (_change(one["ResourceChange"]) for one in page.get("Changes", ()))
            if not page.get("NextToken"):
                return
            page = self._client.describe_change_set(**made.change_set, NextToken=page["NextToken"])

    def _wait(self, name: str, *, deleting: bool = False, rolling_back: bool = False) -> None:
        events = StackEvents(self._client, name)
        for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
            stack = self.describe(name)
            status = "DELETE_COMPLETE" if stack is None else str(stack["StackStatus"])
            for line in events.finished():
                self._report(line)
            if not status.endswith("_IN_PROGRESS"):
                break
            self._sleep(_SECONDS_BETWEEN_LOOKS)
        else:
            raise UserError(
                f"Stack {_name_of(name)} is still in {status} after {_LONGEST_SECONDS // 60} minutes: AWS is still at work on "
                "it; run the same command when it is done, and it goes on from there."
            )
        wanted = ("DELETE_COMPLETE",) if deleting else ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        wanted = ("UPDATE_ROLLBACK_COMPLETE",) if rolling_back else wanted
        if status not in wanted:
            stated = stack.get("StackStatusReason", "") if stack else ""
            raise UserError(f"Stack {_name_of(name)} ended in {status}: {events.reason(stated)}")


def _status(stack: StackTypeDef | None) -> str:
    """Return a stack's status; empty where there is no stack."""
    return str(stack["StackStatus"]) if stack else ""


def _change(found: ResourceChangeTypeDef) -> Change:
    status = found.get("ResourceDriftStatus", "")
    names = (one["Target"].get("Name", "") for one in found.get("Details", ()))
    return Change(
        found["Action"],
        found["LogicalResourceId"],
        found["ResourceType"],
        found.get("Replacement") == "True",
        status if status in (MODIFIED, DELETED) else "",
        tuple(dict.fromkeys(filter(None, names))),
    )


def _name_of(stack: str) -> str:
    """Return the name of a stack that is known by its name or by its id, an ARN that ends in `stack/NAME/UUID`."""
    return stack.split("/")[1] if "/" in stack else stack


def _at_work(name: str, status: str) -> str:
    return f"Stack {name} is in {status}: another deployment is at work; run the same command when it is done."
