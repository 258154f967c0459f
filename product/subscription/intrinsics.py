"""Intrinsic functions as plain mappings, and what can be made of a text with commas by them alone.

CloudFormation cannot loop without a macro, and one that names resources after the values (Fn::ForEach) mixes up values that
differ only in punctuation. A list becomes another text by one Split and one Join; only where each value makes a property of its
own are there places, the empty ones of which vanish by condition.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

from typing import Any

from troposphere import AWSHelperFn

Node = Any
"""A value of a template: text, or an intrinsic function as a mapping."""


def ref(name: str) -> Node:
    """Return a reference to a parameter or pseudo parameter."""
    return {"Ref": name}


def sub(text: str, **values: Node) -> Node:
    """Return the text with `${Name}` replaced by the values, and by parameters where no value has that name."""
    return {"Fn::Sub": [text, values] if values else text}


def join(separator: str, parts: Node) -> Node:
    """Return the parts, a list or what makes one, joined."""
    return {"Fn::Join": [separator, parts]}


def split(separator: str, text: Node) -> Node:
    """Return the parts of a text."""
    return {"Fn::Split": [separator, text]}


def either(condition: str, then: Node, otherwise: Node) -> Node:
    """Return one of two values."""
    return {"Fn::If": [condition, then, otherwise]}


def equal(one: Node, other: Node) -> Node:
    """Return the condition that two texts are the same."""
    return {"Fn::Equals": [one, other]}


def no(condition: Node) -> Node:
    """Return the opposite condition."""
    return {"Fn::Not": [condition]}


def filled(value: Node) -> Node:
    """Return the condition that a text is not empty."""
    return no(equal(value, ""))


def replaced(text: Node, old: str, new: str) -> Node:
    """Return the text with every `old` replaced."""
    return join(new, split(old, text))


def separated(parameter: str, between: str) -> Node:
    """Return the values of a parameter, which commas separate, with another text between two of them."""
    return replaced(replaced(ref(parameter), ", ", ","), ",", between)


def place(parameter: str, number: int) -> Node:
    """Return the value at that place of a parameter's list, counted from 0; empty where the list is shorter."""
    return {"Fn::Select": [number, split(",", sub(f"${{{parameter}}}{',' * number}"))]}


def without_spaces(text: Node) -> Node:
    """Return the text without any space, as of an address that stood behind a comma and a space."""
    return replaced(text, " ", "")


def written(node: Node) -> AWSHelperFn:
    """Return the node as Troposphere takes it where it checks types."""
    helper = AWSHelperFn()
    helper.data = node
    return helper
