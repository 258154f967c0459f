"""The owner's form, read from the product's own template as Service Catalog's console reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from installer.aws.stack_reader import StackReader

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient

_INTERFACE = "AWS::CloudFormation::Interface"
_NAMED = re.compile(r"Parameter '(?P<name>\w+)' (?P<rest>.*)")
_RULE = re.compile(r"rule (?P<name>\w+) failed: (?P<rest>.*)")
_PREFIX = re.compile(r"^(Service Catalog could not do it|Template error): ")

Group = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """The form.

    Attributes:
        groups: the groups of questions, in their order.
        rules: by rule, the question whose answer would satisfy it.
    """

    groups: Sequence[Group]
    rules: Mapping[str, str]

    @classmethod
    def read(cls, client: CloudFormationClient, stack_name: str) -> Form:
        """Read the form of the product.

        Args:
            client: CloudFormation client of an account with a subscription.
            stack_name: stack of that subscription.
        """
        reader = StackReader(client)
        template = reader.with_template(reader.state(stack_name)).template
        rules = {name: next(_references(rule["Assertions"]), "") for name, rule in template["Rules"].items()}
        return cls(list(_groups(template)), rules)

    def refusal(self, sentence: str) -> Mapping[str, str]:
        """Return what a refusal says, and the question that it is about, if it names one."""
        text = _PREFIX.sub("", _PREFIX.sub("", sentence))
        named = _NAMED.search(text)
        if named:
            return {"question": named["name"], "sentence": f"{self._label(named['name'])} {named['rest']}"}
        rule = _RULE.search(text)
        return {"question": self.rules[rule["name"]], "sentence": rule["rest"]} if rule else {"sentence": text}

    def _label(self, name: str) -> str:
        questions = (question for group in self.groups for question in group["questions"])
        return next((str(question["label"]) for question in questions if question["name"] == name), name)


def _groups(template: Mapping[str, Any]) -> Iterator[Group]:
    interface = template["Metadata"][_INTERFACE]
    labels = {name: label["default"] for name, label in interface["ParameterLabels"].items()}
    for group in interface["ParameterGroups"]:
        questions = [_question(name, labels[name], template["Parameters"][name]) for name in group["Parameters"]]
        yield {"label": group["Label"]["default"], "questions": questions}


def _question(name: str, label: str, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "name": name,
        "label": label,
        "help": parameter.get("Description", ""),
        "options": list(parameter.get("AllowedValues", ())),
        "default": str(parameter.get("Default", "")),
    }


def _references(node: object) -> Iterator[str]:
    """Yield the parameters that a piece of the template refers to."""
    if isinstance(node, Mapping):
        if isinstance(node.get("Ref"), str):
            yield node["Ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
