"""Mutations change one expression each, where they say so, and leave the rest of the module alone."""

from __future__ import annotations

import pytest

from benchmarks.mutations import mutations

CASES = {
    "a < b": ["a <= b"],
    "a == b": ["a != b"],
    "a is not b": ["a is b"],
    "a not in b": ["a in b"],
    "a and b": ["a or b"],
    "not a": ["a"],
    "True": ["False"],
    "7": ["8", "6"],
    "a if b else c": ["not (b)"],
    "'text'": [],
    "f'{a < 3}'": [],
}


@pytest.mark.parametrize(("expression", "after"), CASES.items(), ids=list(CASES))
def test_what_an_expression_becomes(expression: str, after: list[str]) -> None:
    assert [one.after for one in mutations("m.py", f"x = {expression}\n")] == after


def test_a_result_becomes_none_and_none_stays() -> None:
    found = mutations("m.py", "def f():\n    return x\n\ndef g():\n    return None\n")
    assert [str(one) for one in found] == ["m.py:2  x  ->  None"]


def test_the_rest_of_the_module_stays() -> None:
    source = 'NAME = "Zürich"; FAR = "é" if (a\n    < b) else ""  # why\nlast = 1\n'
    found = [one.source for one in mutations("m.py", source) if one.after == "a <= b"]
    assert found == ['NAME = "Zürich"; FAR = "é" if ((a <= b)) else ""  # why\nlast = 1\n']
