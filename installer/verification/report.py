"""What a run found, for the person who ran it and, without account ids and addresses, for us."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import botocore

from installer.documents import VerdictName, VerifiedStepDocument, VerifyDocument, VerifyHeading, heading
from installer.errors import UserError
from installer.hub.content import RELEASE
from installer.verification.redaction import redacted
from installer.verification.runner import Played
from installer.verification.step import Outcome, Step, Verdict
from installer.verification.steps.table import BY_NAME

COLUMNS = ("Step", "", "Found", "Seconds")
PLAN_COLUMNS = ("Step", "What it does", "Profiles", "Makes", "Costs at most")


def rows(outcomes: Sequence[Outcome]) -> list[tuple[str, ...]]:
    """Return the outcomes as rows of a table."""
    return [(one.step, one.verdict.value, one.found, f"{one.seconds:.0f}") for one in outcomes]


def plan_rows(steps: Sequence[Step]) -> list[tuple[str, ...]]:
    """Return what steps would do as rows of a table."""
    return [(one.name, one.title, ", ".join(who.value for who in one.who), one.makes, one.cost) for one in steps]


def document(played: Played, region: str) -> VerifyDocument:
    """Return what may be sent to us; nothing in it tells whose accounts these are."""
    steps = [
        _step(BY_NAME[one.step], _VERDICTS[one.verdict], redacted(one.found), one.seconds) for one in played.outcomes
    ]
    return {**_heading(region), "steps": steps, "left": [redacted(line) for line in played.left]}


def planned(steps: Sequence[Step]) -> VerifyDocument:
    """Return the same of a run that was not begun."""
    return {**_heading(""), "steps": [_step(one, "planned", "", 0.0) for one in steps], "left": []}


def _heading(region: str) -> VerifyHeading:
    versions = {"release": RELEASE, "botocore": str(botocore.__version__), "python": platform.python_version()}
    # The account stays out of it.
    return {**heading("verify", ""), "region": region, "versions": versions}


def _step(step: Step, verdict: VerdictName, found: str, seconds: float) -> VerifiedStepDocument:
    return {
        "step": step.name,
        "title": step.title,
        "makes": step.makes,
        "cost": step.cost,
        "verdict": verdict,
        "expected": step.expects,
        "found": found,
        "settles": list(step.settles),
        "seconds": round(seconds),
    }


_VERDICTS: Mapping[Verdict, VerdictName] = {
    Verdict.AS_EXPECTED: "as expected",
    Verdict.DIFFERS: "differs",
    Verdict.SKIPPED: "skipped",
    Verdict.FAILED: "failed",
}


def write(path: Path, written: VerifyDocument) -> None:
    """Write a report to a file.

    Raises:
        UserError: it cannot be written.
    """
    try:
        path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error
