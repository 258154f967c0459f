"""The subject line: what matters first, within what SNS takes.

`[HIGH] S3.8 web-shop-uploads: should block public access`: severity, why it is told, control or type, resource, what. A list of
subjects on a phone tells problems apart: what label and name do not, four characters of the problem's key do.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime, timedelta

from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages.data import unlinked, visible
from formatter.messages.headline import LONGEST_NAME, is_told_by_name, label, name, what
from formatter.messages.limits import SUBJECT_CHARACTERS, cut_in_the_middle, shortened
from formatter.messages.message import OVER, is_over
from formatter.messages.times import overdue_for

_UNMARKED = (Kind.NEW,)
ASKS_AGAIN = (Kind.REMINDER, Kind.ESCALATED)
"""What is told because nobody acted."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
"""Without characters that people take for one another."""

_LEAST = 12
"""Fewer characters of what is wrong say nothing."""

_SPELLED_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("\u2018\u2019\u201a", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u2026": "...", "\u00a0": " "}
)


def subject(finding: Finding, kind: Kind, problem: Problem, due: datetime | None, now: datetime) -> str:
    """Return the subject of a message about one problem: 1 to 99 characters on one line, none of them hidden.

    Args:
        finding: what is told.
        kind: why it is told.
        problem: its key makes subjects differ.
        due: until when it should be solved; None for never.
        now: time of sending.
    """
    head = " ".join(("[" + finding.severity.name + "]", *_marks(finding, kind, due, now)))
    called, resource = label(finding), name(finding)
    end = "" if is_told_by_name(finding, called, resource) else f" #{short_key(problem.key)}"
    named = f"{head} {called} {unlinked(cut_in_the_middle(resource, LONGEST_NAME))}".rstrip()
    room = SUBJECT_CHARACTERS - len(end)
    whole = unlinked(what(finding, called))
    told = shortened(whole, max(room - len(named) - len(": "), 0))
    start = f"{named}: {told}" if len(told) >= _LEAST or told == whole else named
    return visible(shortened(start, room)) + end


def severity_and(severity: Severity, mark: str, rest: str) -> str:
    """Return the subject of a message about several problems."""
    return visible(shortened(f"[{severity.name}] {mark} {rest}", SUBJECT_CHARACTERS))


def overdue_mark(late: timedelta | None) -> str:
    """Return `OVERDUE 3 d`, without a number within the first day; an empty text for what is not overdue."""
    days = 0 if late is None else late // timedelta(days=1)
    return "" if late is None else f"OVERDUE {days} d" if days else "OVERDUE"


def short_key(key: str) -> str:
    """Return four characters by which a person tells one problem from another."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:4])


def _marks(finding: Finding, kind: Kind, due: datetime | None, now: datetime) -> list[str]:
    overdue = overdue_mark(overdue_for(due, now)) if kind in ASKS_AGAIN else ""
    marks = ["SAMPLE"] if finding.is_sample else []
    if is_over(finding, kind) and kind not in OVER:
        marks.append("CLOSED MEANWHILE")
    elif kind not in _UNMARKED and not (kind is Kind.REMINDER and overdue):
        marks.append(kind.value)
    return marks + ([overdue] if overdue else [])


def ascii_text(text: str) -> str:
    """Return the text in printable ASCII on one line: accents dropped, anything else replaced by `?`.

    For a subject that SNS refuses; with the end of the key problems still differ.
    """
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    plain = unicodedata.normalize("NFKD", line.translate(_SPELLED_OUT))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return "".join(character if " " <= character <= "~" else "?" for character in kept)


def ascii_subject(subject: str) -> str:
    """Return the subject in ASCII, within the same limit; its end, which tells problems apart, stays."""
    plain = ascii_text(subject)
    start, mark, end = plain.rpartition(" #")
    if len(plain) <= SUBJECT_CHARACTERS:
        return plain
    return shortened(start, SUBJECT_CHARACTERS - len(mark + end)) + mark + end if mark else plain[:SUBJECT_CHARACTERS]
