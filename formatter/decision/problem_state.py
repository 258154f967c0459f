"""How a problem stands after a finding of it was opened, taken on, suppressed or closed; nothing here decides what is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from formatter.decision.schedule import was_open_already
from formatter.finding.ending import HowItEnded, how_it_ended
from formatter.finding.finding import Finding, State
from formatter.finding.problem import is_control
from formatter.finding.reader import Received
from formatter.memory.records import ENDINGS, MOST_ASKED, Ending, OpenFinding, Problem, TakenOn, Told, replace

SHORT_KEY = 12
"""Characters of a finding's key by which its problem knows it."""

SUCCESSOR_WAIT = timedelta(hours=48)
"""So long a problem that consolidation left without findings stays open: new ones come within 18 to 24 hours.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
"""

NO_SUCCESSOR = "Consolidated control findings were switched, and no finding of this control came in its place."


MOST_FINDINGS = 2_000
"""Of one problem: its row is written whole with each change, and must stay far below the 400 KB of a row."""


_LONGEST_NAME = 256
_LONGEST_ID = 512
"""Characters of a finding's id; Security Hub takes no longer ones."""


def has_room(problem: Problem, key: str) -> bool:
    """Tell whether the finding with that key may belong to the problem."""
    return len(problem.findings) < MOST_FINDINGS or key[:SHORT_KEY] in problem.findings


def with_finding(before: Problem, key: str, received: Received, began: datetime | None, now: datetime) -> Problem:
    """Return the problem after a new state of the finding with that key.

    Args:
        before: the problem as it was.
        key: the finding's key.
        received: the new state.
        began: when the subscription began; None while nobody listens yet.
        now: the time.
    """
    if received.finding.state is State.CLOSED:
        return _without(before, key[:SHORT_KEY], received.finding, received.time or now, now)
    after = _with(before, key[:SHORT_KEY], received, now)
    if before.is_open or not after.is_open:
        return after
    if before.told is Told.OPEN and before.on_its_way in ENDINGS:
        # Its reader may have been told that it is over, though nobody noted it: that it is open again is told, in doubt.
        return begin_round(replace(after, told=Told.CLOSED), received.time or now)
    if before.told is Told.OPEN:
        return after
    return (
        _first_round(after, received, began, now) if before.ending is None else begin_round(after, received.time or now)
    )


def begin_round(problem: Problem, since: datetime) -> Problem:
    """Return a problem that is open again: what was told and done in the last round counts no longer."""
    return replace(
        problem,
        reopened=problem.reopened + (problem.told is Told.CLOSED),
        open_since=since,
        was_open_before=False,
        told_at=None,
        told_after=None,
        severity_told_at=None,
        told_severity=None,
        raised_from=None,
        reminded_at=None,
        escalated=frozenset(),
        ending=None,
        doubt="",
    )


def without_successor(problem: Problem, now: datetime) -> Problem:
    """Return a problem whose successor was awaited in vain: it is no longer reported."""
    return _ended(replace(problem, successor_until=None), Ending(now, is_proven=False, reason=NO_SUCCESSOR))


def without_finding(before: Problem, key: str, reason: str, now: datetime) -> Problem:
    """Return the problem after Security Hub knows the finding with that key no longer, for that reason."""
    ended = HowItEnded(is_proven=False, reason=reason)
    return _closed(before, _others(before, key[:SHORT_KEY]), ended, now, is_enough=False)


def _with(before: Problem, short: str, received: Received, now: datetime) -> Problem:
    finding = received.finding
    known = before.findings.get(short)
    is_opening = finding.state is not State.SUPPRESSED and (known is None or known.state is State.SUPPRESSED)
    after = replace(
        before,
        findings={**before.findings, short: _open_finding(before, finding)},
        successor_until=None,
        taken_on=before.taken_on if before.is_open else None,
        proof="" if is_opening else before.proof,
    )
    after = replace(after, ending=None) if after.is_open and before.told is Told.OPEN else after
    return _with_open_ones(after, TakenOn(received.time or now, finding.noted_by[:_LONGEST_NAME]))


def _open_finding(before: Problem, finding: Finding) -> OpenFinding:
    is_asked = len(before.findings) < MOST_ASKED and len(finding.own_id) <= _LONGEST_ID
    return OpenFinding(finding.state, finding.severity, finding.own_id if is_asked else "")


def _with_open_ones(problem: Problem, taken_on: TakenOn | None = None) -> Problem:
    """Return the problem as severe as its open findings are, and taken on where one of them is."""
    if not problem.open_findings:
        return problem
    severity = max(one.severity for one in problem.open_findings)
    is_taken_on = any(one.state is State.NOTIFIED for one in problem.open_findings)
    return replace(problem, severity=severity, taken_on=(problem.taken_on or taken_on) if is_taken_on else None)


def _first_round(problem: Problem, received: Received, began: datetime | None, now: datetime) -> Problem:
    finding, time = received.finding, received.time or now
    first_seen = finding.first_observed_at or finding.created_at
    return replace(
        begin_round(problem, min(first_seen or time, time)), was_open_before=was_open_already(first_seen, began, now)
    )


def _without(before: Problem, short: str, finding: Finding, at: datetime, now: datetime) -> Problem:
    ended = how_it_ended(finding)
    if short not in before.findings and not (ended.is_proven and before.successor_until):
        return before
    others = _others(before, short)
    if ended.is_replaced:
        until = before.successor_until if others else now + SUCCESSOR_WAIT
        return _with_open_ones(replace(before, findings=others, successor_until=until))
    return _closed(before, others, ended, at, is_enough=is_control(finding))


def _closed(
    before: Problem, others: Mapping[str, OpenFinding], ended: HowItEnded, at: datetime, *, is_enough: bool
) -> Problem:
    """Return the problem after one of its findings ended so; `is_enough`: one proof is enough for all of them."""
    proof = ended.reason if ended.is_proven else before.proof
    doubt = before.doubt if ended.is_proven else ended.reason
    after = replace(before, findings=others, successor_until=None, proof=proof, doubt=doubt)
    if not after.is_closed:
        return _with_open_ones(after)
    is_proven = bool(proof) and (is_enough or not doubt)
    ending = Ending(at, is_proven, proof if is_proven else doubt)
    return _ended(_silenced(after) if _ends_in_silence(before) else after, ending)


def _ended(problem: Problem, ending: Ending) -> Problem:
    told = problem.severity if problem.told_severity is None else problem.told_severity
    return replace(problem, ending=ending, severity=told, proof="", doubt="")


def _ends_in_silence(before: Problem) -> bool:
    """Tell whether its last open finding was suppressed; where that one was mended, its reader hears of it."""
    return before.is_suppressed and not before.proof


def _silenced(problem: Problem) -> Problem:
    told = Told.CLOSED if problem.told is Told.OPEN else problem.told
    return replace(problem, told=told, on_its_way=None)


def _others(problem: Problem, short: str) -> Mapping[str, OpenFinding]:
    return {name: one for name, one in problem.findings.items() if name != short}
