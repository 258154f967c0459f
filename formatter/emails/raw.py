"""The finding as JSON, as much of it as the email has room for."""

from __future__ import annotations

from formatter.emails.data import INDENT, shown
from formatter.emails.limits import cut_to_bytes
from formatter.finding.finding import Finding

_HEADING = "THE FINDING AS JSON"


def finding_as_json(finding: Finding, room: int) -> str:
    """Return the section with the raw finding within that many bytes of UTF-8; says how much was cut, if any was."""
    lines = finding.raw_json(indent=2).splitlines()
    whole = "\n".join([_HEADING, *(INDENT + shown(line) if not line.isascii() else INDENT + line for line in lines)])
    size = len(whole.encode())
    if size <= room:
        return whole
    note = f"\n{INDENT}... cut here: {{}} bytes of JSON did not fit into the email. Open the finding to see all of it."
    start = cut_to_bytes(whole, room - len(note.encode()) - 10)
    return start + note.format(size - len(start.encode()))
