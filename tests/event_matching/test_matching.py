"""Which events a pattern matches: examples of EventBridge's and Event Ruler's documentation, and corners of its source."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_matching import EventPattern

Case = tuple[str, Any, list[Any], list[Any]]


def matches(pattern: Any, event: Any) -> bool:
    return EventPattern.parse(json.dumps(pattern)).matches(event)


# Conditions on one value: name, the leaf's array, values that meet it, values that do not.
LEAVES: list[Case] = [
    ("text", ["a"], ["a"], ["A", "ab", "", 1, None, True]),
    ("text or text", ["a", "b"], ["a", "b"], ["c"]),
    ("empty text", [""], [""], ["a", None]),
    ("number", [300], [300, 300.0, 3.0e2], [301, "300", True]),
    ("one is not true", [1], [1, 1.0], [True, "1"]),
    ("account", [111122223333], [111122223333], ["111122223333", 111122223334]),
    ("true", [True], [True], [1, "true", False, None]),
    ("null", [None], [None], ["null", 0, False, ""]),
    ("exactly", [{"exactly": "a"}], ["a"], ["b"]),
    ("prefix", [{"prefix": "eu-"}], ["eu-west-1", "eu-"], ["EU-west-1", "us-east-1", 1]),
    ("empty prefix", [{"prefix": ""}], ["", "a"], [1, None]),
    ("prefix ignoring case", [{"prefix": {"equals-ignore-case": "EU-"}}], ["eu-west-1", "Eu-"], ["us-", 5]),
    ("suffix", [{"suffix": ".png"}], ["a.png", ".png"], ["a.PNG", "a.png "]),
    ("suffix ignoring case", [{"suffix": {"equals-ignore-case": ".Png"}}], ["a.pNG"], ["a.pn"]),
    ("ignoring case", [{"equals-ignore-case": "Alice"}], ["alice", "ALICE"], ["alicia", "alic"]),
    ("ignoring case, umlauts", [{"equals-ignore-case": "ÄÖ"}], ["äö", "ÄÖ"], ["ao"]),
    ("wildcard", [{"wildcard": "dir/*.png"}], ["dir/a.png", "dir/.png", "dir/a/b.png"], ["dir/a.jpg", "x/dir/a.png"]),
    ("wildcard, lines", [{"wildcard": "a*b"}], ["a\nb"], ["ab\n"]),
    ("wildcard, only", [{"wildcard": "*"}], ["", "a"], [1, None]),
    ("wildcard, escaped", [{"wildcard": "a\\*\\\\*"}], ["a*\\", "a*\\b"], ["ab\\", "a*"]),
    ("wildcard, no expression", [{"wildcard": "a.c*"}], ["a.cd"], ["abcd"]),
    ("anything but text", [{"anything-but": "a"}], ["b", "", 1, None, True], ["a"]),
    ("anything but texts", [{"anything-but": ["a", "b"]}], ["c", 1], ["a", "b"]),
    ("anything but number", [{"anything-but": 1}], [2, "1", True], [1, 1.0]),
    ("anything but numbers", [{"anything-but": [1, 2]}], [3], [1, 2]),
    ("anything but prefix", [{"anything-but": {"prefix": "a"}}], ["b", 1], ["a", "ab"]),
    ("anything but prefixes", [{"anything-but": {"prefix": ["a", "b"]}}], ["c"], ["ax", "bx"]),
    ("anything but suffix", [{"anything-but": {"suffix": [".png", ".jpg"]}}], ["a.gif"], ["a.png", "a.jpg"]),
    ("anything but ignoring case", [{"anything-but": {"equals-ignore-case": ["A", "b"]}}], ["c"], ["a", "B"]),
    ("anything but wildcard", [{"anything-but": {"wildcard": "*/bin/*"}}], ["/lib/x"], ["/bin/x"]),
    ("numeric =", [{"numeric": ["=", 3.018e2]}], [301.8], [301.9, "301.8", None, True]),
    ("numeric <", [{"numeric": ["<", 0]}], [-1, -0.5], [0, "x"]),
    ("numeric between", [{"numeric": [">", 0, "<=", 5]}], [0.1, 5], [0, 5.1]),
    ("cidr", [{"cidr": "10.0.0.0/24"}], ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "10.0.0", 167772161, "::1"]),
    ("cidr, bits behind the mask", [{"cidr": "10.0.0.77/24"}], ["10.0.0.1"], ["10.0.1.1"]),
    ("cidr 6", [{"cidr": "2001:db8::/32"}], ["2001:db8::1", "2001:0db8:0:0::2"], ["2001:db9::1", "10.0.0.1"]),
    ("address, however written", ["2001:db8::1"], ["2001:0db8:0:0:0:0:0:1", "2001:db8::1"], ["2001:db8::2"]),
    ("exists", [{"exists": True}], ["", 0, None, False], []),
    ("absent or text", [{"exists": False}, "a"], ["a"], ["b", None]),
]


@pytest.mark.parametrize(
    ("name", "leaf", "met", "unmet"), LEAVES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_conditions_on_a_value(name: str, leaf: list[Any], met: list[Any], unmet: list[Any]) -> None:
    for value in met:
        assert matches({"a": leaf}, {"a": value}), value
        assert matches({"a": leaf}, {"a": [9e9, value]}), "one element of an array is enough"
    for value in unmet:
        assert not matches({"a": leaf}, {"a": value}), value


ORDER = {
    "source": "shop",
    "detail": {
        "state": "initializing",
        "c.count": 5,
        "image": {"size": None},
        "tags": [],
        "nothing": {},
    },
}

PATTERNS: list[tuple[str, Any, Any, bool]] = [
    ("all fields of the pattern", {"source": ["shop"], "detail": {"state": ["initializing"]}}, ORDER, True),
    ("one of them wrong", {"source": ["shop"], "detail": {"state": ["running"]}}, ORDER, False),
    ("a field that is not there", {"detail": {"other": ["x"]}}, ORDER, False),
    ("dotted in the pattern", {"detail.state": ["initializing"]}, ORDER, True),
    ("dotted in the event", {"detail": {"c": {"count": [5]}}}, ORDER, True),
    ("dotted in both", {"detail": {"c.count": [5]}}, ORDER, True),
    ("exists on a leaf", {"detail": {"state": [{"exists": True}]}}, ORDER, True),
    ("null is there", {"detail": {"image": {"size": [{"exists": True}]}}}, ORDER, True),
    ("exists on an object is never true", {"detail": {"image": [{"exists": True}]}}, ORDER, False),
    ("so an object is absent", {"detail": {"image": [{"exists": False}]}}, ORDER, True),
    ("an empty array is absent", {"detail": {"tags": [{"exists": False}]}}, ORDER, True),
    ("an empty object is absent", {"detail": {"nothing": [{"exists": False}]}}, ORDER, True),
    ("absent below what is absent", {"detail": {"a": {"b": [{"exists": False}]}}}, ORDER, True),
    ("absent, but it is there", {"detail": {"state": [{"exists": False}]}}, ORDER, False),
    ("an object where a value is asked", {"detail": ["x"]}, ORDER, False),
    (
        "or, first branch",
        {"$or": [{"source": ["shop"]}, {"detail": {"state": ["running"]}}]},
        ORDER,
        True,
    ),
    ("or, no branch", {"$or": [{"source": ["x"]}, {"detail": {"state": ["running"]}}]}, ORDER, False),
    (
        "or below, and beside it",
        {"source": ["shop"], "detail": {"$or": [{"state": ["x"]}, {"c": {"count": [{"numeric": ["<", 10]}]}}]}},
        ORDER,
        True,
    ),
    (
        "or in or",
        {"$or": [{"source": ["x"]}, {"source": ["shop"], "$or": [{"a": ["b"]}, {"detail": {"c.count": [5]}}]}]},
        ORDER,
        True,
    ),
    (
        "a later leaf takes the place of one before",
        {"source": ["x"], "$or": [{"source": ["shop"]}, {"a": ["b"]}]},
        ORDER,
        True,
    ),
    ("but not the other way round", {"$or": [{"source": ["shop"]}, {"a": ["b"]}], "source": ["x"]}, ORDER, False),
    ("$or as a name", {"$or": {"a": ["b"]}}, {"$or": {"a": "b"}}, True),
    ("$or with reserved words is a name", {"$or": [{"prefix": "abc"}]}, {"$or": "abcd"}, True),
]


@pytest.mark.parametrize(("name", "pattern", "event", "expected"), PATTERNS, ids=[case[0] for case in PATTERNS])
def test_patterns(name: str, pattern: Any, event: Any, expected: bool) -> None:
    assert matches(pattern, event) is expected


PEOPLE = {
    "employees": [
        {
            "firstName": "John",
            "lastName": "Doe",
            "phones": [{"kind": "home", "digits": "1"}, {"kind": "work", "digits": "2"}],
        },
        {
            "firstName": "Anna",
            "lastName": "Smith",
            "phones": [{"kind": "home", "digits": "3"}],
            "tag": {"team": "shop"},
        },
    ],
    "roles": ["admin", "reader"],
    "nested": [[{"a": 1}], [{"b": 2}]],
}

# "Array-consistent": conditions on fields below one array are met by one element of it.
ARRAYS: list[tuple[str, Any, bool]] = [
    ("both of one element", {"employees": {"firstName": ["Anna"], "lastName": ["Smith"]}}, True),
    ("of different elements", {"employees": {"firstName": ["Anna"], "lastName": ["Doe"]}}, False),
    ("arrays in elements", {"employees": {"firstName": ["John"], "phones": {"kind": ["work"], "digits": ["2"]}}}, True),
    ("of different inner elements", {"employees": {"phones": {"kind": ["work"], "digits": ["1"]}}}, False),
    (
        "of inner elements of different outer ones",
        {"employees": {"firstName": ["Anna"], "phones": {"digits": ["1"]}}},
        False,
    ),
    ("an array of texts", {"roles": ["reader"]}, True),
    ("beside other arrays", {"roles": ["admin"], "employees": {"firstName": ["John"]}}, True),
    ("arrays in arrays", {"nested": {"a": [1]}}, True),
    ("of different arrays in arrays", {"nested": {"a": [1], "b": [2]}}, False),
    ("absent in the element", {"employees": {"firstName": ["John"], "tag": {"team": [{"exists": False}]}}}, True),
    ("there in the element", {"employees": {"firstName": ["Anna"], "tag": {"team": [{"exists": False}]}}}, False),
    # Event Ruler takes fields by name: what it has not yet come to says nothing of the element.
    ("absent before the element is known", {"employees": {"alias": [{"exists": False}], "firstName": ["Anna"]}}, True),
    ("there in any element", {"employees": {"firstName": [{"exists": False}], "lastName": ["Doe"]}}, False),
    ("one pattern asks both", {"employees": {"lastName": ["Doe", "Smith"], "tag": {"team": ["shop"]}}}, True),
]


@pytest.mark.parametrize(("name", "pattern", "expected"), ARRAYS, ids=[case[0] for case in ARRAYS])
def test_conditions_below_one_array_are_met_by_one_element(name: str, pattern: Any, expected: bool) -> None:
    assert matches(pattern, PEOPLE) is expected


leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
names = st.text(alphabet="abc.$", min_size=1, max_size=3)
events = st.dictionaries(
    names, st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3))
)


@given(event=events, value=st.text(max_size=20))
def test_a_text_matches_itself_and_not_what_it_is_not(event: dict[str, Any], value: str) -> None:
    asked = {**event, "own": value}
    assert matches({"own": [value]}, asked)
    assert not matches({"own": [{"anything-but": [value]}]}, asked)
    assert matches({"own": [{"exists": True}]}, asked)
    assert matches({"own": [{"prefix": value[:2]}]}, asked)
    assert matches({"own": [{"suffix": value[2:]}]}, asked)


@given(event=events)
def test_every_event_either_has_a_field_or_lacks_it(event: dict[str, Any]) -> None:
    is_there = matches({"a": {"b": [{"exists": True}]}}, event)
    assert matches({"a": {"b": [{"exists": False}]}}, event) is not is_there
