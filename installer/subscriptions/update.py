"""Bring subscriptions to the version that owners launch now, with their answers."""

from __future__ import annotations

from collections.abc import Sequence

from installer.subscriptions.coverage import Coverage, Row, State
from installer.subscriptions.launching import Launcher
from installer.subscriptions.operations import Operation, Outcome, Sleep
from installer.subscriptions.subscription import Subscription

_AT_WORK = ("UNDER_CHANGE", "PLAN_IN_PROGRESS")


def plan_updates(
    coverage: Coverage, product_id: str, version_id: str, rows: Sequence[Row], canary: str
) -> list[Operation]:
    """Return what is to be done, the canary's account first.

    Args:
        coverage: looks into accounts.
        product_id: the hub's product.
        version_id: the version to bring them to.
        rows: what is there.
        canary: account whose subscriptions go first; empty for the first that is outdated.
    """
    ordered = sorted(rows, key=lambda row: row.account.id != canary)

    def operation(row: Row, known: Subscription) -> Operation:
        text = f"update {known.name or known.id} from {known.version or 'a version that was removed'}"
        if known.status in _AT_WORK:
            return Operation(row.region, row.account, "nothing", f"{text}: somebody is changing it now", Outcome.FAILED)

        def do(sleep: Sleep) -> None:
            # A session of the role lasts an hour, and the turn may come later than that.
            Launcher(coverage.clients(row.account.id), product_id, version_id, sleep).update(known)

        return Operation(row.region, row.account, "update", text, do=do)

    found = [operation(row, one) for row in ordered for one in row.outdated]
    unknown = [
        Operation(row.region, row.account, "nothing", f"could not be looked at: {row.problem}", Outcome.FAILED)
        for row in ordered
        if row.state is State.UNKNOWN
    ]
    return [*found, *unknown]
