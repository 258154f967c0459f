"""Words of a finding that may stand in a sentence of ours, because nobody could take them for one."""

from __future__ import annotations

import re

from formatter.finding.finding import Finding
from formatter.messages.data import shown

_TOKEN = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@._+:~/=-]{0,79}")
_NO_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+:~-]*(\.(?=[A-Za-z_]*[0-9])[A-Za-z0-9_+:~-]+)*")
"""Without a part that could be a top-level domain: mail programs make links of `shop.zip` or `next.js.org`."""


_LONGEST_TITLE = 220


def token(finding: Finding, value: str) -> str:
    """Return a name, a version or an address; an empty text where it could be more than that.

    Of what others than AWS sent, a mail program must not make a link.
    """
    is_word = _TOKEN.fullmatch(value) and "//" not in value
    return value if is_word and (finding.is_aws_product or _NO_HOST.fullmatch(value)) else ""


def quoted(value: str) -> str:
    """Return a title of AWS's own in quotation marks, short enough for one step, on one line and with nothing hidden."""
    line = value if len(value) <= _LONGEST_TITLE else f"{value[:_LONGEST_TITLE]}..."
    return '"' + shown(line).replace('"', "'") + '"'
