"""The page of the first hour on AWS: the steps of `verify`, by hand."""

from __future__ import annotations

from installer.verification.step import Step
from installer.verification.steps.table import STEPS

_HEADING = """# The first hour on AWS

`./install.sh verify` plays these steps by itself, looks at more than a person would, and takes away what it made:

```bash
./install.sh verify --dry-run
./install.sh verify --profile HUB --management-profile MANAGEMENT --workload-profile WORKLOAD --owner-profile OWNER \\
  --email YOU@example.com --report report.json
```

Here they are by hand, with AWS's own command line, cheapest first. Words in capitals stand for your profiles (`HUB`,
`MANAGEMENT`, `WORKLOAD`, `OWNER`) and for what the steps before have shown. Use a workload account in which nobody has
subscribed. Where AWS answers otherwise than expected, please tell us: [facts.md](facts.md) names what this product relies on.
"""


def first_hour() -> str:
    """Return the page."""
    return "\n".join([_HEADING, *(_section(number, step) for number, step in enumerate(STEPS, 1))])


def _section(number: int, step: Step) -> str:
    return f"""## {number}. {step.title}

`{step.name}`. Makes {step.makes}; costs {step.cost}{"" if step.only_reads or step.cost == "nothing" else " at most"}.

```bash
{step.by_hand.strip()}
```

Expected: {step.expects}
"""
