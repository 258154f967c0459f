"""What an installation would change, in meaning: what changes for whom, and what is taken away; then the resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from installer.documents import PlanDocument, heading
from installer.hub.sharing import ACCOUNT, ShareChanges
from installer.hub.state import HubState, wanted_principals
from installer.lifecycle.affected import Affected
from installer.lifecycle.differences import Difference
from product.portfolio.template import CONFIGURATION, PRODUCT

NO_CHANGES = "Nothing would change."
NOBODY = "Nobody may launch yet: name --permission-sets or --roles."


@dataclass(frozen=True)
class Plan:
    """What an installation would do.

    Attributes:
        differences: one by one.
        notes: what the admin should know before agreeing.
        affected: whom it concerns, by Region.
    """

    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()
    affected: tuple[Affected, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything would change."""
        return bool(self.differences)

    @property
    def lines(self) -> tuple[str, ...]:
        """One line a difference."""
        return tuple(f"{one.region}: {one.text}" for one in self.differences)

    @property
    def losses(self) -> tuple[str, ...]:
        """The lines of those that take something away."""
        return tuple(f"{one.region}: {one.text}" for one in self.differences if one.takes_away)

    def text(self) -> str:
        """Return the plan as it is shown."""
        removed = [one.name for one in self.differences if (one.kind, one.action) == ("version", "remove")]
        notes = (*(one.line(removed) for one in self.affected), *self.notes)
        return "\n".join((*(self.lines or (NO_CHANGES,)), *(f"Note: {note}" for note in notes)))


def share_notes(found: Mapping[str, ShareChanges]) -> tuple[str, ...]:
    """Return what is to be known of shares with single accounts.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreatePortfolioShare.html (SharePrincipals)
    """
    accounts = sorted(
        {target.value for changes in found.values() for target in changes.added if target.type == ACCOUNT}
    )
    if not accounts:
        return ()
    note = (
        f"AWS documents that who may launch travels to units and the organization only. Where nobody can launch in "
        f"{', '.join(accounts)}, share with a unit instead, or let somebody there associate a role with the portfolio: aws "
        "servicecatalog associate-principal-with-portfolio --portfolio-id PORTFOLIO --principal-type IAM --principal-arn ROLE"
    )
    return (note,)


def known_choices(state: HubState) -> Mapping[str, Any]:
    """Return the choices with which the hub was installed."""
    product = state.portfolio_stack.template.get("Resources", {}).get(PRODUCT, {})
    found: Mapping[str, Any] = product.get("Metadata", {}).get(CONFIGURATION, {})
    return found


def known_people(state: HubState, partition: str) -> tuple[str, ...]:
    """Return who may launch by the portfolio stack."""
    template = state.portfolio_stack.template
    return wanted_principals(template, partition) if template else ()


def plan_document(command: str, account: str, plan: Plan, *, done: bool) -> PlanDocument:
    """Return a plan as `--json` prints it.

    Args:
        command: the command that made it.
        account: the account that it is for.
        plan: the plan.
        done: whether it was carried out.
    """
    return {
        **heading(command, account),
        "changes": [one.document() for one in plan.differences],
        "affected": [one.document() for one in plan.affected],
        "notes": list(plan.notes),
        "done": done,
    }
