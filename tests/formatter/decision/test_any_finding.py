"""Whatever a product writes into a finding: it has a key, a place in the order, a problem, a decision and rows."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.decision.decide import Circumstances, decide, row_of
from formatter.finding.reader import received_findings
from formatter.memory import schema
from formatter.memory.records import KnownFinding, Problem
from formatter.memory.rows import finding_attributes, known_finding, problem_attributes, remembered_problem
from formatter.settings import Preferences
from harness.histories.events import START
from harness.odd_findings import ODD_VALUES, base_findings, documents, mutated

AT = Circumstances(Preferences(), START, START)
ODD = st.sampled_from(ODD_VALUES)


def check(event: dict[str, Any]) -> None:
    """Decide on each finding of the event, twice, and read back what would be written."""
    for received in received_findings(event):
        row = row_of(received, START)
        known: KnownFinding | None = None
        problem = Problem(row.problem)
        for _ in range(2):
            decision = decide(problem, known, received, AT)
            assert decision.kind is None or decision.silence is None
            known, problem = decision.finding or known, decision.problem
        assert known
        assert known_finding({schema.KEY: {"S": known.key}, **finding_attributes(known)}) == known
        written = problem_attributes(problem, problem.version)
        assert remembered_problem({schema.KEY: {"S": problem.key}, **written}).findings == problem.findings
        assert len(written[schema.RECORD]["S"]) < 4_000


@given(documents(), ODD, ODD, ODD)
def test_any_document(raw: Any, event_id: object, time: object, action: object) -> None:
    check({"id": event_id, "time": time, "detail": {"findings": [raw], "actionName": action}})


@pytest.mark.parametrize("seed", range(40))
def test_any_finding_gone_wrong(seed: int) -> None:
    chance = random.Random(seed)
    for finding in base_findings():
        check({"id": str(seed), "time": "2026-11-20T10:00:05Z", "detail": {"findings": [mutated(finding, chance)]}})
