"""Which accounts the launch role reaches, from the organization's tree, and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from common.choices.words import Formatting
from installer.errors import UserError
from installer.organization.units import is_root

_EVERYWHERE = "every account of the organization"

Above = Callable[[str], Sequence[str]]
"""Returns the units and the root above an account, a unit or a root, from the bottom up."""


@dataclass(frozen=True)
class Scope:
    """What the launch role is made for, and where it goes.

    Attributes:
        formatting: for which it is made.
        targets: roots and units whose accounts get it.
        hub_account: account whose artifacts it reads; empty where that is not known.
    """

    formatting: Formatting
    targets: tuple[str, ...]
    hub_account: str = ""

    @property
    def place(self) -> str:
        """Where it goes, in words."""
        return ", ".join(map(_in_words, self.targets)) or "no account"


def changed_targets(known: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> tuple[str, ...]:
    """Return the targets with what is added and without what is removed; beside the root nothing else needs to be named.

    What is to be removed and is not there was removed by the same command before.

    Raises:
        UserError: a part of the root is to be removed, or nothing would be left.
    """
    foreign = [one for one in removed if one not in known]
    if foreign and any(map(is_root, known)):
        raise UserError(
            f"The launch role does not go to {', '.join(foreign)}; it goes to {', '.join(known) or 'nobody'}."
        )
    left = [one for one in dict.fromkeys((*known, *added)) if one not in removed]
    if not left:
        raise UserError(
            "The launch role would go to nobody: name a --unit that keeps it; uninstall removes it everywhere."
        )
    return tuple(filter(is_root, left)) or tuple(left)


def losses(before: Scope, after: Scope, above: Above) -> tuple[str, ...]:
    """Return what deploying another scope takes away, one line each."""
    lines = [f"Would take the launch role away from {place}." for place in _lost(before.targets, after.targets, above)]
    if before.formatting is Formatting.LAMBDA and after.formatting is Formatting.EVENTBRIDGE:
        lines.append(
            "Would change the launch role from formatting lambda to eventbridge: subscriptions that have a function could no "
            "longer be updated or terminated."
        )
    elif before.formatting is not after.formatting:
        lines.append(
            f"Would change the launch role from formatting {before.formatting.value} to {after.formatting.value}."
        )
    if before.hub_account and before.hub_account != after.hub_account:
        lines.append(
            f"Would take updates away from subscriptions of hub {before.hub_account}: launch role and operator role would "
            f"serve hub {after.hub_account} alone; who has one of the old hub's can still end it."
        )
    return tuple(lines)


def check_hub(hub: str, targets: Sequence[str], above: Above, advice: str = "") -> None:
    """Check that the hub is in one of the targets, since it needs the launch role as every other account does.

    Args:
        hub: the hub, or an account that may be it.
        targets: roots and units that get the launch role.
        above: tells what is above the hub.
        advice: what to do where that account is not the hub.

    Raises:
        UserError: it is in none of them.
    """
    *units, root = above(hub)
    if not {*units, root} & set(targets):
        remedy = f"add --unit {units[0]}" if units else "move it into one of them"
        raise UserError(
            f"Account {hub} would be without the launch role, which the hub needs too: it is in none of "
            f"{', '.join(targets)}; {remedy}, or name --unit {root}, the whole organization{advice}."
        )


def _lost(before: Sequence[str], after: Sequence[str], above: Above) -> list[str]:
    lost = [one for one in before if one not in after and not set(above(one)) & set(after)]
    kept = {one: [left for left in after if one in above(left)] for one in lost}
    return [_in_words(one) + (f" outside {', '.join(kept[one])}" if kept[one] else "") for one in lost]


def _in_words(target: str) -> str:
    return _EVERYWHERE if is_root(target) else target
