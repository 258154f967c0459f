"""Words of a finding that may stand in a sentence of ours, because nobody could take them for one."""

from __future__ import annotations

import re

from formatter.finding.finding import Finding
from formatter.messages import data

_TOKEN = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@._+:~/=-]{0,79}")
_NO_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+:~-]*(\.(?=[A-Za-z_]*[0-9])[A-Za-z0-9_+:~-]+)*")
"""Without a part that could be a top-level domain: mail programs make links of `shop.zip` or `golang.org/x`."""

_LONGEST_TITLE = 220


def argument(value: str) -> str:
    """Return a name, a version or an address for a command; an empty text where it could be more than that."""
    return value if _TOKEN.fullmatch(value) and "//" not in value else ""


def token(finding: Finding, value: str) -> str:
    """Return it for a sentence, so that no mail program makes a link of it; of others than AWS nothing that looks like one."""
    word = argument(value)
    if _NO_HOST.fullmatch(word):
        return word
    return data.unlinked(word) if finding.is_aws_product else ""


def quoted(value: str) -> str:
    """Return a title of AWS's own in quotation marks, short enough for one step, without links and with nothing hidden."""
    return data.quoted(value if len(value) <= _LONGEST_TITLE else f"{value[:_LONGEST_TITLE]}...")
