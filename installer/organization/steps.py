"""The steps that prepare an organization, who may take each, and whether it is taken already.

Who may: the management account all of them. A delegated administrator of StackSets deploys StackSets, one of Identity Center
makes permission sets; neither opens the organization to a service, nor makes an administrator.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html
https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from common.choices.words import Formatting
from common.names import PERMISSION_SET_NAME, STACK_SET_NAME
from installer.aws.stack_state import Change
from installer.errors import UserError
from installer.organization.authority import IDENTITY_CENTER, STACK_SETS, Authority, check_authority
from installer.organization.instances import Failure
from installer.organization.permission_set import MADE_ELSEWHERE
from installer.organization.setup import OrganizationSetup

_TRY_AGAIN = "When the reasons are gone, run the same command: it tries these accounts again."
_INOPERABLE = (
    "Inoperable in account {}: {}. AWS takes it up no more: when the reason is gone, delete the stack instance with {}, and "
    "run the same command."
)
_TAKES_AWAY = ("Would take", "Would change the launch role")
_MANAGEMENT_ONLY = "the management account"
_NAMES = {
    STACK_SETS: "a delegated administrator of StackSets",
    IDENTITY_CENTER: "a delegated administrator of Identity Center",
}


@dataclass(frozen=True)
class Choices:
    """What the admin wants of the organization.

    Attributes:
        hub_account: account that offers the product; empty to leave it as it is.
        formatting: for which the launch role is made; what is deployed where it is not named, at first lambda.
        units: roots and units that get the launch role beside those that have it; at first, instead of the whole organization.
        removed_units: roots and units that no longer get it.
        products: ARNs of the product, one a Region, for the permission set; none for no other than it is deployed for.
        launch_role: whether the launch role is deployed.
    """

    hub_account: str = ""
    formatting: Formatting | None = None
    units: tuple[str, ...] = ()
    removed_units: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    launch_role: bool = True


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        title: what it does.
        is_done: tells whether there is nothing left of it to do.
        do: does it.
        refused: who may, where this account may not; empty where it may.
        notes: tells what else it does, one line each.
        left: tells what is left of it after it was done, one line each.
        kept: tells why it is not to be taken now, in a sentence; empty where it may be.
    """

    title: str
    is_done: Callable[[], bool]
    do: Callable[[], None]
    refused: str = ""
    notes: Callable[[], tuple[str, ...]] = tuple
    left: Callable[[], tuple[str, ...]] = tuple
    kept: Callable[[], str] = str


@dataclass(frozen=True)
class StepPlan:
    """What is going to happen to a step.

    Attributes:
        step: the step.
        is_pending: whether this account is going to take it.
        lines: the same in words.
        state: the same in one word.
    """

    step: Step
    is_pending: bool
    lines: tuple[str, ...]
    state: Literal["done", "pending", "refused", "kept"]

    @property
    def losses(self) -> tuple[str, ...]:
        """The lines that say what is taken away."""
        return tuple(line for line in self.lines if line.startswith(_TAKES_AWAY) or line.endswith(" no more"))


def plan_step(step: Step) -> StepPlan:
    """Look whether a step is still to be taken, and whether this account may."""
    if cause := step.kept():
        return StepPlan(step, is_pending=False, lines=(f"Left as it is: {step.title}. {cause}",), state="kept")
    if step.is_done():
        return StepPlan(step, is_pending=False, lines=(f"Already so: {step.title}.", *step.left()), state="done")
    if step.refused:
        line = f"Left out: {step.title}. This account may not; run the same command in {step.refused}."
        return StepPlan(step, is_pending=False, lines=(line,), state="refused")
    return StepPlan(step, is_pending=True, lines=(f"Would: {step.title}.", *step.notes()), state="pending")


def steps(setup: OrganizationSetup, authority: Authority, choices: Choices) -> list[Step]:
    """Return the steps in their order.

    Raises:
        UserError: the account may take none of them, or nobody knows the hub.
    """
    check_authority(authority, "--profile")
    found = [*_opening(setup, authority, choices)]
    if choices.launch_role:
        found.append(_launch_role(setup, authority, choices))
    if choices.products or setup.permission_set.is_deployed():
        found.append(_permission_set(setup, authority, choices))
    return found


def _opening(setup: OrganizationSetup, authority: Authority, choices: Choices) -> list[Step]:
    refused = "" if authority.is_management else f"{_MANAGEMENT_ONLY} ({authority.management_account_id})"
    found = [
        Step(
            "Let Service Catalog share within the organization",
            setup.sharing_is_enabled,
            setup.enable_sharing,
            refused,
        )
    ]
    if choices.hub_account:
        found.append(
            Step(
                f"Make account {choices.hub_account} a delegated administrator of Service Catalog",
                lambda: setup.is_delegated(choices.hub_account),
                lambda: setup.delegate(choices.hub_account),
                refused,
            )
        )
    if choices.launch_role:
        title = "Let StackSets deploy to the organization's accounts"
        found.append(Step(title, setup.stack_sets_are_enabled, setup.enable_stack_sets, refused))
    return found


def _launch_role(setup: OrganizationSetup, authority: Authority, choices: Choices) -> Step:
    launch_role = setup.launch_role
    scope = launch_role.scope(choices.formatting, choices.units, choices.hub_account, choices.removed_units)
    refused = _refusal(authority, STACK_SETS)
    if not (scope.hub_account or refused or launch_role.is_elsewhere()):
        raise UserError("The launch role reads the hub's artifacts only: name the hub with --hub-account.")

    changes = cache(lambda: launch_role.changes(scope))
    missing = cache(launch_role.missing)

    def is_done() -> bool:
        is_known = bool(scope.hub_account) or launch_role.is_elsewhere()
        return is_known and not (changes() or missing() or any(map(_is_mendable, launch_role.failures())))

    def notes() -> tuple[str, ...]:
        again = (
            f"Would try again in account {one.account}, where it failed: {one.reason}"
            for one in launch_role.failures()
            if _is_mendable(one)
        )
        new = (f"Would bring it to account {one}, which has none." for one in missing())
        return (*launch_role.losses(scope), *_putting_back(changes()), *again, *new)

    def left() -> tuple[str, ...]:
        failures = launch_role.failures()
        failed = tuple(f"Failed in account {one.account}: {one.reason}" for one in failures if _is_mendable(one))
        stuck = tuple(
            _INOPERABLE.format(one.account, one.reason.removesuffix("."), launch_role.release(one))
            for one in failures
            if not _is_mendable(one)
        )
        return (*failed, _TRY_AGAIN, *stuck) if failed else stuck

    def kept() -> str:
        at_work = f"StackSet {STACK_SET_NAME} is at work; run the same command when it is done."
        return at_work if launch_role.is_at_work() else ""

    return Step(
        f"Bring the launch role to {scope.place}",
        is_done,
        lambda: launch_role.deploy(scope),
        refused,
        notes,
        left,
        kept,
    )


def _permission_set(setup: OrganizationSetup, authority: Authority, choices: Choices) -> Step:
    permission_set = setup.permission_set
    changes = cache(lambda: permission_set.changes(choices.products))

    def kept() -> str:
        there = f"It is there already: {MADE_ELSEWHERE}; its products are not looked at."
        return there if permission_set.is_elsewhere() else ""

    return Step(
        f"Make the permission set {PERMISSION_SET_NAME}",
        lambda: not changes(),
        lambda: permission_set.deploy(choices.products),
        _refusal(authority, IDENTITY_CENTER),
        lambda: (*permission_set.notes(choices.products), *_putting_back(changes())),
        kept=kept,
    )


def _is_mendable(failure: Failure) -> bool:
    return not failure.is_inoperable


def _putting_back(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(f"{one.putting_back}." for one in changes if one.drift)


def _refusal(authority: Authority, service: str) -> str:
    if authority.administers(service):
        return ""
    return f"{_MANAGEMENT_ONLY} ({authority.management_account_id}) or {_NAMES[service]}"
