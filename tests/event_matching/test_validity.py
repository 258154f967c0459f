"""Which texts EventBridge refuses as patterns, with the reason that it gives, and how complex wildcards are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from event_matching import EventPattern, InvalidPatternError
from event_matching.alternatives import alternatives_of
from event_matching.complexity import MOST_COMPLEX, complexity
from event_matching.pattern import LONGEST_PATTERN

REFUSED: list[tuple[Any, str]] = [
    ("not an object", "Filter is not an object"),
    ([], "Filter is not an object"),
    ({}, "Empty objects are not allowed"),
    ({"a": {}}, "Empty objects are not allowed"),
    ({"a": []}, "Empty arrays are not allowed"),
    ({"a": "b"}, '"a" must be an object or an array'),
    ({"a": 1}, '"a" must be an object or an array'),
    ({"a": [["b"]]}, "Match value must be String, number, true, false, or null"),
    ({"a": [{}]}, "Match expression name not found"),
    ({"a": [{"regex": "x"}]}, "Unrecognized match type regex"),
    ({"a": [{"prefix": "x", "suffix": "y"}]}, "Only one key allowed in match expression"),
    ({"a": [{"prefix": 1}]}, "prefix match pattern must be a string"),
    ({"a": [{"prefix": {"wildcard": "x"}}]}, "Unsupported prefix pattern: wildcard"),
    ({"a": [{"suffix": ["x"]}]}, "suffix match pattern must be a string"),
    ({"a": [{"equals-ignore-case": ["x"]}]}, "equals-ignore-case match pattern must be a string"),
    ({"a": [{"exists": "true"}]}, "exists match pattern must be either true or false."),
    ({"a": [{"wildcard": "a**b"}]}, "Consecutive wildcard characters at pos 2"),
    ({"a": [{"wildcard": "a\\b"}]}, "Invalid escape character at pos 2"),
    ({"a": [{"wildcard": "a\\"}]}, "Invalid escape character at pos 2"),
    ({"a": [{"anything-but": []}]}, "mixed type is not supported"),
    ({"a": [{"anything-but": ["x", 1]}]}, "mixed type is not supported"),
    ({"a": [{"anything-but": [True]}]}, "mixed type is not supported"),
    ({"a": [{"anything-but": {"cidr": "10.0.0.0/8"}}]}, "Unsupported anything-but pattern: cidr"),
    ({"a": [{"anything-but": {"prefix": ""}}]}, "Null prefix/suffix not allowed"),
    ({"a": [{"anything-but": {"prefix": 1}}]}, "prefix match pattern must be a string"),
    ({"a": [{"numeric": 5}]}, "Value of numeric must be an array."),
    ({"a": [{"numeric": []}]}, "Invalid member in numeric match"),
    ({"a": [{"numeric": ["!=", 5]}]}, "Unrecognized numeric range operator: !="),
    ({"a": [{"numeric": [">"]}]}, "Value of > must be numeric"),
    ({"a": [{"numeric": ["=", "5"]}]}, "Value of equals must be numeric"),
    ({"a": [{"numeric": ["<", 5, ">", 0]}]}, "Too many elements in numeric expression"),
    ({"a": [{"numeric": [">", 0, ">", 5]}]}, "Bad numeric range operator: >"),
    ({"a": [{"numeric": [">", 0, "<", 5, "<", 6]}]}, "Too many terms in numeric range expression"),
    ({"a": [{"cidr": "10.0.0.0"}]}, "Malformed CIDR, one '/' required"),
    ({"a": [{"cidr": "10.0.0.0/x"}]}, "Malformed CIDR, mask bits must be an integer"),
    ({"a": [{"cidr": "host/8"}]}, "Nonstandard IP address: host"),
    ({"a": [{"cidr": "10.0.0.0/32"}]}, "IPv4 mask bits must be < 32"),
    ({"$or": [{"a": ["b"]}]}, "There must have at least 2 Objects in $or relationship."),
    ({"$or": [{"a": ["b"]}, {"prefix": ["b"]}]}, "prefix is Ruler reserved fieldName"),
    (
        {name: {"$or": [{"a": [number]} for number in range(11)]} for name in "xyz"},
        "more than 1000 rule combinations",
    ),
]


@pytest.mark.parametrize(("pattern", "reason"), REFUSED, ids=[json.dumps(case[0])[:50] for case in REFUSED])
def test_refused(pattern: Any, reason: str) -> None:
    with pytest.raises(InvalidPatternError) as caught:
        EventPattern.parse(json.dumps(pattern))
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", '{"a": [NaN]}', '{"a": [Infinity]}', "[" * 2_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidPatternError, match="Invalid JSON"):
        EventPattern.parse(text)


def test_a_pattern_is_as_long_as_the_quota_at_most() -> None:
    def of(length: int) -> str:
        return json.dumps({"a": ["x" * (length - len('{"a": [""]}'))]})

    EventPattern.parse(of(LONGEST_PATTERN))
    with pytest.raises(InvalidPatternError, match="longer than 2048 characters: 2049"):
        EventPattern.parse(of(LONGEST_PATTERN + 1))


# Event Ruler's own tests, counted with the quotes around the text: the closing one is a beginning more after an asterisk.
COMPLEXITY: list[tuple[list[str], int]] = [
    (["*"], 2),
    (["abc"], 1),
    (["*ab"], 2),
    (["*aa"], 3),
    (["a*b"], 2),
    (["aa*"], 2),
    (["a*bc"], 2),
    (["a*bb"], 3),
    (["a*bcb"], 3),
    (["a*bbb"], 4),
    (["*ab*ad"], 4),
    (["*aba*"], 4),
    (["a*b*bb"], 5),
    (["a*b*cb"], 4),
    (["a*bb*"], 4),
    (["ab*c", "x*xx"], 3),
    (["*abc", "*abcde"], 4),
    (["a*bcd", "ab*cd"], 4),
    (["a*aaa", "aa*aa"], 7),
    (["a*bc", "abc*d"], 4),
    (["ab*cd", "ab*wx", "ab*yz"], 6),
    (["*ab*b*b*"], 7),
    (["*a*a*a*a*a*a*a*a*"], MOST_COMPLEX + 1),
    ([f"team-{letter}*" for letter in "abcdefgh"], 8),
    ([f"*-{letter}" for letter in "abcde"], 10),
    ([f"*-{letter}" for letter in "abcdef"], MOST_COMPLEX + 1),
    # What EventBridge itself took and refused.
    ([f"*:stack/{name}/*" for name in ("Shared", "Api", "Data")], 9),
    ([f"*:stack/{name}/*" for name in ("Shared", "Api", "Data", "Monitoring")], MOST_COMPLEX + 1),
]


@pytest.mark.parametrize(("wildcards", "expected"), COMPLEXITY, ids=[" ".join(case[0]) for case in COMPLEXITY])
def test_complexity(wildcards: list[str], expected: int) -> None:
    assert complexity(alternatives_of({"a": [{"wildcard": text} for text in wildcards]})) == expected


def test_fields_do_not_add_up_and_excluded_wildcards_count() -> None:
    leaf = [{"wildcard": "*ab"}]
    assert complexity(alternatives_of({"a": leaf, "b": leaf})) == 2
    assert complexity(alternatives_of({"a": [{"anything-but": {"wildcard": "*aa"}}]})) == 3


def test_too_many_wildcards_are_refused() -> None:
    wildcards = [{"wildcard": f"*{letter}*"} for letter in "abcdefg"]
    with pytest.raises(InvalidPatternError, match="Rule is too complex"):
        EventPattern.parse(json.dumps({"a": wildcards}))
