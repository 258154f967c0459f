"""`verify` finds nothing on the embedded AWS as it is, and finds each way in which it is made to differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded_aws.deviations import Deviation
from installer.verification.step import Verdict
from installer.verification.steps.table import STEPS
from installer.verification.who import Who
from tests.installer.verification.ground import Ground

OCSF = json.loads((Path(__file__).parents[2] / "events" / "control_ocsf.json").read_text())


def test_it_finds_nothing_and_leaves_nothing(ground: Ground, tmp_path: Path) -> None:
    ground.aws.send_event(ground.organization.owner_account, OCSF)
    before = ground.inventory()
    played = ground.verify(tmp_path)
    assert [
        (one.step, one.verdict, one.found) for one in played.outcomes if one.verdict is not Verdict.AS_EXPECTED
    ] == []
    assert [one.step for one in played.outcomes] == [step.name for step in STEPS]
    assert played.left == ()
    assert ground.inventory() == before
    assert list(tmp_path.iterdir()) == []


FOUND_BY = {
    Deviation.TEMPLATES_UNCHECKED: "templates",
    Deviation.RULES_IGNORED: "wrong-answers",
    # The launch role may make nothing that is named otherwise.
    Deviation.NAMES_CUT_SHORT: "launch",
    Deviation.NO_BOUNDARY: "boundary",
    Deviation.LOG_GROUP_STAYS: "nothing-left",
    Deviation.UNDOCUMENTED_CALL: "permissions",
    Deviation.ABSENCE_UNKNOWN: "patterns",
    Deviation.EVENTBRIDGE_UNHEARD: "eventbridge-edition",
    Deviation.PENDING_HAS_ARN: "addresses",
    Deviation.ENDED_IS_INVITED: "unsubscribe",
    Deviation.ALARM_UNHEARD: "alarm",
    Deviation.INVOCATION_LOST: "redrive",
    Deviation.CHANGE_IS_UPDATE: "workflow",
    Deviation.REPEATS_SWALLOWED: "finding",
}


@pytest.fixture
def as_documented(ground: Ground) -> Iterator[None]:
    yield
    ground.aws.deviate()


@pytest.mark.usefixtures("as_documented")
@pytest.mark.parametrize("deviation", FOUND_BY, ids=lambda deviation: deviation.name)
def test_each_deviation_is_found_and_no_other_step_differs(
    ground: Ground, tmp_path: Path, deviation: Deviation
) -> None:
    ground.aws.deviate(deviation)
    played = ground.verify(tmp_path, FOUND_BY[deviation])
    wrong = {one.step: one.found for one in played.outcomes if one.is_wrong}
    assert list(wrong) == [FOUND_BY[deviation]], wrong
    assert played.left == ()


def test_every_deviation_is_planted() -> None:
    assert set(FOUND_BY) == set(Deviation)


def test_what_there_is_no_profile_for_is_skipped_and_said(ground: Ground, tmp_path: Path) -> None:
    found = ground.prepare(tmp_path, ["stack-set", "names"], sessions=ground.sessions(Who.OWNER, Who.MANAGEMENT)).run()
    said: dict[str, Any] = {one.step: (one.verdict, one.found) for one in found.outcomes}
    assert said == {
        "stack-set": (Verdict.SKIPPED, "needs --management-profile"),
        "launch": (Verdict.SKIPPED, "needs --owner-profile"),
        "names": (Verdict.SKIPPED, "stands on launch"),
    }
    assert found.is_good
