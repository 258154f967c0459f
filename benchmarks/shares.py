"""Three hundred shares: API calls and time, one after the other against several at a time.

`python -m benchmarks.shares`; each call of the stand-in takes 20 ms.
"""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

import installer.sharing
from installer.sharing import ACCOUNT, PortfolioSharing, Target
from tests.installer.catalog import FakeCatalog

SHARES = 300
_CALL_SECONDS = 0.02


def main() -> None:
    """Print calls and seconds of both, and the plan when nothing changes."""
    table = Table("Way", "Calls", "Seconds", "Against serial", title=f"{SHARES} shares")
    serial = 0.0
    for threads in (1, installer.sharing._THREADS):  # noqa: SLF001  # the constant is what is measured
        calls, seconds = _measured(threads)
        serial = serial or seconds
        table.add_row(
            "one by one" if threads == 1 else f"{threads} at a time",
            str(calls),
            f"{seconds:.1f}",
            f"{seconds / serial:.2f}",
        )
    Console().print(table)


def _measured(threads: int) -> tuple[int, float]:
    installer.sharing._THREADS = threads  # noqa: SLF001  # likewise
    catalog = FakeCatalog(_CALL_SECONDS)
    sharing = PortfolioSharing(catalog, "port-1")
    started = time.perf_counter()
    sharing.apply(sharing.changes(Target(ACCOUNT, f"{number:012d}") for number in range(SHARES)))
    return catalog.calls, time.perf_counter() - started


if __name__ == "__main__":
    main()
