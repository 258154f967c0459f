"""What is remembered: of each finding how it stood last, of each problem what was told.

Several findings can be one problem (a control under three standards); a finding's row makes a repeat cheap, a problem's row is
what is told, reminded of and escalated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from formatter.finding.finding import State
from formatter.finding.severity import Severity

_Record = TypeVar("_Record")

MOST_ASKED = 20
"""Findings of one problem about which Security Hub is asked before somebody is reminded: so many ids go into one question."""

if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414  # exported
else:

    def replace(record: _Record, /, **changes: Any) -> _Record:
        """Return the record with these fields changed, as `dataclasses.replace` does, in a tenth of its time.

        A storm, and a replay of a month, change records by the hundred thousand; their constructor sets each field alone.
        """
        changed = object.__new__(type(record))
        changed.__dict__.update(record.__dict__ | changes)
        return changed


class Kind(str, Enum):
    """Why something is told; the value stands in subjects, except for NEW."""

    NEW = "NEW"
    RAISED = "RAISED"
    REOPENED = "REOPENED"
    RESOLVED = "RESOLVED"
    NO_LONGER_REPORTED = "NO LONGER REPORTED"
    REMINDER = "REMINDER"
    ESCALATED = "ESCALATED"
    CUSTOM_ACTION = "SENT BY ANALYST"
    DIGEST = "DIGEST"
    WELCOME = "WELCOME"
    WEEKLY = "WEEKLY"
    NOTICE = "NOTICE"

    @property
    def event_type(self) -> str:
        """How chat programs and others that read messages call it."""
        return self.value.lower().replace(" ", "-")


ABOUT_SUBSCRIPTION = (Kind.WELCOME, Kind.WEEKLY, Kind.NOTICE)
"""What tells of no single finding."""


OPENINGS = (Kind.NEW, Kind.REOPENED, Kind.RAISED)
ENDINGS = (Kind.RESOLVED, Kind.NO_LONGER_REPORTED)


class Told(str, Enum):
    """How the problem stood when its owner was last told."""

    NOTHING = "nothing"
    OPEN = "open"
    CLOSED = "closed"


class Urgency(str, Enum):
    """Class of the agenda and of the brake."""

    URGENT = "urgent"
    """CRITICAL, custom actions and escalations: they wait for nothing else."""
    REST = "rest"


class KnownFinding(NamedTuple):
    """A finding's row.

    Attributes:
        key: hash of product and id; see `formatter.finding.identity`.
        clock: the newest state's place in the order of all states, as sortable text; see `formatter.finding.clock`.
        state: how it stood then.
        severity: how severe it was then.
        problem: key of the problem that it belongs to.
        expires_at: when DynamoDB may drop the row, seconds since 1970.
    """

    key: str
    clock: str
    state: State
    severity: Severity
    problem: str
    expires_at: int = 0


class OpenFinding(NamedTuple):
    """A finding of a problem that is not closed: open, notified (taken on) or suppressed.

    Attributes:
        state: how it stands.
        severity: how severe it is.
        own_id: its own id, by which Security Hub can be asked; empty beyond the first MOST_ASKED of a problem.
    """

    state: State
    severity: Severity
    own_id: str = ""


class TakenOn(NamedTuple):
    """Since when somebody is at it, and who, where the note says so."""

    at: datetime
    by: str = ""


class EscalationLevel(str, Enum):
    """What is escalated, each once a round of the problem."""

    NOT_TAKEN_ON = "not taken on"
    OVERDUE = "overdue"


class Ending(NamedTuple):
    """How a problem ended.

    Attributes:
        at: when.
        is_proven: whether a check passed, the product says fixed, or a person says so; else it is only no longer reported.
        reason: one sentence that says how we know, or why there is no proof.
    """

    at: datetime
    is_proven: bool
    reason: str


class Appointment(NamedTuple):
    """The row's place in the agenda: when something may be done about it, and in which class."""

    urgency: Urgency
    at: datetime


@dataclass(frozen=True)
class Problem:
    """A problem's row. A round lasts from its opening to its closing; REOPENED begins the next one.

    Attributes:
        key: key of the problem; see `formatter.finding.problem`.
        version: number of changes of the row; 0 where there is no row.
        findings: its findings that are not closed, by the first characters of their key.
        told: how it stood when it was told.
        told_at: when this round's opening was told.
        told_after: how many seconds after its event this round's opening was told; None where it was open before.
        severity_told_at: when this round's opening, or its last rise, was told: from then on it is due.
        severity: while it is open, how severe it is now; afterwards, how severe it was told.
        told_severity: the severity that was told last in this round; None where its opening was not told.
        open_since: when this round began, by the finding's own times.
        was_open_before: whether it was open before the subscription began.
        reopened: how often it was opened again.
        raised_from: the severity that was told before the last rise of this round.
        taken_on: who is at it; None where nobody is.
        proof: what proved the ending of one of its findings in this round; empty where nothing did, or one opened since.
        doubt: why another one's ending in this round is no proof; empty where each was proven.
        ending: how the last round ended; None while it is open.
        successor_until: until when a problem left without findings by consolidation waits for its successors.
        pending: what is still to be told.
        pending_since: since when.
        pending_event_at: the time of the event that gave it to tell.
        on_its_way: what a process set out to tell; its message may have gone out, though nobody noted that it did.
        custom_action: name of the custom action by which somebody sent it, while that waits.
        sent_on_purpose: the last events by which somebody sent it on purpose, as short hashes: each is told once.
        reminded_at: when it was last reminded of in this round.
        escalated: the levels that were told in this round.
        failures: how often telling it failed; three make the plainest form.
        retry_at: not before then is it told: the next try after a failure, or the next digest of the first days.
        summary: a small document of the finding, for lines of digests.
        finding: the whole finding while something waits; None otherwise, or where it was too large.
        appointment: its place in the agenda; None where nothing is to be done.
        expires_at: when DynamoDB may drop the row, seconds since 1970.
    """

    key: str
    version: int = 0
    findings: Mapping[str, OpenFinding] = field(default_factory=dict)
    told: Told = Told.NOTHING
    told_at: datetime | None = None
    told_after: float | None = None
    severity_told_at: datetime | None = None
    severity: Severity = Severity.INFORMATIONAL
    told_severity: Severity | None = None
    open_since: datetime | None = None
    was_open_before: bool = False
    reopened: int = 0
    raised_from: Severity | None = None
    taken_on: TakenOn | None = None
    proof: str = ""
    doubt: str = ""
    ending: Ending | None = None
    successor_until: datetime | None = None
    pending: Kind | None = None
    pending_since: datetime | None = None
    pending_event_at: datetime | None = None
    on_its_way: Kind | None = None
    custom_action: str = ""
    sent_on_purpose: tuple[str, ...] = ()
    reminded_at: datetime | None = None
    escalated: frozenset[EscalationLevel] = frozenset()
    failures: int = 0
    retry_at: datetime | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    finding: Mapping[str, Any] | None = None
    appointment: Appointment | None = None
    expires_at: int = 0

    @property
    def open_findings(self) -> tuple[OpenFinding, ...]:
        """Its findings about which something is to be done: open, taken on or not, and not suppressed."""
        return tuple(one for one in self.findings.values() if one.state is not State.SUPPRESSED)

    @property
    def is_open(self) -> bool:
        """Whether one of its findings is open, or a successor of the last one is awaited."""
        return bool(self.open_findings) or self.successor_until is not None

    @property
    def is_suppressed(self) -> bool:
        """Whether none of its findings is open and one is suppressed."""
        return bool(self.findings) and not self.is_open

    @property
    def is_closed(self) -> bool:
        """Whether nothing of it is left."""
        return not self.findings and not self.is_open
