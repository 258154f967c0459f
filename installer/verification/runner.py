"""Play the steps one after the other, and take away what they made, however it ends."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from installer.aws.sentences import sentence
from installer.errors import UserError
from installer.verification.cleanup import clean_up
from installer.verification.stage import Stage
from installer.verification.step import DiffersError, Outcome, SkippedError, Step, Verdict


@dataclass(frozen=True)
class Played:
    """How a run ended.

    Attributes:
        outcomes: what came of each step, in their order.
        left: what could not be taken away, one sentence each.
    """

    outcomes: tuple[Outcome, ...]
    left: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing differs, nothing failed, and nothing is left."""
        return not self.left and not any(one.is_wrong for one in self.outcomes)


def play(stage: Stage, steps: Sequence[Step]) -> tuple[str, ...]:
    """Play steps, and take away what they made.

    Args:
        stage: what they play on; its ledger holds what came of each.
        steps: the steps, each behind those that it stands on.

    Returns:
        What could not be taken away, one sentence each.

    Raises:
        KeyboardInterrupt: somebody pressed Ctrl-C; what was made is gone all the same, or stands in the ledger.
    """
    try:
        for step in steps:
            stage.report(f"{step.name}: {step.title}")
            outcome = _outcome(stage, step)
            stage.ledger.conclude(outcome)
            stage.report(f"{step.name}: {outcome.verdict.value}: {outcome.found}")
    finally:
        left = clean_up(stage)
        # What later steps were to work on is gone.
        stage.ledger.notes.clear()
        stage.ledger.save()
    return tuple(left)


def _outcome(stage: Stage, step: Step) -> Outcome:
    if reason := _why_not(stage, step):
        return Outcome(step.name, Verdict.SKIPPED, reason)
    began = time.monotonic()
    verdict, found = _played(stage, step)
    return Outcome(step.name, verdict, found, round(time.monotonic() - began, 1))


def _why_not(stage: Stage, step: Step) -> str:
    if missing := [who.flag for who in step.who if who not in stage.sessions]:
        return f"needs {' and '.join(missing)}"
    bad = [name for name in step.after if stage.ledger.outcomes[name].verdict is not Verdict.AS_EXPECTED]
    return f"stands on {', '.join(bad)}" if bad else ""


def _played(stage: Stage, step: Step) -> tuple[Verdict, str]:
    try:
        return Verdict.AS_EXPECTED, step.play(stage)
    except DiffersError as error:
        return Verdict.DIFFERS, str(error)
    except SkippedError as error:
        return Verdict.SKIPPED, str(error)
    except UserError as error:
        return Verdict.FAILED, error.message
    except (ClientError, BotoCoreError) as error:
        return Verdict.FAILED, sentence(error)
    except (LookupError, ValueError) as error:
        return Verdict.FAILED, f"an answer of AWS is not as this release reads it: {error!r}"
