"""The JSON Schema of what the commands print with `--json`, made of their types."""

from __future__ import annotations

import json
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from installer.documents import DOCUMENTS
from installer.lines import LINES

_SIMPLE: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


def output_schema() -> str:
    """Return the schema: any of the commands' documents, told apart by `command`, and of the objects that stand on a line."""
    shapes: dict[str, Any] = {}
    documents: list[dict[str, Any]] = []
    for command, shape in DOCUMENTS.items():
        reference = _schema(shape, shapes)
        documents.append({"allOf": [reference, {"properties": {"command": {"const": command}}}]})
    lines = dict.fromkeys(shape for shapes_of in LINES.values() for shape in shapes_of)
    documents += [_schema(shape, shapes) for shape in lines]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the commands of install.sh print with --json",
        "oneOf": documents,
        "$defs": dict(sorted(shapes.items())),
    }
    return json.dumps(schema, indent=1) + "\n"


def _schema(shape: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    if shape in _SIMPLE:
        return {**_SIMPLE[shape]}
    origin, arguments = get_origin(shape), get_args(shape)
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], shapes)}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(one, shapes) for one in arguments]}
    if not is_typeddict(shape):
        raise TypeError(f"{shape} has no schema")
    name = shape.__name__.removesuffix("Document")
    if name not in shapes:
        shapes[name] = {}
        fields = {key: _schema(one, shapes) for key, one in get_type_hints(shape).items()}
        shapes[name].update(
            {
                "description": (shape.__doc__ or "").strip(),
                "type": "object",
                "properties": fields,
                "required": list(fields),
                "additionalProperties": False,
            }
        )
    return {"$ref": f"#/$defs/{name}"}
