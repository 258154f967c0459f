"""The subject line: what matters first, within what SNS takes."""

from __future__ import annotations

import unicodedata

from formatter.finding.finding import Finding
from formatter.memory.records import Kind
from formatter.messages.limits import SUBJECT_CHARACTERS
from formatter.messages.message import OVER, is_over

_LONGEST_ACCOUNT = 32
_SPELLED_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("\u2018\u2019\u201a", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u2026": "...", "\u00a0": " "}
)


def subject(finding: Finding, kind: Kind) -> str:
    """Return a subject such as `[CRITICAL] Test01: S3.9 ...` or `[RESOLVED] [CRITICAL] Test01: S3.9 ...`.

    It is 1 to 100 printable ASCII characters and begins with punctuation, as SNS demands; severity and account stay
    whatever the title's length. Each mark has brackets of its own, so that one filter in a mail program finds all
    critical ones. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    """
    sample = "[SAMPLE] " if finding.is_sample and not finding.title.startswith("[SAMPLE]") else ""
    mark = f"{_reason(finding, kind)}[{finding.severity.name}]"
    told = ascii_text(headline(finding)) or ascii_text(finding.description) or "no title"
    return shortened(f"{sample}{mark} {short_account(finding)}: {told}", SUBJECT_CHARACTERS)


def short_account(finding: Finding) -> str:
    """Return the account's name, else its id, in so few characters that it leaves a subject room for the rest."""
    return shortened(ascii_text(finding.account_name or finding.account_id), _LONGEST_ACCOUNT) or "unknown account"


def _reason(finding: Finding, kind: Kind) -> str:
    if is_over(finding, kind) and kind not in OVER:
        return "[CLOSED MEANWHILE] "
    return "" if kind is Kind.NEW else f"[{kind.value}] "


def headline(finding: Finding) -> str:
    """Return the short title, after the control's id unless it begins with that; empty where there is neither."""
    control = "" if finding.title.startswith(finding.control_id) else finding.control_id
    return " ".join(part for part in (control, short_title(finding)) if part)


def short_title(finding: Finding) -> str:
    """Return the title, a resource in it by its short name.

    IAM Access Analyzer begins its titles with `<type>/<id>/` of the resource, which would fill a subject.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-securityhub-integration.html
    """
    for resource in finding.resources:
        prefix = f"{resource.type}/{resource.id}/ "
        if resource.id and finding.title.startswith(prefix):
            return f"{resource.short_name} {finding.title.removeprefix(prefix)}"
    return finding.title


def ascii_text(text: str) -> str:
    """Return the text in printable ASCII on one line: accents dropped, anything else replaced by `?`."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()).translate(_SPELLED_OUT))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return "".join(character if " " <= character <= "~" else "?" for character in kept)


def shortened(text: str, longest: int) -> str:
    """Return the text, its end replaced by dots where it is too long."""
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."
