"""Text of a finding is visibly data, whatever it is made of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from formatter.messages.data import block, field, shown
from formatter.messages.raw import finding_as_json
from harness.findings import NOW, PREFERENCES, finding, told
from harness.message_rules import UNSEEN, assert_only_our_sections


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "plain"),
        ("a\r\nb\tc\x0bd\x85e\u2028f\u2029g", "a b c d e f g"),
        ("  pushed                 aside  ", "pushed aside"),
        ("no\u00a0break\u2003and\u3000wide", "no break and wide"),
        ("right\u202eto left", "right<U+202E>to left"),
        ("isolate\u2066d", "isolate<U+2066>d"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("\ufeffmark", "<U+FEFF>mark"),
        ("soft\xadhyphen", "soft<U+00AD>hyphen"),
        ("hangul\u3164filler", "hangul<U+3164>filler"),
        ("braille\u2800blank", "braille<U+2800>blank"),
        ("heart\u2764\ufe0f", "heart\u2764<U+FE0F>"),
        ("bell\x07 delete\x7f", "bell<U+0007> delete<U+007F>"),
        ("half\ud800", "half<U+D800>"),
        ("private\ue000", "private<U+E000>"),
        ("Zürich 日本 مرحبا 😀", "Zürich 日本 مرحبا 😀"),
    ],
)
def test_shown(text: str, line: str) -> None:
    assert shown(text) == line


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_one_visible_line(text: str) -> None:
    line = shown(text)
    assert not UNSEEN.search(line)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@given(st.text(st.characters(), max_size=300))
def test_any_description_is_marked_line_by_line(text: str) -> None:
    for line in block(text).split("\n"):
        assert line == "" or line.startswith("  | ")


def test_a_field_that_nobody_would_read_to_its_end_is_cut() -> None:
    assert field("Advice", "a" * 1_500) == "  Advice: " + "a" * 1_500
    assert field("Advice", "a" * 1_501) == "  Advice: " + "a" * 1_500 + " ... (cut; 1501 characters in all)"
    assert field("Advice", "😀" * 376) == "  Advice: " + "😀" * 375 + " ... (cut; 376 characters in all)"
    assert block("a" * 1_501) == "  | " + "a" * 1_500 + "\n  | ... (cut; 1501 characters in all)"


@given(st.text(st.characters(), max_size=200), st.sampled_from(["Title", "Description", "Id", "ProductName", "Region"]))
def test_no_field_leaves_its_place(text: str, name: str) -> None:
    assert_only_our_sections(told(finding(**{name: text}), Kind.NEW, PREFERENCES, NOW))


@given(
    st.dictionaries(
        st.text(st.characters(), min_size=1, max_size=20),
        st.recursive(
            st.text(st.characters(), max_size=50) | st.integers() | st.none() | st.booleans(),
            lambda inner: st.lists(inner, max_size=4),
            max_leaves=10,
        ),
        max_size=5,
    )
)
def test_what_is_shown_as_json_is_the_finding(raw: dict[str, Any]) -> None:
    written = finding_as_json(finding_from(raw), 1_000_000)
    assert not UNSEEN.search(written)
    assert json.loads(written.removeprefix("THE FINDING AS JSON")) == raw


def test_a_finding_nested_beyond_reason_is_told_all_the_same() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    email = told(finding(Deep=deep, Title="Still told"), Kind.NEW, PREFERENCES, NOW)
    assert "Still told" in email.body
    assert "nested too deeply" in email.body
