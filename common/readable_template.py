"""A template as a text that people read: what is short stands on one line, entries stand in a fixed order, comments say why.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml
from cfn_flip import yaml_dumper
from troposphere import Template

LONGEST_LINE = 128
_INDENT = "  "
_ENDLESS = 1_000_000
_LONGEST_ITEM = 32
_LONG_WORD = 14
_BESIDE_ITEM = 4
"""Comma, space and quotes."""

_FUNCTION = "Fn::"

_NAME = re.compile(r"[A-Za-z][\w.:-]*[\w]")

SECTIONS = (
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
)
"""In the order in which a reader wants them."""

_FIRST = ("Type", "Condition", "Key")
"""Keys that say what a thing is; they come before its other ones, which keep the order in which they were written."""

_STATEMENT = ("Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition")
"""A statement of a policy, in the order of a sentence: who may do what to what, and only if."""


class ReadableTemplate(Template):  # type: ignore[misc]  # troposphere ships no types
    """A template that knows what to tell its readers."""

    def __init__(self, description: str, heading: str = "") -> None:
        """Begin a template.

        Args:
            description: what CloudFormation's console shows.
            heading: what stands above all, as comment; paragraphs are separated by empty lines.
        """
        super().__init__(Description=description)
        self._heading = heading
        self._reasons: dict[str, str] = {}
        self.set_version("2010-09-09")

    def explain(self, name: str, reason: str) -> None:
        """Write the reason, wrapped, as comment above the entry of that name."""
        self._reasons[name] = reason

    def to_yaml(self) -> str:
        """Return the template as YAML, at most 128 characters a line where its texts allow it."""
        document = self.to_dict()
        head = "\n#\n".join(_comment(paragraph) for paragraph in self._heading.split("\n\n"))
        sections = [_section(name, document[name], self._reasons) for name in SECTIONS if document.get(name)]
        return "\n".join([*([head] if self._heading else []), *sections]) + "\n"


def _section(name: str, content: object, reasons: Mapping[str, str]) -> str:
    if not isinstance(content, dict):
        return f"{name}: {_written(content)}"
    entries = [_entry(key, value, reasons.get(key, "")) for key, value in content.items()]
    separator = "\n\n" if name == "Resources" else "\n"
    return f"\n{name}:\n{separator.join(textwrap.indent(entry, _INDENT) for entry in entries)}"


def _entry(name: str, content: object, reason: str) -> str:
    lines = [_comment(reason, len(_INDENT))] if reason else []
    return "\n".join([*lines, _written({name: content}, len(_INDENT))])


def _comment(paragraph: str, indent: int = 0) -> str:
    return textwrap.fill(
        " ".join(paragraph.split()),
        LONGEST_LINE - indent,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
    )


def _written(content: object, indent: int = 0) -> str:
    return _written_json(json.dumps(content), indent)


@lru_cache(maxsize=4096)
def _written_json(content: str, indent: int) -> str:
    """Write an entry once: most are the same in every Region and in every version of a template."""
    text = yaml.dump(
        json.loads(content),
        Dumper=_Dumper,
        width=LONGEST_LINE - indent,
        allow_unicode=True,
        sort_keys=False,
        indent=len(_INDENT),
    )
    return str(text).removesuffix("...\n").rstrip("\n")


class _Dumper(yaml_dumper.Dumper):  # type: ignore[misc]  # cfn-flip ships no types
    """cfn-flip's short forms of functions, laid out by length."""

    best_width: int

    def ignore_aliases(self, _data: object) -> bool:
        """Write what stands at several places at each of them."""
        return True

    def represent_entries(self, entries: Mapping[str, Any]) -> yaml.Node:
        """Take entries in their order, and a function in its short form; cfn-flip makes a class for each entry to do so."""
        name = next(iter(entries), "")
        is_function = len(entries) == 1 and (name in yaml_dumper.CONVERTED_SUFFIXES or name.startswith(_FUNCTION))
        node: yaml.Node = (
            yaml_dumper.fn_representer(self, name.removeprefix(_FUNCTION), entries[name])
            if is_function
            else self.represent_mapping(yaml_dumper.TAG_MAP, entries)
        )
        return node

    def serialize(self, node: yaml.Node) -> None:
        """Choose the layout of a whole document, then write it."""
        _lay_out(node, self.best_width, 0, self.best_width)
        super().serialize(node)

    def choose_scalar_style(self) -> str:
        """Write names behind a function without quotes."""
        style = str(super().choose_scalar_style())
        return "" if self.event.tag and self.event.tag.startswith("!") and _NAME.fullmatch(self.event.value) else style

    def expect_flow_sequence_item(self) -> None:
        """Begin a new line before an item that would not fit; PyYAML does so behind it."""
        width = self.best_width
        if isinstance(self.event, yaml.ScalarEvent) and self.column + len(self.event.value) + _BESIDE_ITEM > width:
            self.best_width = 0
        super().expect_flow_sequence_item()
        self.best_width = width

    def process_scalar(self) -> None:
        """Break texts before the line is full, since PyYAML looks behind each word; break none inside a list."""
        width = self.best_width
        self.best_width = _ENDLESS if self.flow_level else width - _LONG_WORD
        super().process_scalar()
        self.best_width = width


_Dumper.add_representer(dict, _Dumper.represent_entries)


def _lay_out(node: yaml.Node, begins: int, indent: int, width: int) -> None:
    """Set what fits on one line to be written so, and lists of words to fill lines.

    Args:
        node: what to lay out.
        begins: column at which it begins where it stands behind its key.
        indent: column at which its children begin where each has a line of its own.
        width: longest line.
    """
    if isinstance(node, yaml.ScalarNode) and "\n" in node.value:
        # Empty lines at the end of a block are lost between entries; in quotes they stay.
        node.style = '"' if f"\n{node.value}".endswith("\n\n") else "|"
    if not isinstance(node, yaml.CollectionNode):
        return
    if isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        order = _STATEMENT if "Effect" in keys else _FIRST
        node.value.sort(key=lambda pair: _rank(str(pair[0].value), order))
    node.flow_style = _length(node) <= width - begins or (begins < width and _is_of_words(node))
    for key, child in _children(node):
        if node.flow_style:
            _lay_out(child, 0, 0, _ENDLESS)
        else:
            _lay_out(child, indent + len(key), indent + len(_INDENT), width)


def _rank(key: str, order: Sequence[str]) -> int:
    return order.index(key) if key in order else len(order)


def _is_of_words(node: yaml.CollectionNode) -> bool:
    return all(isinstance(child, yaml.ScalarNode) and len(child.value) <= _LONGEST_ITEM for child in node.value)


def _children(node: yaml.CollectionNode) -> Iterator[tuple[str, yaml.Node]]:
    """Yield each child with what stands before it on its line."""
    for child in node.value:
        yield (f"{child[0].value}: ", child[1]) if isinstance(node, yaml.MappingNode) else ("- ", child)


def _length(node: yaml.Node) -> int:
    """Return how long the node is on one line, at most."""
    tag = len(node.tag) + 1 if node.tag.startswith("!") else 0
    if not isinstance(node, yaml.CollectionNode):
        return tag + len(node.value) + 2 + (_ENDLESS if "\n" in node.value else 0)
    return tag + 2 + sum(len(key) + _length(child) for key, child in _children(node))
