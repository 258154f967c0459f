"""Every call that is needed is allowed, and every attack is denied, by two simulators of different authors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import formatter
from common.choices.words import Formatting
from tests.permissions import second_simulator
from tests.permissions.attacks import ATTACKS
from tests.permissions.cases import Case
from tests.permissions.evaluator import allows
from tests.permissions.needs import FUNCTION_CALLS, NEEDS, launch_role_needs
from tests.permissions.policies import boundary_policy, formatter_policy, launch_policy, principals
from tests.permissions.resource_cases import HUB_WRITES, RESOURCE_CASES

FORMATTER = Path(formatter.__file__).parent
CASES = (*NEEDS, *ATTACKS, *RESOURCE_CASES, *HUB_WRITES)

_ANY_RESOURCE = "it takes `*` as resource for any that the policy names; AWS asks for the statement that names all"
DISAGREEMENTS: Mapping[str, str] = {
    "function: text a phone (Publish)": _ANY_RESOURCE,
    "administrator within the function's boundary: text a phone (Publish)": _ANY_RESOURCE,
    "owner: launch any product (ProvisionProduct)": _ANY_RESOURCE,
}
"""Cases in which the second simulator is wrong, with the reason; the first one's word counts there."""


WHO = sorted({case.who for case in CASES})


@pytest.mark.parametrize("who", WHO)
def test_the_embedded_evaluator(who: str) -> None:
    principal = principals()[who]
    assert [
        str(case) for case in CASES if case.who == who and allows(principal, case.request) is not case.allowed
    ] == []


@pytest.fixture(scope="session")
def second_opinion() -> list[tuple[Case, str]]:
    """Every case with the second simulator's word on it."""
    if reason := second_simulator.missing():
        pytest.skip(reason)
    words = second_simulator.judge([(principals()[case.who], case.request) for case in CASES])
    return list(zip(CASES, words, strict=True))


@pytest.mark.parametrize("who", WHO)
def test_the_second_simulator(second_opinion: list[tuple[Case, str]], who: str) -> None:
    opinions = [(case, word) for case, word in second_opinion if case.who == who]
    assert [(str(case), word) for case, word in opinions if word.startswith("error")] == []
    wrong = {str(case) for case, word in opinions if (word == "Allowed") is not case.allowed}
    assert wrong == {case for case in DISAGREEMENTS if case.startswith(f"{who}: ")}


def test_boundary_and_role_of_the_function_allow_the_same_actions_and_no_other() -> None:
    called = {action for action, _ in FUNCTION_CALLS}
    for policy in (boundary_policy(), formatter_policy()):
        allowed = {action for statement in policy["Statement"] for action in statement["Action"]}
        assert allowed == called, "FUNCTION_CALLS of needs.py says on what the function calls each action"


BY_AWS = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}
"""Lambda itself calls these with the function's role."""


@pytest.mark.parametrize("action", sorted({action for action, _ in FUNCTION_CALLS} - BY_AWS))
def test_the_function_calls_what_it_is_allowed(action: str) -> None:
    words = re.findall(r"[A-Z][a-z]+", action.partition(":")[2])
    operation = re.compile(rf"\b{'_'.join(words).lower()}\b")
    sources = [path.read_text(encoding="utf-8") for path in FORMATTER.rglob("*.py")]
    assert any(operation.search(source) for source in sources), f"nothing in formatter/ calls {action}"


@pytest.mark.parametrize("key", [False, True], ids=["", "own key"])
@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
def test_the_launch_role_has_no_action_that_nothing_calls(formatting: Formatting, key: bool) -> None:
    called = {case.request.action for case in launch_role_needs(formatting, key=key)}
    statements = [one for one in launch_policy(formatting, key=key)["Statement"] if one["Effect"] == "Allow"]
    assert {action for one in statements for action in one["Action"]} == called


def test_without_a_function_the_launch_role_has_no_iam_permission() -> None:
    statements = [
        one for one in launch_policy(Formatting.EVENTBRIDGE, key=True)["Statement"] if one["Effect"] == "Allow"
    ]
    actions = [action for one in statements for action in one["Action"]]
    assert not [action for action in actions if action.startswith(("iam:", "lambda:", "dynamodb:", "logs:"))]


def test_the_attacks_are_many_and_of_all_who_act() -> None:
    tried = {(case.what, case.request.action, case.request.resource) for case in ATTACKS}
    assert len(tried) >= 150
    assert {case.who.partition(",")[0] for case in ATTACKS} >= {"launch role", "function", "owner", "operator"}
