"""A template as a text: it means what it meant, fits the reader's window, and says why."""

from __future__ import annotations

import json
from typing import Any

import cfn_flip
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.readable_template import LONGEST_LINE, ReadableTemplate

TEXTS = st.text(alphabet="ab1 :,'\"#{}[]!&*%@`|>-?\\é\n", max_size=60)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)
FUNCTIONS = st.one_of(
    st.builds(lambda name: {"Ref": name}, NAMES),
    st.builds(lambda name: {"Fn::GetAtt": [name, "Arn"]}, NAMES),
    st.builds(lambda text: {"Fn::Sub": text}, TEXTS),
    st.builds(lambda parts: {"Fn::Join": [",", parts]}, st.lists(TEXTS, min_size=1, max_size=4)),
    st.builds(lambda name: {"Fn::Select": ["0", {"Fn::Split": [",", {"Ref": name}]}]}, NAMES),
)
CONTENT = st.recursive(
    st.one_of(TEXTS, st.integers(0, 999), st.booleans(), FUNCTIONS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, min_size=2, max_size=4)),
    max_leaves=20,
)


def template(metadata: dict[str, Any]) -> ReadableTemplate:
    made = ReadableTemplate("What the console shows", "What this is.\n\nWho makes it, " + "and where to read on, " * 9)
    made.set_metadata(metadata)
    made.explain("Entry", "because " * 40)
    return made


@settings(max_examples=40)
@given(CONTENT)
def test_the_text_means_what_the_template_means(content: Any) -> None:
    made = template({"Entry": content})
    assert json.loads(cfn_flip.to_json(made.to_yaml())) | {"Resources": {}} == made.to_dict()


@pytest.mark.parametrize("text", ["\n", "\n\n", "a\n", "a\n\n", "\na", " \n", "a\n\nb"], ids=repr)
def test_lines_at_the_end_of_a_text_stay(text: str) -> None:
    made = template({"Entry": {"First": [text], "Second": text, "Third": "", "Last": text}})
    assert json.loads(cfn_flip.to_json(made.to_yaml())) | {"Resources": {}} == made.to_dict()


@given(st.lists(NAMES, min_size=1, max_size=300))
def test_a_list_of_words_fills_lines_of_the_readers_window(words: list[str]) -> None:
    lines = template({"Entry": {"Words": words}}).to_yaml().splitlines()
    assert max(map(len, lines)) <= LONGEST_LINE
    assert len(lines) < 20 + len(" ".join(words)) / 60


def test_head_and_reasons_are_comments_above_what_they_are_about() -> None:
    lines = template({"Entry": "x"}).to_yaml().splitlines()
    assert lines[:3] == [
        "# What this is.",
        "#",
        "# Who makes it, and where to read on, and where to read on," + lines[2][59:],
    ]
    assert lines[lines.index("  Entry: x") - 1].startswith("  # because because")


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ({"Ref": "AWS::Region"}, "  Entry: !Ref AWS::Region"),
        ({"Fn::Sub": "a-${AWS::Region}"}, "  Entry: !Sub 'a-${AWS::Region}'"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "  Entry: !GetAtt Queue.Arn"),
        ({"Fn::Base64": {"Ref": "Name"}}, "  Entry: !Base64 {Ref: Name}"),
        (["Yes", "No"], "  Entry: ['Yes', 'No']"),
        ("on\noff", "  Entry: |-\n    on\n    off"),
        ({"Effect": "Deny", "Sid": "All"}, "  Entry: {Sid: All, Effect: Deny}"),
    ],
    ids=["reference", "substitution", "attribute", "two functions at once", "words", "lines", "statement"],
)
def test_short_content_stands_on_one_line(content: Any, written: str) -> None:
    assert written in template({"Entry": content}).to_yaml()
