"""What CloudFormation makes of an intrinsic function, for given answers of the form.

It lets the very text that is deployed be looked at and tested without deploying it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from product.subscription.lists import Node


def resolve(
    node: Node, parameters: Mapping[str, str], conditions: Mapping[str, Node], mappings: Mapping[str, Any]
) -> Any:
    """Return the value (text, list or truth) of a node that uses Ref, Join, Split, Select, If, FindInMap, Equals and Not.

    Raises:
        KeyError: a parameter, condition or mapping that does not exist, or another function.
    """

    def value(inner: Node) -> Any:
        return resolve(inner, parameters, conditions, mappings)

    if not isinstance(node, dict):
        return str(node)
    ((name, argument),) = node.items()
    if name == "Ref":
        return parameters[argument]
    if name == "Fn::If":
        return value(argument[1] if value(conditions[argument[0]]) else argument[2])
    if name == "Fn::FindInMap":
        first, second = (value(key) for key in argument[1:])
        return str(mappings[argument[0]][first][second])
    return _FUNCTIONS[name](argument, value)


def _join(argument: Any, value: Any) -> str:
    separator, parts = argument
    found = value(parts) if isinstance(parts, dict) else [value(part) for part in parts]
    return str(separator).join(found)


def _split(argument: Any, value: Any) -> list[str]:
    return str(value(argument[1])).split(argument[0])


def _select(argument: Any, value: Any) -> str:
    return str(value(argument[1])[int(argument[0])])


def _equals(argument: Any, value: Any) -> bool:
    return bool(value(argument[0]) == value(argument[1]))


def _not(argument: Any, value: Any) -> bool:
    return not value(argument[0])


_FUNCTIONS: Mapping[str, Callable[[Any, Callable[[Node], Any]], Any]] = {
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::Equals": _equals,
    "Fn::Not": _not,
}
