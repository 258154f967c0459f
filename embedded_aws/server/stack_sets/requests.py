"""Read requests of CloudFormation's query protocol, and write the answers in its XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from html import escape
from typing import Any

from ministack.services.cloudformation import handlers

from embedded_aws.server.cloudformation.execution import xml_error
from embedded_aws.server.service import ApiError, Response

Query = Mapping[str, list[str]]
Action = Callable[[dict[str, Any]], Mapping[str, Any]]

_INDEX = re.compile(r"^\d+$")


def answering(actions: Mapping[str, Action]) -> dict[str, Callable[[Query], Response]]:
    """Turn actions on parameters into handlers of MiniStack's dispatch table."""
    return {name: _handler(name, action) for name, action in actions.items()}


def _handler(name: str, action: Action) -> Callable[[Query], Response]:
    def handle(query: Query) -> Response:
        try:
            result = action(parameters_of(query))
        except ApiError as error:
            return xml_error(error)
        inner = f"<{name}Result>{_xml(result)}</{name}Result>"
        response: Response = handlers._xml(200, f"{name}Response", inner)
        return response

    return handle


def parameters_of(query: Query) -> dict[str, Any]:
    """Return the parameters as boto3 takes them: `A.member.1.B=x` becomes {"A": [{"B": "x"}]}."""
    tree: dict[str, Any] = {}
    for name, values in query.items():
        *path, last = name.split(".")
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
        branch[last] = values[0]
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: object) -> object:
    if not isinstance(value, dict):
        return value
    members = value.get("member", value)
    if members and all(_INDEX.match(key) for key in members):
        return [_listed(members[key]) for key in sorted(members, key=int)]
    return {key: _listed(child) for key, child in value.items()}


def _xml(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_xml(child)}</{name}>" for name, child in value.items() if child is not None)
    if isinstance(value, (list, tuple)):
        return "".join(f"<member>{_xml(child)}</member>" for child in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return datetime.fromtimestamp(value, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return escape(str(value), quote=False)
