"""What every template that an admin may download has to fulfil."""

from __future__ import annotations

import json
import re
from typing import Any

from troposphere import Template


def assert_stands_alone(template: Template) -> None:
    """Fail unless each parameter explains and checks itself, and nothing is tied to one partition or account."""
    written = template.to_dict()
    for name, parameter in written.get("Parameters", {}).items():
        assert parameter["Description"], name
        assert "AllowedPattern" in parameter or "AllowedValues" in parameter, name
        assert "AllowedPattern" not in parameter or "ConstraintDescription" in parameter, name
    resources = json.dumps(_without_bodies(written["Resources"]))
    assert "arn:aws:" not in resources
    assert not re.findall(r"\b[0-9]{12}\b", resources)


def _without_bodies(node: Any) -> Any:
    """Return resources without the templates inside them, which have parameters with examples of their own."""
    if isinstance(node, dict):
        return {key: _without_bodies(value) for key, value in node.items() if key != "TemplateBody"}
    return [_without_bodies(item) for item in node] if isinstance(node, list) else node


def accepts(template: Template, parameter: str, answer: str) -> bool:
    """Tell whether the form takes the answer; of a list, CloudFormation checks each value by itself."""
    definition: dict[str, Any] = template.to_dict()["Parameters"][parameter]
    values = answer.split(",") if definition["Type"] == "CommaDelimitedList" else [answer]
    return all(re.search(definition["AllowedPattern"], value.strip()) for value in values)
