"""Text from a finding, shown so that a reader sees it is data.

Whoever can name a bucket can write into a finding. So data is indented while our headings are not, and every character
that ends a line, moves the cursor, hides or turns the direction of writing is written out instead of obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from formatter.messages.limits import cut_to_bytes

INDENT = "  "

_LONGEST_FIELD = 1_500
"""Bytes of one field. ASFF allows 1,024 characters for a description; what is longer hides the rest of the email."""

_FILES = (
    "jar|war|exe|dll|json|xml|yaml|yml|conf|cfg|txt|log|js|php|html|css|class|gz|tar|pem|key|lock|tmp|bin|csv|pdf|png"
)
"""Ends of file names that are no top level domains: no mail program takes them for a host."""

_RELEASE = r"[^\W\d_]+\d\w*(?![\w-])"
"""Such as `el9` and `beta0` in the number of a release: no top level domain ends in digits."""

_DOT_OF_HOST = re.compile(
    rf"[.\u3002\uff0e\uff61](?<=[^\W_].)(?=[^\W\d_]{{2,}})(?!(?:{_FILES})(?![\w.-]))(?!{_RELEASE})", re.IGNORECASE
)
_SCHEME = re.compile(r":(?:(?<=[a-z0-9]:)(?=//)|(?<=mailto:)|(?<=tel:)|(?<=sms:)|(?<=javascript:))", re.IGNORECASE)
_AT = re.compile(r"@(?=\w)")

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of control, format (bidirectional, zero-width), surrogate, unassigned and line end."""

_HIDDEN_LETTERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters and marks that show nothing, https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point"""


def shown(text: str) -> str:
    """Return the text on one line: white space becomes single spaces, what a reader cannot see becomes `<U+202E>`.

    White space could push a text of its own to the start of a line that a phone wraps.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text.split())
    return line if line.isascii() and line.isprintable() else escaped(line, "<U+{:04X}>".format)


def unlinked(text: str) -> str:
    """Return the text so that no mail program makes a link of a part of it: `https[:]//evil[.]com`, `joe[at]evil[.]com`.

    Mail programs link bare host names and addresses too. People who handle attacks write them like this.
    """
    if "." in text or not text.isascii():
        text = _DOT_OF_HOST.sub("[.]", text)
    if ":" in text:
        text = _SCHEME.sub("[:]", text)
    return _AT.sub("[at]", text) if "@" in text else text


def quoted(text: str) -> str:
    """Return the text between quotation marks that nothing in it can end, and without links."""
    return '"' + unlinked(shown(text)).replace('"', "'") + '"'


def visible(text: str) -> str:
    """Return the text on one line without any character that a reader cannot see."""
    line = " ".join(text.split())
    return line if line.isascii() and line.isprintable() else escaped(line, lambda _: "")


def escaped(text: str, escape: Callable[[int], str]) -> str:
    """Return the text with the escape of every character that a reader cannot see in its place."""
    return "".join(character if _is_visible(character) else escape(ord(character)) for character in text)


def block(text: str) -> str:
    """Return the text as marked lines, so that nothing in it stands where a heading or a step of ours could."""
    lines = [shown(line) for line in text[:_LONGEST_FIELD].splitlines()]
    rest = [_cut_note(text)] if len(text) > _LONGEST_FIELD else []
    return "\n".join(f"{INDENT}| {line}" for line in lines + rest if line)


def field(label: str, value: str) -> str:
    """Return one indented line `label: value`."""
    whole = shown(value[:_LONGEST_FIELD])
    if len(value) <= _LONGEST_FIELD and len(whole.encode()) <= _LONGEST_FIELD:
        return f"{INDENT}{label}: {whole}"
    return f"{INDENT}{label}: {cut_to_bytes(whole, _LONGEST_FIELD)} {_cut_note(value)}"


def _cut_note(text: str) -> str:
    return f"... (cut; {len(text)} characters in all)"


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN_CATEGORIES and character not in _HIDDEN_LETTERS
