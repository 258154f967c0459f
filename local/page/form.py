"""The owner's form, read from the product's own template as Service Catalog's console reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cfn_flip import load

_INTERFACE = "AWS::CloudFormation::Interface"
_NAMED = re.compile(r"Parameter '(?P<name>\w+)' (?P<rest>.*)")
_RULE = re.compile(r"rule \w+ failed: (?P<rest>.*)")
_PREFIX = re.compile(r"^(Service Catalog could not do it|Template error): ")

Group = Mapping[str, Any]


def read_form(client: Any, stack_name: str) -> Sequence[Group]:
    """Return the groups of the form with their questions, in their order.

    Args:
        client: CloudFormation client of an account with a subscription.
        stack_name: stack of that subscription.
    """
    body = client.get_template(StackName=stack_name)["TemplateBody"]
    template = load(body)[0] if isinstance(body, str) else body
    interface = template["Metadata"][_INTERFACE]
    labels = {name: label["default"] for name, label in interface["ParameterLabels"].items()}
    return [
        {
            "label": group["Label"]["default"],
            "questions": [_question(name, labels[name], template["Parameters"][name]) for name in group["Parameters"]],
        }
        for group in interface["ParameterGroups"]
    ]


def refusal(sentence: str) -> Mapping[str, str]:
    """Return the question that a refusal is about, if it names one, and what it says."""
    text = _PREFIX.sub("", _PREFIX.sub("", sentence))
    named = _NAMED.search(text)
    if named:
        return {"question": named["name"], "sentence": named["rest"]}
    rule = _RULE.search(text)
    return {"question": "", "sentence": rule["rest"] if rule else text}


def _question(name: str, label: str, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    is_number = parameter["Type"] == "Number"
    return {
        "name": name,
        "label": label,
        "help": parameter.get("Description", ""),
        "kind": "number" if is_number else "text",
        "options": list(parameter.get("AllowedValues", ())),
        "default": str(parameter.get("Default", "")),
        "longest": parameter.get("MaxLength"),
        "lowest": parameter.get("MinValue"),
        "highest": parameter.get("MaxValue"),
    }
