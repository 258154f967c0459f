"""What a cold start pays: the built zip imported in a fresh process until it is ready for its first event.

`python -m benchmarks.import_formatter` runs each way in turn, so that a busy machine hits all alike, and prints the least CPU
time of each and its ratio to (a). Lambda compiles the zip's sources at every cold start, while the runtime's boto3 has its
bytecode; "compiled" is what bytecode in the zip would give. It runs on the newest Python of the machine that is not newer than
the function's own, and says which.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from common.names import FORMATTER_RUNTIME
from embedded_aws.server.lambda_runtime import link_runtime
from installer.formatter_zip.build import build_formatter_zip

_TIMED = "import time\nstart = time.process_time()\n{}\nprint(time.process_time() - start)"
_HANDLER = "import formatter.handler\nformatter.handler._made()"
_SENDING = _HANDLER + "\nformatter.handler.make_client('sns')\nformatter.handler._made()[1].logger"
_MINIMAL = """
import boto3, json, os, string
from datetime import datetime, timezone
from zoneinfo import ZoneInfo
body = string.Template("$title\\n$account\\n$time")
zone = ZoneInfo("Europe/Berlin")
sns = boto3.client("sns")
def handler(event, context):
    for finding in event["detail"]["findings"]:
        text = body.substitute(title=finding["Title"], account=finding["AwsAccountId"], time=datetime.now(zone))
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Subject=finding["Title"][:100], Message=text)
"""
_FIRST = "(a) boto3 and its SNS client"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "TABLE_NAME": "table",
    "TOPIC_ARN": "arn:aws:sns:eu-central-1:111122223333:topic",
}
_MOST_EXPENSIVE = 10
_OLDEST = 10
"""The second number of the oldest Python that the product runs on."""
_IMPORT_LINE = re.compile(r"^import time: +(\d+) \| +\d+ \| +(\S+)$", re.MULTILINE)
_IN_THE_ZIP = ("formatter", "pytz", "aws_lambda_powertools", "typing_extensions")


@functools.cache
def nearest_python() -> str:
    """Return the newest Python that starts here and is not newer than the function's: each compiles a little faster."""
    newest = int(FORMATTER_RUNTIME.rpartition(".")[2])
    for name in (f"python3.{minor}" for minor in range(newest, _OLDEST - 1, -1)):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    return sys.executable


def ways(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the program of each way and its environment variables."""
    runtime = str(folder / "runtime")
    code = f"{folder / 'code'}:{runtime}"
    alone = {"PYTHONPATH": runtime}
    zipped = {"PYTHONPATH": code, "PYTHONDONTWRITEBYTECODE": "1"}
    compiled = {"PYTHONPATH": code, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    return {
        _FIRST: ("import boto3\nboto3.client('sns')", alone),
        "    the same and its DynamoDB client": ("import boto3\nboto3.client('sns')\nboto3.client('dynamodb')", alone),
        "(b) a minimal handler without memory": (_MINIMAL, alone),
        "this product, as Lambda starts the zip": (_HANDLER, zipped),
        "    the same, its SNS client and its log, which the first message makes": (_SENDING, zipped),
        "this product, compiled": (_HANDLER, compiled),
    }


def run(program: str, folder: Path, variables: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a fresh interpreter with these environment variables, away from this checkout's own modules."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [nearest_python(), "-S", *options, "-c", program],
        cwd=folder,
        env=inherited | _ENVIRONMENT | variables,
        capture_output=True,
        text=True,
        check=True,
    )


def least_seconds(folder: Path, rounds: int) -> dict[str, float]:
    """Return the least CPU seconds of each way; a first run, which compiles where bytecode is kept, does not count."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds + 1):
        for name, (program, variables) in ways(folder).items():
            found.setdefault(name, []).append(float(run(_TIMED.format(program), folder, variables).stdout))
    return {name: min(seconds[1:]) for name, seconds in found.items()}


def import_times(folder: Path, rounds: int) -> dict[str, int]:
    """Return the least microseconds that each module takes by itself, as Lambda starts the zip."""
    program, variables = ways(folder)["this product, as Lambda starts the zip"]
    found: dict[str, int] = {}
    for _ in range(rounds):
        for time, name in _IMPORT_LINE.findall(run(program, folder, variables, "-X", "importtime").stderr):
            found[name] = min(int(time), found.get(name, int(time)))
    return found


def by_package(modules: dict[str, int]) -> dict[str, int]:
    """Return the microseconds of the modules of each package in the zip, and of all that the runtime brings."""
    found: dict[str, int] = {}
    for module, microseconds in modules.items():
        package = module.partition(".")[0]
        name = package if package in _IN_THE_ZIP else "the runtime"
        found[name] = found.get(name, 0) + microseconds
    return found


@click.command()
@click.option("--rounds", default=10, show_default=True, help="Processes for each way.")
def main(rounds: int) -> None:
    """Print the times with their ratios, and the modules that cost most."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        link_runtime(folder / "runtime")
        zipfile.ZipFile(BytesIO(build_formatter_zip({}))).extractall(folder / "code")
        seconds = least_seconds(folder, rounds)
        modules = import_times(folder, rounds)
    version = subprocess.run([nearest_python(), "-V"], capture_output=True, text=True, check=True).stdout.strip()
    times = Table(f"Until ready for the first event, on {version}", "CPU", "Ratio")
    for way, least in seconds.items():
        times.add_row(way, f"{least * 1000:.0f} ms", f"{least / seconds[_FIRST]:.2f}")
    costs = Table("Modules that cost most", "Brought by", "By themselves")
    for module, microseconds in sorted(modules.items(), key=lambda one: -one[1])[:_MOST_EXPENSIVE]:
        brought_by = "the zip" if module.partition(".")[0] in _IN_THE_ZIP else "the runtime"
        costs.add_row(module, brought_by, f"{microseconds / 1000:.1f} ms")
    packages = Table("Imports of", "Together", "Share")
    for package, microseconds in by_package(modules).items():
        packages.add_row(package, f"{microseconds / 1000:.1f} ms", f"{microseconds / sum(modules.values()):.0%}")
    Console().print(times, packages, costs)


if __name__ == "__main__":
    main()
