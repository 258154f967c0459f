"""Whoever stops it finds everything as it was, and the same command goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from installer.errors import UserError
from installer.verification import runner
from installer.verification.cleanup import STILL_CLEANING
from installer.verification.ledger import Ledger
from installer.verification.step import Verdict
from installer.verification.who import Who
from tests.installer.verification.ground import Ground

STEPS = ("boundary", "finding")


def stopping_at(word: str, report: list[str]) -> Callable[[str], None]:
    """Return what presses Ctrl-C when progress says a word, and again while everything is taken away."""

    def heard(line: str) -> None:
        report.append(line)
        if line.startswith("taking away"):
            os.kill(os.getpid(), signal.SIGINT)
        elif word in line:
            raise KeyboardInterrupt

    return heard


@pytest.mark.parametrize("word", ["names: Look", "follow its link", "finding: Import"])
def test_ctrl_c_leaves_nothing_also_when_it_is_pressed_again(ground: Ground, tmp_path: Path, word: str) -> None:
    before, said = ground.inventory(), list[str]()
    run = ground.prepare(tmp_path, ("names", *STEPS), report=stopping_at(word, said))
    with pytest.raises(KeyboardInterrupt):
        run.run()
    assert STILL_CLEANING in said
    assert run.what_is_left() == "Everything that verify made is gone."
    assert ground.inventory() == before


def test_ctrl_c_while_service_catalog_is_at_work_leaves_nothing(ground: Ground, tmp_path: Path) -> None:
    before, sessions = ground.inventory(), ground.sessions()

    def press(**_answer: object) -> None:
        raise KeyboardInterrupt

    sessions[Who.OWNER].events.register("after-call.service-catalog.ProvisionProduct", press)
    with pytest.raises(KeyboardInterrupt):
        ground.prepare(tmp_path, ["boundary"], sessions=sessions).run()
    assert ground.inventory() == before


def test_the_same_command_goes_on_however_often_it_was_stopped(ground: Ground, tmp_path: Path) -> None:
    before, played = ground.inventory(), list[str]()
    for word in ("boundary: as expected", "addresses: as expected"):
        with pytest.raises(KeyboardInterrupt):
            ground.prepare(tmp_path, STEPS, report=stopping_at(word, [])).run()
    found = ground.prepare(tmp_path, STEPS, report=played.append)
    assert [step.name for step in found.steps] == ["launch", "addresses", "finding"], "what is done is not done again"
    assert [(one.step, one.verdict) for one in found.run().outcomes] == [
        (name, Verdict.AS_EXPECTED) for name in ("launch", "boundary", "addresses", "finding")
    ]
    assert ground.inventory() == before
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_taken_away_by_the_next(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ground.inventory()
    with monkeypatch.context() as killed:
        killed.setattr(runner, "clean_up", lambda _stage: ["killed"])
        ground.prepare(tmp_path, ["boundary", "change-set"]).run()
    assert ground.inventory() != before
    assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0
    assert ground.prepare(tmp_path, ["boundary"]).run().is_good
    assert ground.inventory() == before


def test_nothing_is_taken_away_that_it_did_not_make(ground: Ground, tmp_path: Path) -> None:
    queues: Any = ground.aws.session(ground.organization.owner_account).client("sqs")
    url = queues.create_queue(QueueName="somebody-elses")["QueueUrl"]
    ledger = Ledger.open(tmp_path / "state.json", ground.aws.now())
    ledger.will_make("queue", Who.WORKLOAD, name="somebody-elses")
    with pytest.raises(UserError, match="somebody-elses was not made by verify"):
        ground.prepare(tmp_path, ["templates"])
    assert queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    queues.delete_queue(QueueUrl=url)
