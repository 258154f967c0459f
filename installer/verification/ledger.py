"""The state file: what came of each step, and what was made and is not gone yet.

What is to be made is written down before it is made, so that a run that was killed can be cleaned up by the next one. The file
names accounts; it stays on this machine and goes when nothing is left.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from installer.errors import UserError
from installer.verification.step import Outcome, Verdict
from installer.verification.who import Who

FORMAT = 1
NAME = "security-notifications-verify"
"""Start of the name of everything that `verify` makes."""

_DIGITS = 4


def own_name(name: str) -> str:
    """Return a name, if it is one that `verify` gives.

    Raises:
        UserError: it is somebody else's, by a state file that somebody changed.
    """
    if not name.startswith(NAME):
        raise UserError(f"{name} was not made by verify.")
    return name


@dataclass(frozen=True)
class Made:
    """Something that a step makes.

    Attributes:
        kind: what it is; names the function that undoes it.
        who: whose profile undoes it.
        named: what it is found by.
    """

    kind: str
    who: Who
    named: Mapping[str, str]


@dataclass
class Ledger:
    """What a run has done so far.

    Attributes:
        path: the state file.
        run: part of the names of what this run makes.
        began: when it began, as ISO 8601.
        accounts: account id by whose it is; the next run must be of the same.
        outcomes: what came of each step, by name.
        made: what is there, oldest first.
        notes: what later steps need to know of what was made.
    """

    path: Path
    run: str
    began: str
    accounts: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, now: datetime) -> Ledger:
        """Go on with a state file, or begin one.

        Raises:
            UserError: it cannot be read, or is none.
        """
        if not path.exists():
            return cls(path, f"{now:%Y%m%d}-{secrets.token_hex(_DIGITS // 2)}", now.isoformat())
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            if known["format"] != FORMAT:
                raise UserError(f"{path} is of another release: clean up with that one, or name another --state FILE.")
            outcomes = (Outcome(**{**one, "verdict": Verdict(one["verdict"])}) for one in known["outcomes"])
            made = [Made(one["kind"], Who(one["who"]), one["named"]) for one in known["made"]]
            found = {one.step: one for one in outcomes}
            return cls(path, known["run"], known["began"], known["accounts"], found, made, known["notes"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path} is no state file of verify ({error}): name another --state FILE.") from error

    def name(self, what: str = "") -> str:
        """Return a name of this run's own."""
        return "-".join(filter(None, (NAME, self.run, what)))

    def will_make(self, kind: str, who: Who, **named: str) -> None:
        """Write down what is about to be made."""
        self.made.append(Made(kind, who, named))
        self.save()

    def forget(self, made: Made) -> None:
        """Write down that something is gone."""
        self.made.remove(made)
        self.save()

    def note(self, name: str, value: object) -> None:
        """Keep what later steps need; JSON."""
        self.notes[name] = value
        self.save()

    def conclude(self, outcome: Outcome) -> None:
        """Write down what came of a step."""
        self.outcomes[outcome.step] = outcome
        self.save()

    def save(self) -> None:
        """Write the file in one go, readable by nobody else."""
        document = {
            "format": FORMAT,
            "run": self.run,
            "began": self.began,
            "accounts": self.accounts,
            "outcomes": [asdict(one) for one in self.outcomes.values()],
            "made": [asdict(one) for one in self.made],
            "notes": self.notes,
        }
        draft = self.path.with_name(f"{self.path.name}.new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
        draft.replace(self.path)

    def close(self) -> None:
        """Take the file away once nothing is left."""
        self.path.unlink(missing_ok=True)
