"""One received finding: recall, decide, remember as waiting, send, mark as told.

Whatever stops the function in between leaves the finding waiting in the table, and the sweep tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from formatter.decision.old import Decision, decide
from formatter.delivery.marking import Telling, mark_as_told
from formatter.delivery.publisher import Publisher, PublishError
from formatter.delivery.schedule import is_immediate
from formatter.finding.finding import Finding, State
from formatter.finding.reader import Received
from formatter.memory.old_dynamodb import KEPT_BEFORE
from formatter.memory.old_memory import (
    NOTHING_REMEMBERED,
    ConflictError,
    Memory,
    MemoryUnreachableError,
    Remembered,
)
from formatter.memory.records import Kind, Problem
from formatter.settings import Preferences

_ATTEMPTS = 5
"""Two events of one finding that meet are decided one after the other; five meeting at once have not been seen."""

UNREMEMBERED_PAUSE = timedelta(minutes=1)
"""Without memory nothing counts the emails of all processes, so each sends one a minute at most. The others fail and
come again through Lambda's retries or from the dead-letter queue: a storm makes as many emails as Lambda runs processes."""


class Status(str, Enum):
    """What became of a finding."""

    SENT = "sent"
    WAITING = "waiting"
    SILENT = "silent"


@dataclass(frozen=True)
class Outcome:
    """What became of a finding, for the log.

    Attributes:
        finding_id: the finding.
        status: sent, waiting for the sweep, or silent.
        kind: why it is told; None for silence.
        reason: why it is silent or waits; empty when sent.
        message_id: SNS's id of the message; empty unless sent.
        failure: what AWS answered, where a call failed on the way.
    """

    finding_id: str
    status: Status
    kind: Kind | None = None
    reason: str = ""
    message_id: str = ""
    failure: str = ""


class TooManyUnrememberedError(Exception):
    """The memory is unreachable and this process has just sent an email without it."""


class MemoryNeededError(Exception):
    """A finding was closed while the memory is unreachable.

    Told now it would stay remembered as open: should it open again, that would pass for a repeat and nobody would hear of it.
    A closing can wait until it can be remembered; an opening cannot.
    """


UNDELIVERED = (PublishError, TooManyUnrememberedError, MemoryNeededError, ConflictError)
"""What `Deliverer.deliver` raises: the event must come again."""


class Deliverer:
    """Delivers received findings for one subscription."""

    def __init__(
        self, memory: Memory, publisher: Publisher, preferences: Preferences, clock: Callable[[], datetime]
    ) -> None:
        self._memory = memory
        self._publisher = publisher
        self._preferences = preferences
        self._clock = clock
        self._last_unremembered: datetime | None = None

    def deliver(self, received: Received) -> Outcome:
        """Deliver one finding.

        Raises:
            PublishError: memory and SNS both failed; the event must come again.
            TooManyUnrememberedError: likewise, the memory failed too often in a row.
            MemoryNeededError: likewise, the finding was closed.
            ConflictError: other events of this finding kept changing it; the event must come again.
        """
        try:
            return self._deliver_with_memory(received)
        except MemoryUnreachableError as error:
            return self._deliver_without_memory(received, str(error))

    def _deliver_with_memory(self, received: Received) -> Outcome:
        before, decision = self._remember(received)
        finding = received.finding
        if decision.kind is None:
            return Outcome(finding.id, Status.SILENT, reason=decision.reason)
        kind = decision.after.pending or decision.kind
        if not is_immediate(kind, decision.after.severity, self._preferences):
            return Outcome(finding.id, Status.WAITING, kind, "waits for the digest")
        is_being_told = before.pending and is_immediate(before.pending, before.severity, self._preferences)
        if is_being_told and not received.custom_action:
            # Whoever received it before is about to send, or the sweep is to: a second email now would tell it twice.
            return Outcome(
                finding.id, Status.WAITING, kind, "an earlier change is still to be told: waits for the sweep"
            )
        if not self._memory.take_single(self._clock()):
            return Outcome(finding.id, Status.WAITING, kind, "many emails this minute: waits for the sweep")
        try:
            message_id = self._send(finding.told_as(decision.after.severity), kind, received.custom_action)
        except PublishError as error:
            return Outcome(finding.id, Status.WAITING, kind, "SNS did not take it: waits for the sweep", "", str(error))
        telling = Telling(finding.id, before.version + 1, decision.after.told, decision.after.severity)
        return Outcome(finding.id, Status.SENT, kind, "", message_id, self._mark_told(telling))

    def _remember(self, received: Received) -> tuple[Remembered, Decision]:
        """Recall, decide and record; again when somebody else was faster. Returns what was remembered before, too."""
        finding = received.finding
        for _ in range(_ATTEMPTS):
            now = self._clock()
            before = self._memory.recall(finding.id)
            decision = decide(before, finding, self._preferences, received.custom_action)
            if decision.kind is None and decision.after == before:
                self._keep(finding, before, now)
                return before, decision
            try:
                self._memory.record(finding, before, decision.after, now)
            except ConflictError:
                continue
            return before, decision
        raise ConflictError(f"finding {finding.id} changed {_ATTEMPTS} times while it was read")

    def _keep(self, finding: Finding, before: Remembered, now: datetime) -> None:
        if before.version and before.expires_at - now.timestamp() < KEPT_BEFORE.total_seconds():
            self._memory.keep(finding.id, now)

    def _mark_told(self, telling: Telling) -> str:
        """Mark the finding as told; where that fails it was sent all the same, and the sweep sends it once more."""
        try:
            mark_as_told(self._memory, [telling], self._preferences, self._clock())
        except MemoryUnreachableError as error:
            return str(error)
        return ""

    def _deliver_without_memory(self, received: Received, failure: str) -> Outcome:
        if received.finding.state is State.CLOSED and not received.custom_action:
            raise MemoryNeededError(f"the memory is unreachable ({failure}); the closing must come again")
        # In doubt, tell: as if nothing had been told before.
        decision = decide(NOTHING_REMEMBERED, received.finding, self._preferences, received.custom_action)
        if decision.kind is None:
            return Outcome(received.finding.id, Status.SILENT, reason=decision.reason, failure=failure)
        now = self._clock()
        if self._last_unremembered is not None and now - self._last_unremembered < UNREMEMBERED_PAUSE:
            raise TooManyUnrememberedError(f"the memory is unreachable ({failure}); the finding must come again")
        self._last_unremembered = now
        message_id = self._send(received.finding, decision.kind, received.custom_action)
        return Outcome(received.finding.id, Status.SENT, decision.kind, "sent without memory", message_id, failure)

    def _send(self, finding: Finding, kind: Kind, custom_action: str) -> str:
        # Most findings are repeats, and most starts of the function need nothing that writes emails.
        from formatter.messages.compose import compose  # noqa: PLC0415

        problem = Problem(finding.id, severity=finding.severity)
        message = compose(finding, kind, problem, self._preferences, self._clock(), custom_action)
        return self._publisher.publish(message)
