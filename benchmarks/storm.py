"""Ten thousand findings within one minute: how many emails, how fast, and whether each finding is named.

`python -m benchmarks.storm`
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from benchmarks.in_process import InProcess
from benchmarks.life import START
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from tests.formatter.delivery.world import finding

FINDINGS = 10_000


def main() -> None:
    """Print what a recipient gets."""
    subscription = InProcess(Preferences(filters=Filters(minimum_severity=Severity.LOW)), START)
    for number in range(FINDINGS):
        subscription.receive(finding(f"f-{number}"), START + timedelta(seconds=60 * number / FINDINGS))
    subscription.run_until(START + timedelta(hours=1))
    named = {name for email in subscription.messages() for name in re.findall(r"Title of (f-\d+)\.", email.body)}
    busiest = Counter(at.replace(microsecond=0) for at in subscription.times()).most_common(1)[0][1]
    table = Table("Findings", "Emails", "Findings named", "Most emails in one second", title="A storm of one minute")
    table.add_row(str(FINDINGS), str(len(subscription.messages())), str(len(named)), str(busiest))
    Console().print(table)


if __name__ == "__main__":
    main()
