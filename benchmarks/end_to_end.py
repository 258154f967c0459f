"""From Security Hub's import to the mailbox on the embedded AWS: median and 99th percentile, one finding after the other.

`python -m benchmarks.end_to_end --findings 500`. The brake is released before each finding: it is the way that is measured.
Then as many in one burst: how many a second the function gets done, each new, remembered, and told or kept for the sweep.
"""

from __future__ import annotations

import statistics
import time
from datetime import datetime, timezone

import boto3
import click
from rich.console import Console

from embedded_aws.process import EmbeddedAws, start
from formatter.memory import schema
from installer.findings.imports import import_findings
from local.journey.choices import Choices
from local.journey.play import Player, Stage
from local.journey.sample import sample_finding
from local.journey.setup import REGION

_BATCH = 100
"""What BatchImportFindings takes."""


@click.command()
@click.option("--findings", default=500, show_default=True)
def main(findings: int) -> None:
    """Print seconds from import to mailbox."""
    with start() as aws:
        stage = Player(aws, Choices(), Console(quiet=True)).subscribe()
        seconds = [_one(aws, stage, number) for number in range(findings)]
        burst = _burst(aws, stage, findings)
    cuts = statistics.quantiles(seconds, n=100)
    click.echo(f"{findings} findings: median {statistics.median(seconds):.3f} s, 99th percentile {cuts[98]:.3f} s")
    click.echo(f"first (cold) {seconds[0]:.3f} s")
    click.echo(f"a burst of {findings}: {findings / burst:.0f} findings a second")


def _one(aws: EmbeddedAws, stage: Stage, number: int) -> float:
    session = aws.session(stage.subscription.account_id, REGION)
    _release_brake(session, stage.subscription.outputs["TableName"])
    now = datetime.now(timezone.utc)
    finding = sample_finding(stage.subscription.account_id, REGION, "High", {}, now) | {"Id": f"measured-{number}"}
    before = len(aws.mailbox())
    started = time.perf_counter()
    import_findings(session.client("securityhub"), [finding])
    while len(aws.mailbox()) == before:
        time.sleep(0.002)
    return time.perf_counter() - started


def _burst(aws: EmbeddedAws, stage: Stage, findings: int) -> float:
    """Return the seconds from the import of many findings until the function is done with the last."""
    account_id = stage.subscription.account_id
    client = aws.session(account_id, REGION).client("securityhub")
    now = datetime.now(timezone.utc)
    burst = [sample_finding(account_id, REGION, "High", {}, now) for _ in range(findings)]
    started = time.perf_counter()
    for place in range(0, findings, _BATCH):
        import_findings(client, burst[place : place + _BATCH])
    aws.wait_until_idle()
    return time.perf_counter() - started


def _release_brake(session: boto3.Session, table: str) -> None:
    client = session.client("dynamodb")
    for row in client.scan(TableName=table, ProjectionExpression=schema.KEY)["Items"]:
        if row[schema.KEY]["S"].startswith((schema.BUCKET_ROW, f"{schema.NOTE_ROW}flood")):
            client.delete_item(TableName=table, Key=row)


if __name__ == "__main__":
    main()
