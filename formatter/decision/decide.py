"""Whether a finding's new state is told, and as what: a pure function of what is remembered, the event and everybody's choices.

| it told | the problem now is                           | it does                                                     |
|---------|----------------------------------------------|-------------------------------------------------------------|
| nothing | open, at or above the minimum                | NEW                                                         |
| nothing | the same, open before the subscription began | NEW, which goes into WELCOME or a digest                    |
| nothing | closed, suppressed, taken on                 | silence                                                     |
| open    | open, same severity or lower                 | silence; taken on: remembered                               |
| open    | open, higher severity                        | RAISED                                                      |
| open    | closed                                       | RESOLVED or NO LONGER REPORTED if wanted; remembered anyhow |
| open    | suppressed                                   | silence; remembered, and it stays silent when it closes     |
| closed  | open again                                   | REOPENED                                                    |

`problem_state` says how the problem stands after the event, `telling` what of it is left to tell: the difference between what
was told and what is. So what is over before it was told waits no longer, and nothing is told twice.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from formatter.decision.agenda import is_immediate
from formatter.decision.problem_state import SHORT_KEY, with_finding, without_finding
from formatter.decision.telling import with_pending
from formatter.finding.clock import clock, clock_of_no_answer
from formatter.finding.ending import is_replaced
from formatter.finding.finding import State
from formatter.finding.identity import finding_key, hash_of
from formatter.finding.problem import problem_key
from formatter.finding.reader import Received
from formatter.memory.lifetimes import LIFETIME, NEVER_TOLD, RENEWED_BEFORE, until
from formatter.memory.records import ENDINGS, Kind, KnownFinding, Problem, Told, replace
from formatter.settings import Preferences

_LONGEST_ACTION = 100
"""Security Hub takes names below 20 characters."""

_MOST_SENT = 20
"""So many custom actions on one problem are told apart."""

GONE = "Security Hub no longer has this finding."


class Silence(str, Enum):
    """Why nothing is told; the text stands in the log."""

    REPEAT = "told before, and nothing changed"
    OLDER = "older than what is known"
    SENT_BEFORE = "this very event was told before"
    BELOW_MINIMUM = "below the minimum severity"
    TAKEN_ON = "somebody has taken it on"
    SUPPRESSED = "suppressed"
    NEVER_TOLD = "closed, and never told as open"
    CLOSED_BEFORE = "closed before"
    NOT_WANTED = "closed, and that is not wanted to be told"
    WAITS_ALREADY = "part of what waits to be told already"
    SUCCESSOR = "another finding of the same control takes its place"
    TOLD_BEFORE = "told before"


class Decision(NamedTuple):
    """What to do with a finding's new state.

    Attributes:
        kind: what is to be told from now on; None for silence.
        silence: why nothing is told; None where something is.
        finding: the finding's row to remember; None where nothing is to be remembered at all.
        problem: the problem's row to remember, without its summary, which messages make.
    """

    kind: Kind | None
    silence: Silence | None
    finding: KnownFinding | None
    problem: Problem


class Circumstances(NamedTuple):
    """What a decision depends on beside the event and what is remembered.

    Attributes:
        preferences: everybody's choices.
        began: when the subscription began; None while nobody listens yet.
        now: the time.
    """

    preferences: Preferences
    began: datetime | None
    now: datetime


def row_of(received: Received, now: datetime) -> KnownFinding:
    """Return the finding's row as the event alone gives it, for the first call on the memory."""
    finding = received.finding
    return KnownFinding(
        key=finding_key(finding),
        clock=clock(received),
        state=State.REPLACED if is_replaced(finding) else finding.state,
        severity=finding.severity,
        problem=problem_key(finding),
        expires_at=until(now, LIFETIME),
    )


def decide(before: Problem, known: KnownFinding | None, received: Received, at: Circumstances) -> Decision:
    """Return what to do with a finding's new state.

    Args:
        before: what is remembered of its problem: of `known.problem` where the finding is known.
        known: what is remembered of the finding.
        received: the new state, or what somebody sent by a custom action.
        at: the circumstances.
    """
    row = row_of(received, at.now)
    is_newer = known is None or known.clock < row.clock
    sent = hash_of(received.event_id)[:SHORT_KEY] if received.custom_action else ""
    if sent and sent in before.sent_on_purpose:
        return Decision(None, Silence.SENT_BEFORE, None, before)
    if not is_newer and not sent:
        return Decision(None, Silence.OLDER, None, before)
    after = with_finding(before, row.key, received, at.began, at.now) if is_newer else before
    if sent:
        sent_on_purpose = (*before.sent_on_purpose, sent)[-_MOST_SENT:]
        after = replace(after, custom_action=received.custom_action[:_LONGEST_ACTION], sent_on_purpose=sent_on_purpose)
    after = with_pending(after, at.preferences, at.now, received.time)
    if after.pending and _shows(received, after.pending):
        after = replace(after, finding=received.finding.raw)
    return _decision(before, after, row._replace(problem=before.key) if is_newer else known, at)


def decide_gone(before: Problem, known: KnownFinding, at: Circumstances) -> Decision:
    """Return what to do about a finding that Security Hub was asked for and did not return."""
    row = known._replace(clock=max(known.clock, clock_of_no_answer(at.now)), state=State.CLOSED)
    after = with_pending(without_finding(before, known.key, GONE, at.now), at.preferences, at.now)
    return _decision(before, after, row, at)


def _decision(before: Problem, after: Problem, finding: KnownFinding | None, at: Circumstances) -> Decision:
    is_never_told = after.is_closed and after.told is Told.NOTHING and after.pending is None
    expires_at = until(at.now, NEVER_TOLD if is_never_told else LIFETIME)
    if after != before or 0 < before.expires_at < until(at.now, RENEWED_BEFORE):
        after = replace(after, expires_at=expires_at)
    finding = finding._replace(expires_at=expires_at) if finding else None
    kind = after.pending if _is_to_be_told(before, after, at.preferences) else None
    return Decision(kind, None if kind else _silence(before, after, at.preferences), finding, after)


def _is_to_be_told(before: Problem, after: Problem, preferences: Preferences) -> bool:
    """Tell a new matter from one that somebody is telling already, or that waits as before."""
    if before.pending is not after.pending or before.sent_on_purpose != after.sent_on_purpose:
        return True
    return before.pending is not None and is_immediate(after, preferences) > is_immediate(before, preferences)


def _shows(received: Received, kind: Kind) -> bool:
    """Tell whether a message of that kind is to be written from this finding, and not from another one of its problem."""
    if kind is Kind.CUSTOM_ACTION:
        return bool(received.custom_action)
    states = (State.CLOSED,) if kind in ENDINGS else (State.OPEN, State.NOTIFIED)
    return received.finding.state in states


def _silence(before: Problem, after: Problem, preferences: Preferences) -> Silence:
    if after.pending:
        return Silence.WAITS_ALREADY
    if after.is_open:
        return _silence_of_open(after, preferences)
    if after.is_suppressed or before.is_suppressed:
        return Silence.SUPPRESSED
    if after.told is Told.NOTHING:
        return Silence.NEVER_TOLD
    return Silence.CLOSED_BEFORE if before.told is Told.CLOSED else Silence.NOT_WANTED


def _silence_of_open(after: Problem, preferences: Preferences) -> Silence:
    if after.successor_until:
        return Silence.SUCCESSOR
    if after.taken_on:
        return Silence.TAKEN_ON
    is_below = after.severity < preferences.filters.minimum_severity
    return Silence.BELOW_MINIMUM if is_below and after.told is not Told.OPEN else Silence.TOLD_BEFORE
