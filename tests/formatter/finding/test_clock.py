"""The order of all states of a finding, as text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.clock import asked, clock, clock_of_no_answer
from formatter.finding.finding import State
from formatter.finding.reader import Received, finding_from, received_findings

NOW = datetime(2026, 11, 20, 10, 0, 5, tzinfo=timezone.utc)
LATER = NOW + timedelta(seconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def state(
    time: datetime | None = NOW,
    updated: str = "2026-11-20T10:00:00Z",
    severity: str = "HIGH",
    event: str = "e",
    **fields: object,
) -> str:
    raw = {"Id": "f", "UpdatedAt": updated, "Severity": {"Label": severity}, **fields}
    return clock(Received(finding_from(raw), "", event, time))


CLOSED = {"RecordState": "ARCHIVED"}
SUPPRESSED = {"Workflow": {"Status": "SUPPRESSED"}}
NOTIFIED = {"Workflow": {"Status": "NOTIFIED"}}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param(
            state(updated="2027-01-01T00:00:00Z"), state(LATER), id="the event's time goes before any UpdatedAt"
        ),
        pytest.param(state(updated="2999-01-01T00:00:00Z", **CLOSED), state(LATER), id="also one far in the future"),
        pytest.param(state(**CLOSED), state(updated="2026-11-20T10:00:01Z"), id="in one second UpdatedAt decides"),
        pytest.param(state(updated=""), state(), id="a missing UpdatedAt is the earliest"),
        pytest.param(state(updated="soon"), state(), id="so is one that is no time"),
        pytest.param(state(None), state(), id="and a missing time of the event"),
        pytest.param(state(severity="CRITICAL"), state(**CLOSED), id="closed comes after open"),
        pytest.param(state(severity="CRITICAL"), state(**NOTIFIED), id="taken on after open"),
        pytest.param(state(**NOTIFIED), state(**SUPPRESSED), id="suppressed after taken on"),
        pytest.param(state(**SUPPRESSED), state(**CLOSED), id="closed after suppressed"),
        pytest.param(state(), state(severity="CRITICAL"), id="the higher severity after the lower"),
        pytest.param(state(event="a"), state(event="b"), id="of what is alike the event's id decides"),
        pytest.param(state(datetime(1969, 1, 1, tzinfo=timezone.utc)), state(), id="before 1970"),
        pytest.param(state(), state(datetime(9999, 12, 31, tzinfo=timezone.utc)), id="in the year 9999"),
        pytest.param(state(**CLOSED), clock_of_no_answer(LATER), id="what was asked for later"),
        pytest.param(clock_of_no_answer(NOW), state(LATER), id="and what happened after it was asked for"),
    ],
)
def test_the_order(earlier: str, later: str) -> None:
    assert earlier < later


def answer(now: datetime, **fields: object) -> str:
    return clock(asked(finding_from({"Id": "f", **fields}), now))


def test_what_happens_while_security_hub_is_asked_is_newer_than_its_answer_that_it_is_open() -> None:
    assert answer(LATER) < state(NOW, **CLOSED)
    assert answer(LATER + timedelta(minutes=10)) > state(NOW, **CLOSED)


def test_an_answer_that_it_is_closed_is_newer_than_any_opening_on_its_way() -> None:
    assert answer(LATER, **CLOSED) > state(NOW)


def test_only_the_same_event_is_equal() -> None:
    assert state() == state()
    assert state(event="another") != state()


EVENTS = st.tuples(
    st.timedeltas(timedelta(0), timedelta(days=2_000_000)).map(lambda since: EPOCH + since),
    st.text(max_size=30),
    st.sampled_from([{}, CLOSED, SUPPRESSED, NOTIFIED]),
    st.sampled_from(["LOW", "HIGH"]),
    st.text(max_size=200),
)


@given(EVENTS, EVENTS)
def test_it_is_a_total_order_of_short_ascii_texts(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    first, second = (
        state(time, updated, severity, event, **fields) for time, updated, fields, severity, event in (one, other)
    )
    assert first.isascii()
    assert len(first) <= 110
    assert (first == second) == (not first < second and not second < first)
    if one[0] < other[0]:
        assert first < second


def test_time_and_id_come_from_the_event() -> None:
    finding = {"Id": "f", "UpdatedAt": "2026-11-20T09:00:00Z"}
    event = {"id": "e-1", "time": "2026-11-20T10:00:05Z", "detail": {"findings": [finding]}}
    (received,) = received_findings(event)
    assert (received.event_id, received.time) == ("e-1", NOW)


def test_an_event_without_them_is_told_apart_by_what_is_in_it() -> None:
    finding = {"Id": "f", "UpdatedAt": "2026-11-20T10:00:05Z"}
    (received,) = received_findings({"detail": {"findings": [finding]}})
    (again,) = received_findings({"detail": {"findings": [finding]}})
    (other,) = received_findings({"detail": {"findings": [{**finding, **CLOSED}]}})
    assert received.time == NOW
    assert received.event_id == again.event_id != other.event_id


def test_every_state_of_a_finding_has_its_rank() -> None:
    statuses = {State.OPEN: {}, State.CLOSED: CLOSED, State.NOTIFIED: NOTIFIED, State.SUPPRESSED: SUPPRESSED}
    assert {*statuses} == {*State} - {State.REPLACED}
    for fields in statuses.values():
        assert state(**fields)
