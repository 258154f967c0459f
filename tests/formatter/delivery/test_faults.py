"""Whatever fails at whatever call, each finding is told at least once, and at most once more than that."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from formatter.delivery.publisher import PublishError
from formatter.finding.finding import Finding
from formatter.memory.interface import MemoryUnreachableError
from formatter.settings import Delivery, Preferences
from tests.formatter.delivery.world import OWNER, World, critical, finding, passed

MOST_CALLS = 14
"""Beyond them neither a delivery nor a sweep of these tests makes any."""


class Fault(Enum):
    REFUSED = "refused"
    ANSWER_LOST = "done, but the answer is lost"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


class KilledError(BaseException):
    """The process ends here and now; nothing may catch it."""


@dataclass
class Faults:
    """Lets one call meet a fault."""

    fault: Fault
    call: int
    calls: int = 0
    met: bool = False

    def meet(self, call: Callable[..., Any], error: type[Exception], *arguments: Any) -> Any:
        self.calls += 1
        if self.calls != self.call:
            return call(*arguments)
        self.met = True
        if self.fault is Fault.KILLED_BEFORE:
            raise KilledError
        if self.fault is Fault.REFUSED:
            raise error("refused")
        call(*arguments)
        raise KilledError if self.fault is Fault.KILLED_AFTER else error("timed out")


class Faulty:
    """Something whose calls meet faults."""

    def __init__(self, whole: Any, faults: Faults, error: type[Exception]) -> None:
        self._whole, self._faults, self._error = whole, faults, error

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._whole, name)
        return (lambda *arguments: self._faults.meet(found, self._error, *arguments)) if callable(found) else found


def broken(world: World, faults: Faults) -> None:
    """Begin a process whose calls meet a fault."""
    memory, mail = world.memory, world.mail
    world.memory = Faulty(memory, faults, MemoryUnreachableError)  # type: ignore[assignment]
    world.mail = Faulty(mail, faults, PublishError)  # type: ignore[assignment]
    world.restart()
    world.memory, world.mail = memory, mail


def times_told(world: World, name: str) -> int:
    return sum(f"Title of {name}." in message.body for message in world.mail.messages)


every_fault = pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.value)
every_call = pytest.mark.parametrize("call", range(1, MOST_CALLS))


@every_fault
@every_call
def test_a_fault_in_a_delivery(call: int, fault: Fault) -> None:
    world = World(Preferences(email_addresses=(OWNER,))).welcomed()
    faults = Faults(fault, call)
    broken(world, faults)
    try:
        world.receive(finding("f"), id="event")
    except (MemoryUnreachableError, KilledError):
        # Lambda tries again, in a process of its own.
        world.restart()
        world.receive(finding("f"), id="event")
    world.restart()
    world.pass_time(hours=1)
    assert times_told(world, "f") in ((1, 2) if faults.met else (1,))


@every_fault
@every_call
@pytest.mark.parametrize(
    "states", [(finding, passed), (finding, passed, finding)], ids=["then it closes", "then it opens again"]
)
def test_a_fault_before_a_finding_changes_leaves_its_reader_knowing_how_it_stands(
    states: Sequence[Callable[[str], Finding]], call: int, fault: Fault
) -> None:
    world = World(Preferences(email_addresses=(OWNER,))).welcomed()
    *before, last_but_one, last = [
        (state("f"), {"id": f"event-{number}", "time": (world.clock.now + timedelta(seconds=number)).isoformat()})
        for number, state in enumerate(states)
    ]
    for one, event in before:
        world.receive(one, **event)
    broken(world, Faults(fault, call))
    again = []
    try:
        world.receive(last_but_one[0], **last_but_one[1])
    except (MemoryUnreachableError, KilledError):
        again = [last_but_one]
    # It changes before a sweep comes, and before Lambda tries again.
    world.restart()
    for one, event in (last, *again):
        world.receive(one, **event)
    world.pass_time(hours=1)
    wanted = ("NEW", "REOPENED") if states[-1] is finding else ("RESOLVED",)
    assert not world.kinds or world.kinds[-1] in wanted


@every_fault
@every_call
def test_a_fault_in_a_sweep(call: int, fault: Fault) -> None:
    world = World(Preferences(delivery=Delivery.HOURLY, email_addresses=(OWNER,))).welcomed()
    for name in ("a", "b"):
        world.receive(finding(name))
    world.clock.now += timedelta(hours=1)
    faults = Faults(fault, call)
    broken(world, faults)
    with contextlib.suppress(Exception, KilledError):
        world.subscription.sweep()
    world.restart()
    world.pass_time(hours=1)
    assert {times_told(world, name) for name in ("a", "b")} <= ({1, 2} if faults.met else {1})


@every_fault
@every_call
def test_a_fault_in_the_first_sweep(call: int, fault: Fault) -> None:
    world = World(Preferences(email_addresses=(OWNER,)))
    world.hub.findings_held = [critical("a"), finding("b")]
    faults = Faults(fault, call)
    broken(world, faults)
    with contextlib.suppress(Exception, KilledError):
        world.subscription.sweep()
    world.restart()
    world.clock.now += timedelta(minutes=1)
    world.pass_time(hours=1)
    assert {times_told(world, name) for name in ("a", "b")} <= ({1, 2} if faults.met else {1})


@pytest.mark.parametrize("minutes", [5, 360])
@pytest.mark.parametrize("is_memory", [True, False], ids=["memory", "sns"])
def test_an_outage_loses_and_repeats_nothing(minutes: int, is_memory: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(Preferences(email_addresses=(OWNER,))).welcomed()
    names = [f"f-{number}" for number in range(minutes // 5)]

    def down(*_: Any) -> None:
        raise MemoryUnreachableError("down")

    with monkeypatch.context() as patched:
        if is_memory:
            for name in ("see", "lease"):
                patched.setattr(world.memory, name, down)
        else:
            world.mail.fault = PublishError("down")
        for name in names:
            with contextlib.suppress(MemoryUnreachableError):
                world.receive(finding(name), id=name)
            with contextlib.suppress(MemoryUnreachableError):
                world.sweep()
        assert world.kinds == []
    world.mail.fault = None
    for name in names:
        # What the memory did not take comes again from the dead-letter queue.
        world.receive(finding(name), id=name)
    world.pass_time(hours=3)
    assert {times_told(world, name) for name in names} == {1}
    assert len(world.mail.messages) < 10
