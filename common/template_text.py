"""A template as a text that people read: what is short stands on one line, entries stand in a fixed order, comments say why.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from cfn_flip import yaml_dumper
from cfn_tools.literal import LiteralString
from cfn_tools.odict import ODict
from troposphere import Template

LONGEST_LINE = 128
_INDENT = "  "
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

_FIRST = ("Type", "Condition", "Sid", "Effect", "Principal", "Action", "Key")
"""Keys that say what a thing is; they come before its other ones, which keep the order in which they were written."""

Comments = Mapping[str, str]
"""Why an entry is there, by the entry's name; several lines are joined and wrapped."""


def template_text(template: Template, heading: str = "", comments: Comments | None = None) -> str:
    """Return the template as YAML, at most 128 characters a line where its texts allow it.

    Args:
        template: what to write.
        heading: what stands above all, as comment; paragraphs are separated by empty lines.
        comments: reasons, each written above the entry of that name.
    """
    document = _ordered(template.to_dict())
    parts = [_comment(paragraph) or "#" for paragraph in heading.split("\n\n")] if heading else []
    head = ["\n#\n".join(parts)] if parts else []
    sections = [_section(name, document[name], comments or {}) for name in SECTIONS if name in document]
    return "\n".join([*head, *sections]) + "\n"


def _ordered(content: Any) -> Any:
    """Return the content as cfn-flip takes it: only its own mappings become short forms, texts of several lines blocks."""
    if isinstance(content, dict):
        return ODict([(key, _ordered(value)) for key, value in content.items()])
    if isinstance(content, (list, tuple)):
        return [_ordered(value) for value in content]
    return LiteralString(content) if isinstance(content, str) and "\n" in content else content


def _section(name: str, content: Any, comments: Comments) -> str:
    if not isinstance(content, dict):
        return f"{name}: {_written(content)}"
    entries = [_entry(key, value, comments.get(key, "")) for key, value in content.items()]
    separator = "\n\n" if name == "Resources" else "\n"
    return f"\n{name}:\n{separator.join(textwrap.indent(entry, _INDENT) for entry in entries)}"


def _entry(name: str, content: Any, reason: str) -> str:
    lines = [_comment(reason, len(_INDENT))] if reason else []
    return "\n".join([*lines, _written(ODict([(name, content)]), len(_INDENT))])


def _comment(paragraph: str, indent: int = 0) -> str:
    return textwrap.fill(
        " ".join(paragraph.split()), LONGEST_LINE - indent, initial_indent="# ", subsequent_indent="# ", break_long_words=False
    )


def _written(content: Any, indent: int = 0) -> str:
    text = yaml.dump(
        content, Dumper=_Dumper, width=LONGEST_LINE - indent, allow_unicode=True, sort_keys=False, indent=len(_INDENT)
    )
    return str(text).removesuffix("...\n").rstrip("\n")


class _Dumper(yaml_dumper.Dumper):  # type: ignore[misc]  # cfn-flip ships no types
    """cfn-flip's short forms of functions, laid out by length."""

    def serialize(self, node: yaml.Node) -> None:
        """Choose the layout of a whole document, then write it."""
        width = self.best_width
        _lay_out(node, 0, width)
        super().serialize(node)

    def choose_scalar_style(self) -> str:
        """Write names behind a function without quotes."""
        style = str(super().choose_scalar_style())
        return "" if self.event.tag and self.event.tag.startswith("!") and _NAME.fullmatch(self.event.value) else style

    def write_plain(self, text: str, split: bool = True) -> None:  # noqa: FBT001, FBT002  # PyYAML's own signature
        """Break no text inside a list of words."""
        super().write_plain(text, split and not self.flow_level)

    def write_single_quoted(self, text: str, split: bool = True) -> None:  # noqa: FBT001, FBT002
        """Likewise."""
        super().write_single_quoted(text, split and not self.flow_level)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002  # PyYAML's own signature
        """Indent lists below their key, as AWS's own examples do."""
        super().increase_indent(flow, False)


def _lay_out(node: yaml.Node, column: int, width: int) -> None:
    """Set what fits on one line from that column on to be written so, and lists of words to fill lines."""
    if isinstance(node, yaml.MappingNode):
        node.value.sort(key=_rank)
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = column > 0 and (_length(node) <= width - column or _is_of_words(node))
        if not node.flow_style:
            for key, child in _children(node):
                _lay_out(child, column + len(_INDENT) + len(key), width)
        else:
            for _, child in _children(node):
                _lay_out(child, 1, 10**6)


def _rank(pair: tuple[yaml.Node, yaml.Node]) -> int:
    key = str(pair[0].value)
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _is_of_words(node: yaml.CollectionNode) -> bool:
    return isinstance(node, yaml.SequenceNode) and all(
        isinstance(child, yaml.ScalarNode) and len(child.value) < LONGEST_LINE // 4 for child in node.value
    )


def _children(node: yaml.CollectionNode) -> Iterator[tuple[str, yaml.Node]]:
    for child in node.value:
        yield (f"{child[0].value}: ", child[1]) if isinstance(node, yaml.MappingNode) else ("", child)


def _length(node: yaml.Node) -> int:
    """Return about how long the node is on one line."""
    tag = len(node.tag) + 1 if node.tag.startswith("!") else 0
    if isinstance(node, yaml.ScalarNode):
        return tag + len(node.value) + 2 + (10**6 if "\n" in node.value else 0)
    return tag + 2 + sum(len(key) + _length(child) + 2 for key, child in _children(node))
