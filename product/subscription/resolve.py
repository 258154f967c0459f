"""What CloudFormation makes of an intrinsic function, for given answers of the form.

It lets the very text that is deployed be looked at and tested without deploying it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from product.subscription.intrinsics import Node

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9:]+)\}")


@dataclass(frozen=True)
class Answers:
    """A template in use.

    Attributes:
        parameters: the form's answers.
        conditions: the template's conditions.
        mappings: its mappings.
    """

    parameters: Mapping[str, str]
    conditions: Mapping[str, Node]
    mappings: Mapping[str, Any]

    def resolve(self, node: Node) -> Any:
        """Return the value (text, list or truth) of a node.

        Raises:
            KeyError: a parameter, condition or mapping that does not exist, or a function that is not listed here.
        """
        if not isinstance(node, dict):
            return str(node)
        ((name, argument),) = node.items()
        return _FUNCTIONS[name](self, argument)

    def each(self, node: Node) -> list[Any]:
        """Return the values of a list, or of a function that makes one."""
        return list(self.resolve(node)) if isinstance(node, dict) else [self.resolve(part) for part in node]


def _sub(answers: Answers, argument: object) -> str:
    text, values = argument if isinstance(argument, list) else (argument, {})

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return str(answers.resolve(values[name]) if name in values else answers.parameters[name])

    return _VARIABLE.sub(value, text)


def _mapped(answers: Answers, argument: Any) -> str:
    first, second = (answers.resolve(key) for key in argument[1:])
    return str(answers.mappings[argument[0]][first][second])


_FUNCTIONS: Mapping[str, Callable[[Answers, Any], Any]] = {
    "Ref": lambda answers, name: answers.parameters[name],
    "Condition": lambda answers, name: answers.resolve(answers.conditions[name]),
    "Fn::Sub": _sub,
    "Fn::FindInMap": _mapped,
    "Fn::Join": lambda answers, argument: str(argument[0]).join(answers.each(argument[1])),
    "Fn::Split": lambda answers, argument: str(answers.resolve(argument[1])).split(argument[0]),
    "Fn::Select": lambda answers, argument: answers.each(argument[1])[int(argument[0])],
    "Fn::If": lambda answers, argument: answers.resolve(
        argument[1] if answers.resolve(answers.conditions[argument[0]]) else argument[2]
    ),
    "Fn::Equals": lambda answers, argument: answers.resolve(argument[0]) == answers.resolve(argument[1]),
    "Fn::Not": lambda answers, argument: not answers.resolve(argument[0]),
    "Fn::And": lambda answers, argument: all(answers.each(argument)),
    "Fn::Or": lambda answers, argument: any(answers.each(argument)),
}
