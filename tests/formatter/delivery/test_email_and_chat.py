"""Email and chat are two texts of one message: the same sequence for each problem, and both untold where SNS refuses."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formatter.delivery.publisher import PublishError
from formatter.delivery.sns_publisher import by_protocol
from formatter.memory.records import Told
from formatter.settings import Preferences
from tests.formatter.delivery.world import OWNER, World, finding, passed

CHANGES = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["opens", "passes"]), st.integers(0, 3)), max_size=12
)
_SINGLE = {"NEW", "REOPENED", "RESOLVED", "RAISED", "NO LONGER REPORTED"}


@settings(max_examples=40)
@given(changes=CHANGES)
def test_the_same_sequence_for_each_problem(changes: list[tuple[str, str, int]]) -> None:
    world = World(Preferences(email_addresses=(OWNER,))).welcomed()
    for name, what, hours in changes:
        world.clock.pause(1 + 3600 * hours)
        world.receive(finding(name) if what == "opens" else passed(name))
        world.sweep()
    threads: defaultdict[str, set[str]] = defaultdict(set)
    for message in world.mail.messages:
        texts = by_protocol(message)
        assert message.body
        assert message.chat["content"]["title"]
        assert '"email"' in texts
        assert '"https"' in texts
        if message.attributes["kind"] in _SINGLE:
            name = "a" if "Title of a" in message.body else "b"
            threads[name].add(message.chat["metadata"]["threadId"])
    assert all(len(found) == 1 for found in threads.values())
    assert len({next(iter(found)) for found in threads.values()}) == len(threads)


def test_what_sns_refuses_is_untold_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(Preferences(email_addresses=(OWNER,))).welcomed()
    before = len(world.mail.messages)
    monkeypatch.setattr(world.mail, "fault", PublishError("no"))
    (outcome,) = world.receive(finding("a"))
    assert len(world.mail.messages) == before
    row = world.memory.problem(outcome.problem)
    assert (row.told, row.pending is None) == (Told.NOTHING, False)
