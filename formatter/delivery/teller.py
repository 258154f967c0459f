"""Tell problems, singly or in digests, and remember that they were told; nothing that is wrong with one stops the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from formatter.decision.telling import after_failing, after_telling
from formatter.delivery.budget import Clock
from formatter.delivery.marking import Change, mark
from formatter.delivery.outcome import Outcome, Status, time_to_tell
from formatter.delivery.publisher import MessageRefusedError, Publisher, PublishError
from formatter.finding.reader import finding_from
from formatter.memory.interface import ConflictError, Memory
from formatter.memory.records import Kind, Problem, replace
from formatter.messages.compose import compose
from formatter.messages.digest import Digest
from formatter.messages.message import Message
from formatter.messages.plainest import compose_plainest
from formatter.settings import Preferences

_MOST_FAILURES = 2
"""One message that SNS does not take must not hold up the others; when a second fails too, SNS itself is in trouble."""

_BY_NUMBER = "in a digest's number"

Compose = Callable[[Sequence[Problem]], Sequence[Digest]]
"""Returns the messages that together tell some problems."""


class SnsInTroubleError(PublishError):
    """SNS took no message several times; what waits goes on waiting."""


class Teller:
    """Tells problems for one sweep.

    Attributes:
        outcomes: what became of each problem.
        failures: what went wrong.
    """

    def __init__(self, memory: Memory, publisher: Publisher, preferences: Preferences, clock: Clock) -> None:
        self._memory = memory
        self._publisher = publisher
        self._preferences = preferences
        self._clock = clock
        self._in_vain = 0
        self.outcomes: list[Outcome] = []
        self.failures: list[str] = []

    def single(self, key: str) -> None:
        """Tell what waits of a problem in a message of its own, from the whole finding where that was kept."""
        self._tell_alone(key, self._composed)

    def plainest(self, key: str) -> None:
        """Tell what failed in every other form."""
        self._tell_alone(
            key, lambda row: compose_plainest(row, row.pending or Kind.NEW, self._preferences, self._clock())
        )

    def together(self, rows: Sequence[Problem], compose_all: Compose, change: Change | None = None) -> int:
        """Tell problems in digests; where one cannot be written or is refused, the others are told without it.

        Returns how many messages went out.

        Args:
            rows: what to tell.
            compose_all: writes the digests.
            change: what follows for each row; by default nothing is left to tell.

        Raises:
            SnsInTroubleError: SNS took nothing several times.
            MemoryUnreachableError: what was sent last may be told once more.
        """
        change = change or self._told
        try:
            digests = compose_all(rows)
        except Exception as error:  # noqa: BLE001  # findings hold whatever their products wrote
            return self._without_the_bad(rows, compose_all, change, error)
        sent = 0
        for digest in digests:
            told = [entry.problem for entry in digest.entries]
            try:
                message_id = self._publish(digest.message)
            except MessageRefusedError as error:
                sent += self._without_the_bad(told, compose_all, change, error)
            else:
                if message_id:
                    sent += 1
                    self._note(told, digest, message_id)
                    mark(self._memory, told, change)
        return sent

    def told_by_number(self, rows: Sequence[Problem], told_at: datetime) -> None:
        """Mark problems as told by a digest that gave their number; raises MemoryUnreachableError."""
        self.outcomes += [self._outcome(row, row.pending or Kind.NEW, "", _BY_NUMBER) for row in rows]
        mark(self._memory, rows, lambda told, row: after_telling(told, row, self._preferences, told_at))

    def message(self, message: Message) -> bool:
        """Send a message that is about no problem; returns whether SNS took it, raises as `together`."""
        return bool(self._publish(message))

    def _composed(self, row: Problem) -> Message:
        finding = finding_from(row.finding or row.summary).told_as(row.severity)
        kind = row.pending or Kind.NEW
        return compose(finding, kind, row, self._preferences, self._clock(), row.custom_action)

    def _tell_alone(self, key: str, write: Callable[[Problem], Message]) -> None:
        row = self._set_out(self._memory.problem(key))
        if row is None or row.pending is None:
            return
        try:
            message_id = self._publish(write(row))
        except MessageRefusedError as error:
            self._failed([row], error)
        except PublishError:
            raise
        except Exception as error:  # noqa: BLE001  # likewise
            self._failed([row], error)
        else:
            if message_id:
                self.outcomes.append(self._outcome(row, row.pending, message_id, ""))
                mark(self._memory, [row], self._told)

    def _set_out(self, row: Problem) -> Problem | None:
        """Note in the row what is told now, as it may go out and nobody note it; None where somebody changes the row."""
        if row.pending is row.on_its_way:
            return row
        out = replace(row, on_its_way=row.pending)
        try:
            self._memory.write(row, out)
        except ConflictError:
            return None
        return replace(out, version=row.version + 1)

    def _without_the_bad(self, rows: Sequence[Problem], compose_all: Compose, change: Change, error: Exception) -> int:
        if len(rows) <= 1:
            self._failed(rows, error)
            return 0
        half = len(rows) // 2
        return sum(self.together(some, compose_all, change) for some in (rows[:half], rows[half:]))

    def _failed(self, rows: Sequence[Problem], error: Exception) -> None:
        self.failures.append(f"{' '.join(row.key for row in rows) or 'a message'} could not be told: {error!r}")
        now = self._clock()
        whole = [self._memory.problem(row.key) for row in rows]
        mark(self._memory, whole, lambda _, found: after_failing(found, self._preferences, now))

    def _publish(self, message: Message) -> str:
        """Return the message's id, empty where SNS did not take it."""
        try:
            message_id = self._publisher.publish(message)
        except MessageRefusedError:
            raise
        except PublishError as error:
            self.failures.append(str(error))
            self._in_vain += 1
            if self._in_vain >= _MOST_FAILURES:
                raise SnsInTroubleError(str(error)) from error
            return ""
        self._in_vain = 0
        return message_id

    def _told(self, told: Problem, row: Problem) -> Problem:
        return after_telling(told, row, self._preferences, self._clock())

    def _note(self, told: Sequence[Problem], digest: Digest, message_id: str) -> None:
        kinds = {entry.problem.key: entry.kind for entry in digest.entries}
        self.outcomes += [
            self._outcome(row, kinds[row.key], message_id, digest.message.attributes.get("kind", "")) for row in told
        ]

    def _outcome(self, row: Problem, kind: Kind, message_id: str, reason: str) -> Outcome:
        measures = time_to_tell(row, row.pending_event_at or row.pending_since, self._clock())
        finding_id = finding_from(row.summary).id
        return Outcome(finding_id, row.key, row.severity, Status.SENT, kind, reason, message_id, measures=measures)
