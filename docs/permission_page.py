"""The page of all policies: every statement, made from the templates, with the reason why it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from permission_sets.template import permission_set_template

from common.choices.words import Formatting, Launch
from product.portfolio.artifacts import artifact_template
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template
from stacksets.template import launch_role_template

NO_VALUE = {"Ref": "AWS::NoValue"}
_FOLDER = Path(__file__).parent
REASONS: Mapping[str, str] = yaml.safe_load((_FOLDER / "policy_reasons.yaml").read_text(encoding="utf-8"))
_OPENING = _FOLDER / "parts" / "permissions.md"


def permissions_page() -> str:
    """Return every policy statement with its reason."""
    parts = [_OPENING.read_text(encoding="utf-8")]
    for title, policy in _policies().items():
        parts += [f"## {title}", "", "| Statement | Actions | On | Only if | Why |", "|---|---|---|---|---|"]
        parts += [_row(statement) for statement in policy["Statement"]]
        parts.append("")
    return "\n".join(parts)


def _policies() -> dict[str, Any]:
    launch = launch_role_template(Formatting.LAMBDA).to_dict()["Resources"]
    buckets = artifact_template(Launch.ROLE).to_dict()["Resources"]
    owner = permission_set_template().to_dict()["Resources"]["PermissionSet"]["Properties"]
    stack, without = (_subscription(formatting) for formatting in Formatting)
    return {
        "Launch role: trust": launch["LaunchRole"]["Properties"]["AssumeRolePolicyDocument"],
        "Launch role": _inline(launch["LaunchRole"]),
        "Permissions boundary": launch["PermissionsBoundary"]["Properties"]["PolicyDocument"],
        "Formatter's role": _inline(stack["FormatterRole"]),
        "Operator role: trust": launch["OperatorRole"]["Properties"]["AssumeRolePolicyDocument"],
        "Operator role, and its boundary": _inline(launch["OperatorRole"]),
        "Permission set": owner["InlinePolicy"],
        "Topic": _document(stack["TopicPolicy"]),
        "Topic, without a function": _document(without["TopicPolicy"]),
        "Dead-letter queue": _document(stack["QueuePolicy"]),
        "Artifact bucket": _document(buckets["ArtifactBucketPolicy"]),
        "Log bucket": _document(buckets["LogBucketPolicy"]),
    }


def _subscription(formatting: Formatting) -> dict[str, Any]:
    options = SubscriptionOptions(artifact_bucket="b", formatter_key="k", version="1", formatting=formatting)
    return dict(subscription_template(options).to_dict()["Resources"])


def _inline(role: dict[str, Any]) -> dict[str, Any]:
    return dict(role["Properties"]["Policies"][0]["PolicyDocument"])


def _document(resource: dict[str, Any]) -> dict[str, Any]:
    return dict(resource["Properties"]["PolicyDocument"])


def _row(statement: dict[str, Any]) -> str:
    found = statement["Fn::If"][1] if "Fn::If" in statement else statement
    effect = "denies " if found["Effect"] == "Deny" else ""
    cells = (
        f"`{found['Sid']}`",
        effect + _actions(found),
        _codes(found.get("Resource", "")),
        "; ".join(_conditions(found)),
        _reason(found["Sid"]),
    )
    return f"| {' | '.join(cells)} |"


def _reason(statement: str) -> str:
    if statement not in REASONS:
        raise KeyError(f"docs/policy_reasons.yaml has no reason for the statement {statement}; write one")
    return REASONS[statement]


def _actions(statement: dict[str, Any]) -> str:
    return _codes(statement["Action"]) if "Action" in statement else f"all but {_codes(statement['NotAction'])}"


def _conditions(statement: dict[str, Any]) -> Iterator[str]:
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield f"`{key}` {operator} {_codes(values)}"


def _codes(values: Any) -> str:
    listed = values if isinstance(values, list) else [values]
    return ", ".join(f"`{_text(value)}`" for value in listed if value != "")


def _text(node: Any) -> str:
    """Return a value of a template as a reader writes it."""
    if isinstance(node, bool):
        return str(node).lower()
    if not isinstance(node, dict):
        return str(node).replace("${AWS::Partition}", "aws").replace("${AWS::AccountId}", "ACCOUNT")
    ((function, given),) = node.items()
    if function == "Fn::GetAtt":
        return ".".join(given)
    if function == "Fn::Join":
        return str(given[0]).join(map(_text, given[1]))
    if function == "Fn::If":
        return " or ".join(sorted({_text(one) for one in given[1:] if one != NO_VALUE}))
    return _text(given[0] if isinstance(given, list) else given)
