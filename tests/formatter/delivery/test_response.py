"""Somebody hears when nobody acts, about what still stands and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from formatter.delivery.outcome import Metric, Status
from formatter.delivery.security_hub import HubDeniedError, HubUnreachableError
from formatter.filters import Filters
from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.settings import AdminChoices, Preferences
from tests.formatter.delivery.world import CONFIRMED, OWNER, START, World, critical, finding, passed

LEAD = "lead@example.com"
QUIET = AdminChoices(weekly_report=None)
ALL = Preferences(
    filters=Filters(minimum_severity=Severity.LOW), email_addresses=(OWNER,), lead_addresses=(LEAD,), admin=QUIET
)
PREFERENCES = Preferences(email_addresses=(OWNER,), lead_addresses=(LEAD,), admin=QUIET)


def told(*findings: Finding, preferences: Preferences = PREFERENCES) -> World:
    """Return a subscription that told these findings just now, and whose Security Hub holds them as they are."""
    world = World(preferences)
    world.mail.known[LEAD] = CONFIRMED
    world.welcomed()
    world.hub.findings_held = list(findings)
    for one in findings:
        world.receive(one)
    world.mail.messages.clear()
    return world


def nags(world: World) -> list[tuple[str, str]]:
    return [(message.attributes["kind"], message.attributes["audience"]) for message in world.mail.messages]


def test_critical_is_reminded_of_after_two_hours_escalated_after_four_and_when_overdue() -> None:
    world = told(critical())
    seen = []
    for _ in range(26):
        world.pass_time(hours=1)
        seen.append(nags(world))
        world.mail.messages.clear()
    hours = {hour: nag for hour, nag in enumerate(seen, 1) if nag}
    assert hours == {2: [("REMINDER", "owners")], 4: [("ESCALATED", "all")], 24: [("ESCALATED", "all")]}


def test_high_is_escalated_after_three_days_and_told_in_the_morning_after_it_was_due_then_weekly() -> None:
    world = told(finding())
    days = []
    for day in range(1, 24):
        world.pass_time(days=1)
        days += [(day, kind) for kind, _ in nags(world)]
        world.mail.messages.clear()
    assert days == [(3, "ESCALATED"), (8, "ESCALATED"), (15, "REMINDER"), (22, "REMINDER")]


def test_all_of_a_run_come_in_one_message() -> None:
    world = told(*(critical(f"c-{number}") for number in range(5)))
    world.pass_time(hours=3)
    assert nags(world) == [("REMINDER", "owners")]
    assert all(f"Title of c-{number}" in world.mail.messages[0].body for number in range(5))


def test_all_that_can_wait_is_one_message_a_day_in_the_morning() -> None:
    world = told(*(finding(f"m-{number}", Severity={"Label": "MEDIUM"}) for number in range(3)), preferences=ALL)
    for number in range(20):
        world.pass_time(hours=5)
        world.receive(finding(f"later-{number}", Severity={"Label": "MEDIUM"}))
    world.mail.messages.clear()
    world.mail.times.clear()
    world.pass_time(days=13)
    asked = [
        at
        for at, message in zip(world.mail.times, world.mail.messages, strict=True)
        if "audience" in message.attributes
    ]
    assert {at.hour for at in asked} == {8}
    assert len({at.date() for at in asked}) == len(asked)


def test_security_hub_is_asked_for_at_most_twenty_at_a_time() -> None:
    world = told(*(critical(f"c-{number}") for number in range(45)))
    world.pass_time(hours=4)
    assert max(world.hub.asked) == 20
    assert sum(world.hub.asked) >= 45


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        (passed("f-1"), ["RESOLVED"]),
        (critical(RecordState="ARCHIVED"), ["NO LONGER REPORTED"]),
        (None, ["NO LONGER REPORTED"]),
        (critical(Workflow={"Status": "SUPPRESSED"}), []),
        (critical(Workflow={"Status": "NOTIFIED"}), []),
        (finding(Severity={"Label": "LOW"}), []),
    ],
    ids=["passed", "archived", "not held any more", "suppressed", "taken on", "lowered below the minimum"],
)
def test_of_what_stands_no_longer_nobody_is_reminded(now: Finding | None, kinds: list[str]) -> None:
    world = told(critical())
    world.hub.findings_held = [now] if now else []
    world.pass_time(hours=6)
    assert world.kinds == kinds


def test_what_was_lowered_but_still_passes_is_reminded_of_as_what_it_is_now() -> None:
    world = told(critical())
    world.hub.findings_held = [finding()]
    world.pass_time(hours=6)
    assert world.kinds == []
    world.pass_time(days=4)
    assert world.kinds
    assert all(message.attributes["severity"] == "HIGH" for message in world.mail.messages)


def of_a_standard(number: int, label: str = "CRITICAL", **fields: Any) -> Finding:
    """Return one of three findings of one control."""
    return finding(
        f"standard-{number}",
        **{
            "ProductArn": "arn:aws:securityhub:eu-central-1::product/aws/securityhub",
            "Region": "eu-central-1",
            "Severity": {"Label": label},
            "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
            "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::uploads"}],
            **fields,
        },
    )


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        pytest.param([("LOW", {})] * 3, [], id="each was lowered, and none passes any more"),
        pytest.param([("LOW", {}), ("LOW", {}), ("CRITICAL", {})], ["REMINDER"], id="one stands as it was"),
        pytest.param([("CRITICAL", {"Workflow": {"Status": "SUPPRESSED"}})] * 3, [], id="each was suppressed"),
        pytest.param([], ["NO LONGER REPORTED"], id="none is there any more"),
    ],
)
def test_each_finding_of_a_problem_is_asked_for(now: list[tuple[str, dict[str, Any]]], kinds: list[str]) -> None:
    world = told(*(of_a_standard(number) for number in range(3)))
    world.hub.findings_held = [of_a_standard(number, label, **fields) for number, (label, fields) in enumerate(now)]
    world.pass_time(hours=3)
    assert [kind for kind, _ in nags(world)] == kinds


def test_what_lost_its_tag_is_not_reminded_of_while_it_would_not_pass() -> None:
    filters = PREFERENCES.filters._replace(tag_key="team", critical_without_tag=False)
    tagged = critical(Resources=[{"Id": "arn:aws:s3:::b", "Type": "AwsS3Bucket", "Tags": {"team": "a"}}])
    world = told(tagged, preferences=replace(PREFERENCES, filters=filters))
    world.hub.findings_held = [critical()]
    world.pass_time(hours=20)
    assert world.kinds == []
    world.hub.findings_held = [tagged]
    world.pass_time(hours=8)
    assert world.kinds == ["ESCALATED"]


def test_without_leave_to_ask_it_nags_all_the_same_and_says_so() -> None:
    world = told(*(critical(f"c-{number}") for number in range(45)))
    world.pass_time(minutes=30)
    world.mail.messages.clear()
    world.hub.fault = HubDeniedError("AccessDeniedException")
    world.clock.now += timedelta(hours=2, minutes=30)
    swept = world.sweep()
    assert nags(world) == [("REMINDER", "owners")]
    assert len(swept.news) == 1
    assert [news for news in swept.news if "may not be asked" in news] == list(swept.news)


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        (critical(Workflow={"Status": "SUPPRESSED"}), []),
        (critical(Workflow={"Status": "RESOLVED"}), ["RESOLVED"]),
        (critical(RecordState="ARCHIVED"), ["NO LONGER REPORTED"]),
    ],
    ids=["suppressed", "resolved", "archived"],
)
def test_without_leave_to_ask_nobody_is_nagged_about_what_events_ended(now: Finding, kinds: list[str]) -> None:
    world = told(critical())
    world.hub.fault = HubDeniedError("AccessDeniedException")
    world.clock.now += timedelta(hours=1)
    world.receive(now)
    world.pass_time(days=9)
    assert world.kinds == kinds


def test_while_security_hub_does_not_answer_a_reminder_waits_but_not_for_ever() -> None:
    world = told(critical())
    world.hub.fault = HubUnreachableError("timed out")
    world.pass_time(hours=2, minutes=30)
    assert world.kinds == []
    world.pass_time(hours=1)
    assert world.kinds == ["REMINDER"]


def test_taking_on_ends_reminders_and_is_measured_but_not_what_is_overdue() -> None:
    world = told(critical())
    world.clock.now += timedelta(hours=1)
    taken = critical(Workflow={"Status": "NOTIFIED"})
    world.hub.findings_held = [taken]
    (outcome,) = world.receive(taken)
    assert outcome.status is Status.SILENT
    assert [(one.metric.value, one.seconds) for one in outcome.measures] == [("TimeToTakeOn", 3600)]
    world.pass_time(hours=22)
    assert world.kinds == []
    world.pass_time(hours=2)
    assert nags(world) == [("ESCALATED", "all")]


def test_nothing_is_nagged_about_twice_where_a_sweep_is_killed_after_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    world = told(critical())
    write = world.memory.write
    calls: list[Any] = []

    def killed(*rows: Any) -> None:
        calls.append(rows)
        if len(calls) == 1:
            raise KeyboardInterrupt
        write(*rows)

    world.clock.now += timedelta(hours=2, minutes=10)
    with monkeypatch.context() as patched:
        patched.setattr(world.memory, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            world.sweep()
    world.clock.now += timedelta(minutes=5)
    world.sweep()
    world.pass_time(hours=1)
    assert len([kind for kind, _ in nags(world) if kind == "REMINDER"]) <= 2


def test_what_becomes_due_bit_by_bit_comes_together() -> None:
    world = World(PREFERENCES)
    world.mail.known[LEAD] = CONFIRMED
    world.hub.fault = HubDeniedError("AccessDeniedException")
    world.welcomed()
    for day in range(8):
        before = len(world.mail.messages)
        for hour in range(24):
            # On the last day new ones come while the fourth day's are not taken on and the first one's overdue.
            for number in range(15 if day in (0, 4, 7) else 0):
                world.receive(finding(f"f-{day}-{hour}-{number}"))
            world.pass_time(hours=1)
        assert len(world.mail.messages) - before < 40


def test_what_was_open_already_is_nagged_about_after_the_first_day() -> None:
    world = World(PREFERENCES)
    world.mail.known[LEAD] = CONFIRMED
    long_ago = (START - timedelta(days=90)).isoformat()
    world.hub.findings_held = [critical(f"c-{number}", FirstObservedAt=long_ago) for number in range(9)]
    world.pass_time(hours=24)
    assert world.kinds == ["WELCOME"]
    world.pass_time(hours=2)
    assert world.kinds == ["WELCOME", "ESCALATED"]


def test_what_is_new_on_the_first_day_is_nagged_about_in_time() -> None:
    world = World(PREFERENCES)
    world.mail.known[LEAD] = CONFIRMED
    world.sweep()
    world.hub.findings_held = [critical()]
    world.receive(critical())
    world.pass_time(hours=4)
    assert world.kinds == ["WELCOME", "NEW", "REMINDER", "ESCALATED"]


def test_critical_ones_that_come_bit_by_bit_are_nagged_about_when_due_then_together() -> None:
    world = World(PREFERENCES)
    world.mail.known[LEAD] = CONFIRMED
    world.hub.fault = HubDeniedError("AccessDeniedException")
    world.welcomed()
    asked: list[int] = []
    for number in range(24):
        world.receive(critical(f"c-{number}"))
        for _ in range(12):
            before = len(nags(world))
            world.sweep()
            told = nags(world)[before:]
            asked += [number for kind, _ in told if kind in ("REMINDER", "ESCALATED")]
    assert asked[:4] == [1, 2, 3, 4]
    assert len(asked) < 12


def test_what_asking_found_is_measured_as_if_an_event_had_told_it() -> None:
    world = told(critical())
    world.hub.findings_held = [critical(Workflow={"Status": "NOTIFIED"})]
    world.clock.now += timedelta(hours=2)
    (asked,) = world.sweep().told
    assert (asked.status, [one.metric for one in asked.measures]) == (Status.SILENT, [Metric.TIME_TO_TAKE_ON])


def test_what_waited_in_vain_for_a_successor_is_no_longer_reported_after_two_days() -> None:
    consolidated = {"ArchivalReasons:0/ReasonCode": "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"}
    world = told(of_a_standard(1))
    world.receive(of_a_standard(1, RecordState="ARCHIVED", ProductFields=consolidated))
    world.pass_time(hours=47, minutes=55)
    assert world.kinds == []
    world.pass_time(minutes=10)
    assert world.kinds == ["NO LONGER REPORTED"]
