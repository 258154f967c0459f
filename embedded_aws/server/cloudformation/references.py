"""Refuse templates that name a resource or parameter which they do not have, where MiniStack takes them.

https://repost.aws/knowledge-center/cloudformation-template-validation (Validate logical and physical IDs)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ministack.services.cloudformation import engine

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


def install() -> None:
    """Look for such names before anything else is looked at, and evaluate rules unless somebody wants it otherwise."""
    check, evaluate = engine._validate_template_statics, engine._evaluate_rules

    def check_names(template: Mapping[str, Any]) -> None:
        if not deviations.is_on(Deviation.TEMPLATES_UNCHECKED):
            _require_known(template)
        check(template)

    def evaluate_rules(*arguments: object) -> None:
        if not deviations.is_on(Deviation.RULES_IGNORED):
            evaluate(*arguments)

    engine._validate_template_statics = check_names
    engine._evaluate_rules = evaluate_rules


def _require_known(template: Mapping[str, Any]) -> None:
    if template.get("Transform"):
        return
    known = {*(template.get("Parameters") or {}), *(template.get("Resources") or {})}
    for section in ("Resources", "Outputs"):
        unknown = sorted({name for name in _named(template.get(section) or {}) if name not in known})
        if unknown:
            raise ValueError(
                f"Template format error: Unresolved resource dependencies [{', '.join(unknown)}] in the {section} block "
                "of the template"
            )


def _named(node: object) -> Iterator[str]:
    """Yield the names that references in a template have, but for CloudFormation's own."""
    if isinstance(node, list):
        for one in node:
            yield from _named(one)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name == "Ref" and isinstance(value, str):
                yield from () if value.startswith("AWS::") else (value,)
            elif name == "Fn::GetAtt":
                yield value.partition(".")[0] if isinstance(value, str) else value[0]
            elif name == "Fn::Sub":
                yield from _substituted(value)
            else:
                yield from _named(value)


def _substituted(value: object) -> Iterator[str]:
    text, own = value if isinstance(value, list) else (value, {})
    yield from (name for name in _VARIABLE.findall(text) if name not in own)
    yield from _named(own)
