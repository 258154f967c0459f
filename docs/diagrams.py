"""Diagrams made from the templates: which resource of a subscription refers to which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from common.choices.words import Formatting
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template

_LEFT_OUT = ("Permission", "Policy", "EventInvokeConfig")
"""Resources that only connect others."""


def subscription_diagram(formatting: Formatting) -> str:
    """Return a mermaid flowchart of a subscription's stack, an arrow for every reference between two resources."""
    options = SubscriptionOptions(artifact_bucket="b", formatter_key="k", version="1", formatting=formatting)
    resources = subscription_template(options).to_dict()["Resources"]
    shown = {name: one for name, one in resources.items() if not one["Type"].endswith(_LEFT_OUT)}
    nodes = [f'  {name}["{name}<br/>{one["Type"].removeprefix("AWS::")}"]' for name, one in sorted(shown.items())]
    arrows = {
        f"  {name} --> {target}"
        for name, one in shown.items()
        for target in _references(one)
        if target in shown and target != name
    }
    return "\n".join(["```mermaid", "flowchart LR", *nodes, *sorted(arrows), "```"])


def _references(node: Any) -> Iterator[str]:
    """Yield the logical ids that a piece of a template refers to."""
    if isinstance(node, dict):
        if isinstance(node.get("Ref"), str):
            yield node["Ref"]
        if "Fn::GetAtt" in node:
            yield node["Fn::GetAtt"][0]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
