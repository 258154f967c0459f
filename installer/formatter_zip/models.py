"""botocore's models of the few operations that the function calls.

A client reads the model of its whole service when it is made, half of what it costs. These are the same models of the pinned
botocore without the other operations, without documentation, and with the endpoints of these services only.
https://botocore.amazonaws.com/v1/documentation/api/latest/reference/loaders.html
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.loaders import Loader

from formatter import iam_actions
from formatter.clients import MODELS

_WITHOUT_ACTIONS = {"dynamodb": [iam_actions.TRANSACTION], "securityhub": ["GetFindingsV2"]}
"""Operations that need what another one needs."""

_DOCUMENTS = ("AwsSecurityFinding", "OcsfFinding")
"""Shapes that are read as they come, like an event's finding, not field by field: ASFF's has a thousand shapes below it."""

_KIND = "service-2"

Model = Mapping[str, Any]


def model_files() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, as they stand in the zip."""
    loader = Loader()
    for service, operations in _operations().items():
        version = loader.determine_latest_version(service, _KIND)
        model = _trimmed(loader.load_service_model(service, _KIND), operations)
        yield f"{MODELS}/{service}/{version}/{_KIND}.json", _json(model)
    yield f"{MODELS}/endpoints.json", _json(_endpoints(loader.load_data("endpoints")))


def _operations() -> Mapping[str, list[str]]:
    """Return the operations of each service; an IAM action and its operation have one name, where there is an action."""
    found = defaultdict(list, {service: list(names) for service, names in _WITHOUT_ACTIONS.items()})
    for action in iam_actions.CALLED_ACTIONS:
        service, _, operation = action.partition(":")
        found[service].append(operation)
    return found


def _trimmed(model: Model, names: list[str]) -> Model:
    operations = {name: model["operations"][name] for name in names}
    documents = {name: {"type": "structure", "members": {}, "document": True} for name in _DOCUMENTS}
    shapes = {**model["shapes"], **documents}
    needed: set[str] = set()
    waiting = list(_references(operations))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _references(shapes[name])
    kept = {"operations": operations, "shapes": {name: shapes[name] for name in needed}}
    return {name: _undocumented(value) for name, value in (dict(model) | kept).items()}


def _references(node: object) -> Iterator[str]:
    """Yield the names of the shapes that an operation or a shape refers to."""
    if isinstance(node, Mapping):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _undocumented(node: object) -> object:
    if isinstance(node, Mapping):
        # A shape may have a member of that name, which is no text.
        kept = {name: value for name, value in node.items() if name != "documentation" or not isinstance(value, str)}
        return {name: _undocumented(value) for name, value in kept.items()}
    return [_undocumented(value) for value in node] if isinstance(node, list) else node


def _endpoints(endpoints: Model) -> Model:
    services = _operations()
    return dict(endpoints) | {
        "partitions": [
            partition | {"services": {name: one for name, one in partition["services"].items() if name in services}}
            for partition in endpoints["partitions"]
        ]
    }


def _json(node: object) -> bytes:
    return json.dumps(node, sort_keys=True, separators=(",", ":")).encode()
