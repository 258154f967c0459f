"""A session of a role may begin while another one looks for those that have expired."""

from __future__ import annotations

import subprocess
import sys

_BEGINS_MEANWHILE = """
from ministack.services import sts
from embedded_aws.server import sessions

sessions.install()

class Looked(dict):
    def get(self, *arguments):
        sts._sessions["BEGUN MEANWHILE"] = {}
        return super().get(*arguments)

sts.register_session("EXPIRED", {"Expiration": 1})
sts.register_session("FIRST", Looked())
sts.register_session("SECOND", {})
print(*sorted(sts._sessions))
"""


def test_a_session_begins_while_the_others_are_looked_at() -> None:
    result = subprocess.run([sys.executable, "-c", _BEGINS_MEANWHILE], capture_output=True, text=True, check=False)
    assert result.stdout == "BEGUN MEANWHILE FIRST SECOND\n", result.stderr
