"""One received finding: see, decide, record, tell, mark.

What is to be told is in the problem's row before anything is sent: whatever stops the function in between leaves it waiting
there, and the sweep tells it. Without memory nothing is sent: the event fails, Lambda tries again, then it is a dead letter.
"""

from __future__ import annotations

from collections.abc import Callable

from formatter.decision.agenda import is_immediate, urgency_of
from formatter.decision.telling import after_telling
from formatter.delivery.brake import Brake
from formatter.delivery.learn import Learned, Learner
from formatter.delivery.listening import Listening
from formatter.delivery.marking import mark
from formatter.delivery.outcome import Outcome, Status, time_to_act, time_to_tell
from formatter.delivery.surroundings import Surroundings
from formatter.finding.reader import Received, finding_from
from formatter.memory.interface import MemoryUnreachableError
from formatter.memory.records import Kind, Problem

_REPEAT = "told before, and nothing changed"
_FOR_THE_SWEEP = "waits for the sweep"
_EARLIER = "an earlier change is still to be told: waits for the sweep"


class _Plan:
    """Whether the message about a finding goes out at once; asked before the finding is recorded.

    Attributes:
        reason: why what waits is left to the sweep; empty where it is told now.
        failure: what AWS answered, where that is the reason.
    """

    def __init__(self, why_it_waits: Callable[[Problem, Problem], str]) -> None:
        self._why_it_waits = why_it_waits
        self.reason, self.failure = "", ""

    def __call__(self, before: Problem, after: Problem) -> bool:
        try:
            self.reason, self.failure = self._why_it_waits(before, after), ""
        except Exception as error:  # noqa: BLE001  # it is recorded all the same, and the sweep tells it
            self.reason, self.failure = _FOR_THE_SWEEP, str(error)
        return not self.reason


class Deliverer:
    """Delivers received findings for one subscription."""

    def __init__(self, on: Surroundings, learner: Learner, listening: Listening, brake: Brake) -> None:
        self._memory = on.memory
        self._publisher = on.topic
        self._preferences = on.preferences
        self._clock = on.clock
        self._learner = learner
        self._listening = listening
        self._brake = brake

    def deliver(self, received: Received) -> Outcome:
        """Deliver one finding; raises as `Learner.learn`, and the event must come again."""
        plan = _Plan(self._why_it_waits)
        learned = self._learner.learn(received, plan)
        if learned.decision is None:
            return self._outcome(received, learned, Status.SILENT, _REPEAT)
        if learned.after.pending is None:
            silence = learned.decision.silence
            return self._outcome(received, learned, Status.SILENT, silence.value if silence else "")
        if learned.after == learned.before:
            # Nothing was recorded: whatever waits does so for an earlier change.
            return self._outcome(received, learned, Status.WAITING, _EARLIER)
        if plan.reason:
            return self._outcome(received, learned, Status.WAITING, plan.reason, failure=plan.failure)
        try:
            return self._tell(received, learned)
        except Exception as error:  # noqa: BLE001  # it is recorded: whatever is wrong with its message, the sweep tells it
            return self._outcome(received, learned, Status.WAITING, _FOR_THE_SWEEP, failure=str(error))

    def _tell(self, received: Received, learned: Learned) -> Outcome:
        from formatter.messages.compose import compose

        row, now = learned.after, self._clock()
        finding = finding_from(row.finding or row.summary).told_as(row.severity)
        message = compose(finding, row.pending or Kind.NEW, row, self._preferences, now, row.custom_action)
        message_id = self._publisher.publish(message)
        sent = self._outcome(received, learned, Status.SENT, "", message_id, self._marked(row))
        return sent._replace(measures=(*sent.measures, *time_to_tell(row, received.time, self._clock())))

    def _why_it_waits(self, before: Problem, row: Problem) -> str:
        """Return why it is left to the sweep; empty where it is told now."""
        if not is_immediate(row, self._preferences):
            return "waits for the digest"
        is_news = before.pending is None or urgency_of(row) is not urgency_of(before)
        if not is_news and is_immediate(before, self._preferences):
            # Whoever received it before is about to send, or the sweep is to: a second message now would tell it twice.
            return _EARLIER
        if not self._listening.is_heard():
            return "no address is confirmed yet"
        if not self._brake.take(urgency_of(row)):
            return "many messages in a short time: waits for a digest"
        return ""

    def _marked(self, row: Problem) -> str:
        """Mark the problem as told; where that fails it was sent all the same, and the sweep sends it once more."""
        try:
            mark(self._memory, [row], self._told)
        except MemoryUnreachableError as error:
            return str(error)
        return ""

    def _told(self, told: Problem, row: Problem) -> Problem:
        return after_telling(told, row, self._preferences, self._clock())

    def _outcome(  # noqa: PLR0913, PLR0917  # one line of log
        self,
        received: Received,
        learned: Learned,
        status: Status,
        reason: str,
        message_id: str = "",
        failure: str = "",
    ) -> Outcome:
        row = learned.after
        kind = None if status is Status.SILENT else row.pending
        return Outcome(
            received.finding.id,
            row.key,
            received.finding.severity if status is Status.SILENT else row.severity,
            status,
            kind,
            reason,
            message_id,
            failure,
            time_to_act(learned.before, row),
        )
