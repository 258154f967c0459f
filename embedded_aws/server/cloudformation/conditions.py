"""Functions inside conditions, which MiniStack takes for texts.

CloudFormation resolves Fn::Join, Fn::Split, Fn::Select, Fn::Sub and Fn::FindInMap there, as cfn-lint's schema of conditions
says.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

_FUNCTIONS = ("Fn::Join", "Fn::Split", "Fn::Select", "Fn::Sub", "Fn::FindInMap")


def install() -> None:
    """Resolve them before MiniStack evaluates the conditions."""
    evaluate = engine._evaluate_conditions

    def evaluate_resolved(template: Mapping[str, Any], parameters: Mapping[str, Any]) -> object:
        conditions = {
            name: _resolved(definition, parameters, template.get("Mappings", {}))
            for name, definition in template.get("Conditions", {}).items()
        }
        return evaluate({**template, "Conditions": conditions}, parameters)

    for module in (engine, handlers, stacks, changesets, provisioners):
        if hasattr(module, "_evaluate_conditions"):
            module._evaluate_conditions = evaluate_resolved


def _resolved(node: object, parameters: Mapping[str, Any], mappings: Mapping[str, Any]) -> object:
    if isinstance(node, list):
        return [_resolved(child, parameters, mappings) for child in node]
    if not isinstance(node, dict):
        return node
    if any(function in node for function in _FUNCTIONS):
        return engine._resolve_refs(copy.deepcopy(node), {}, parameters, {}, mappings, "", "")
    return {name: _resolved(child, parameters, mappings) for name, child in node.items()}
