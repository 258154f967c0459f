"""Comma separated answers of the form, taken apart without any macro.

CloudFormation cannot loop without a macro, and one that names resources after the values (Fn::ForEach) mixes up values
that differ only in punctuation. So a list has a fixed number of places; the empty ones vanish by condition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from troposphere import AWSHelperFn

Node = Any
"""A value of a template: text, or an intrinsic function as a mapping."""


def ref(name: str) -> Node:
    """Return a reference to a parameter or pseudo parameter."""
    return {"Ref": name}


def join(separator: str, parts: list[Node]) -> Node:
    """Return the parts joined."""
    return {"Fn::Join": [separator, parts]}


def either(condition: str, then: Node, otherwise: Node) -> Node:
    """Return one of two values."""
    return {"Fn::If": [condition, then, otherwise]}


def written(node: Node) -> AWSHelperFn:
    """Return the node as Troposphere takes it where it checks types."""
    helper = AWSHelperFn()
    helper.data = node
    return helper


@dataclass(frozen=True)
class TextList:
    """A text parameter that holds values separated by commas.

    Attributes:
        parameter: logical id of the parameter.
        places: how many values it may hold.
        separator: what may stand between two values beside a bare comma.
    """

    parameter: str
    places: int
    separator: str = ", "

    @property
    def text(self) -> Node:
        """The values with a bare comma between them."""
        return {"Fn::Join": [",", {"Fn::Split": [self.separator, ref(self.parameter)]}]}

    def value(self, place: int) -> Node:
        """Return the value at that place, counted from 0; an empty text where there is none."""
        padded = join("", [self.text, "," * self.places])
        return {"Fn::Select": [str(place), {"Fn::Split": [",", padded]}]}

    def condition(self, place: int) -> str:
        """Return the name of the condition that the place is filled."""
        return f"{self.parameter}Has{place + 1}"

    def conditions(self) -> dict[str, Node]:
        """Return the conditions of all places."""
        return {self.condition(place): filled(self.value(place)) for place in range(self.places)}

    def texts(self, item: Callable[[Node, int], Node]) -> list[Node]:
        """Return what `item` makes of each value, as parts of a text; an empty place becomes an empty text.

        Args:
            item: function from a value and its place to what stands for it.
        """
        return [either(self.condition(place), item(self.value(place), place), "") for place in range(self.places)]


def filled(value: Node) -> Node:
    """Return the condition that a text is not empty."""
    return {"Fn::Not": [{"Fn::Equals": [value, ""]}]}
