"""What a cold start pays for our code: importing the handler with its clients against boto3 with the same clients.

`python -m benchmarks.import_formatter` runs both in turn in fresh processes and prints the ratio of the least CPU times:
once with everything compiled to bytecode before, and once as Lambda starts the function's zip, whose sources are compiled
at every cold start while boto3 has its bytecode.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import click

from installer.artifacts import build_formatter_zip

GOAL = 1.15
_TIMED = "import time\nstart = time.process_time()\n{}\nprint(time.process_time() - start)"
_BOTO3 = _TIMED.format("import boto3\nboto3.client('dynamodb')\nboto3.client('sns')")
_HANDLER = _TIMED.format("import formatter.handler\nformatter.handler._subscription()")
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "TABLE_NAME": "table",
    "TOPIC_ARN": "arn:aws:sns:eu-central-1:111122223333:topic",
}


def cpu_seconds(program: str, variables: dict[str, str]) -> float:
    """Run the program in a fresh interpreter with these environment variables; return the CPU seconds that it prints."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=inherited | _ENVIRONMENT | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout)


def least(rounds: int, variables: dict[str, str]) -> tuple[float, float]:
    """Return the least CPU seconds of boto3 alone and of the handler; in turn, so that a busy machine hits both."""
    cpu_seconds(_HANDLER, variables)  # the first run compiles, where bytecode is kept
    pairs = [(cpu_seconds(_BOTO3, variables), cpu_seconds(_HANDLER, variables)) for _ in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


@click.command()
@click.option("--rounds", default=10, show_default=True, help="Pairs of processes for each way.")
def command(rounds: int) -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "code"
        zipfile.ZipFile(BytesIO(build_formatter_zip())).extractall(code)
        ways = {
            "compiled": {"PYTHONPATH": str(code), "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"},
            "zip as Lambda starts it": {"PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"},
        }
        for name, variables in ways.items():
            boto3, handler = least(rounds, variables)
            click.echo(
                f"{name}: boto3 and clients {boto3 * 1000:.0f} ms, handler {handler * 1000:.0f} ms, "
                f"ratio {handler / boto3:.3f} (goal, compiled: {GOAL})"
            )


if __name__ == "__main__":
    command()
