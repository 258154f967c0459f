"""The finding as JSON, as much of it as the email has room for."""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.json_text import indented_json
from formatter.messages.data import INDENT, escaped
from formatter.messages.limits import cut_to_bytes

_HEADING = "THE FINDING AS JSON"
CUT_MARK = f"\n{INDENT}... cut here: "
"""What stands where the JSON did not fit."""

_CUT = f"{CUT_MARK}about {{:,}} KiB of JSON did not fit into the email. Open the finding to see all of it."
LEAST_JSON = 1_000
"""Bytes that are kept free for it, whatever else the email says."""

_FIRST_ASTRAL = 0x1_0000
_DELETE = "\x7f"
"""The one control character that JSON leaves as it is."""


def finding_as_json(finding: Finding, room: int) -> str:
    """Return the section with the raw finding within that many bytes of UTF-8; says how much was cut, if any was.

    What was not cut is valid JSON again: characters that a reader cannot see are escaped as JSON escapes them.
    """
    text = INDENT + indented_json(finding.raw, INDENT)
    section = f"{_HEADING}\n{_visible(text[:room])}"
    if len(text) <= room and len(section.encode()) <= room:
        return section
    start = cut_to_bytes(section, room - len(_CUT) - len("999,999"))
    left_out = max(len(text.encode("utf-8", "replace")) - len(start.encode()), 0) // 1_024 + 1
    return start + _CUT.format(left_out)


def _visible(text: str) -> str:
    if text.isascii() and _DELETE not in text:
        return text
    # Not splitlines(): it would also break strings at characters that JSON does not count as line ends.
    return "\n".join(map(_visible_line, text.split("\n")))


def _visible_line(line: str) -> str:
    return line if line.isascii() and line.isprintable() else escaped(line, _as_json_escapes)


def _as_json_escapes(code: int) -> str:
    r"""Return `\u202e`, or the two halves of a surrogate pair for what lies beyond 16 bits."""
    if code < _FIRST_ASTRAL:
        return f"\\u{code:04x}"
    high, low = divmod(code - _FIRST_ASTRAL, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
