"""Verify: from profiles to what was found."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from installer.aws.session import Session, session
from installer.errors import UserError
from installer.verification import preflight
from installer.verification.cleanup import clean_up
from installer.verification.ledger import Ledger
from installer.verification.runner import Played, play
from installer.verification.selection import chosen, still_to_play
from installer.verification.stage import Stage
from installer.verification.step import Step
from installer.verification.waiting import Sleep
from installer.verification.who import Who


@dataclass(frozen=True)
class Wishes:
    """What somebody wants to be verified.

    Attributes:
        region: the Region; None for the hub profile's.
        email: address for trial subscriptions.
        only: names of steps; none: all.
        skip: names of steps to leave out.
        state: the state file.
        patience: seconds for which a person may take to confirm the address.
    """

    region: str | None
    email: str
    only: Collection[str]
    skip: Collection[str]
    state: Path
    patience: float


@dataclass(frozen=True)
class Verification:
    """A run that is ready to begin.

    Attributes:
        stage: what the steps play on.
        chosen: the steps that somebody wants.
        steps: those of them that are left to play.
    """

    stage: Stage
    chosen: tuple[Step, ...]
    steps: tuple[Step, ...]

    def with_progress(self, report: Callable[[str], None]) -> Verification:
        """Return the same with somebody else to tell of progress."""
        return replace(self, stage=replace(self.stage, report=report))

    def run(self) -> Played:
        """Play the steps; the state file goes when nothing is left.

        Raises:
            KeyboardInterrupt: somebody pressed Ctrl-C; what was made is gone, or named by `what_is_left`.
        """
        left = play(self.stage, self.steps)
        outcomes = self.stage.ledger.outcomes
        if not left:
            self.stage.ledger.close()
        return Played(tuple(outcomes[step.name] for step in self.chosen), left)

    def what_is_left(self) -> str:
        """Return in a sentence what was made and is still there."""
        made = self.stage.ledger.made
        if not made:
            return "Everything that verify made is gone."
        return f"Still there, and taken away by the next run: {', '.join(one.kind for one in made)}."


def open_sessions(profiles: Mapping[Who, str | None], region: str | None) -> dict[Who, Session]:
    """Return the session of each profile, all in the hub's Region.

    Args:
        profiles: profile by whose it is; the hub's may be None, for the environment's credentials.
        region: the Region; None for the hub profile's.
    """
    hub = session(profiles.get(Who.HUB), region)
    found: dict[Who, Session] = {Who.HUB: hub}
    for who, name in profiles.items():
        if name and who is not Who.HUB:
            found[who] = session(name, hub.region_name)
    return found


def prepare(
    sessions: Mapping[Who, Session], wishes: Wishes, report: Callable[[str], None], sleep: Sleep = time.sleep
) -> Verification:
    """Check profiles and accounts; what an earlier run has left there is taken away, and nothing else is changed.

    Args:
        sessions: sessions by whose they are.
        wishes: what is to be verified.
        report: takes progress, one line each.
        sleep: waits for so many seconds.

    Raises:
        UserError: a profile is not who it should be, or an account is not fit for it.
    """
    steps = chosen(wishes.only, wishes.skip)
    region = sessions[Who.HUB].region_name
    accounts = preflight.accounts_of(sessions)
    offer = preflight.read_offer(sessions[Who.HUB], accounts[Who.HUB], region)
    ledger = Ledger.open(wishes.state, datetime.now(timezone.utc))
    _check_same_accounts(ledger, accounts)
    stage = Stage(sessions, accounts, region, wishes.email, offer, ledger, wishes.patience, sleep, report)
    if left := clean_up(stage):
        raise UserError(" ".join(left))
    playable = [step for step in steps if all(who in sessions for who in step.who)]
    if Who.WORKLOAD in sessions:
        preflight.check_workload(sessions[Who.WORKLOAD], accounts[Who.WORKLOAD], region, offer, playable)
    if not wishes.email and any(not step.only_reads for step in playable):
        raise UserError(f"Name an address of yours with --email: AWS invites it to the trial. {preflight.READ_ONLY}")
    return Verification(stage, steps, still_to_play(steps, ledger.outcomes))


def _check_same_accounts(ledger: Ledger, accounts: Mapping[Who, str]) -> None:
    """Check that a state file is of the same accounts, and write them into a new one.

    Raises:
        UserError: it is of others.
    """
    for who, account in accounts.items():
        if ledger.accounts.setdefault(who.value, account) != account:
            raise UserError(
                f"{ledger.path} is of a run with {who.value} account {ledger.accounts[who.value]}, not {account}: name that "
                "profile, or another --state FILE."
            )
