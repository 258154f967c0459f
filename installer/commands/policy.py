"""Print the least IAM policy with which a command works."""

from __future__ import annotations

import click

from common.choices.patterns import ACCOUNT, REGION
from installer.checks.command_policy import COMMANDS
from installer.configuration import flags


@click.command()
@click.argument("name", metavar="COMMAND", type=click.Choice(COMMANDS))
@click.option(
    "--account",
    metavar="ID",
    default="*",
    help="Account in which the command runs; * for any.",
    callback=flags.any_or(ACCOUNT),
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    default=("*",),
    callback=flags.any_or(REGION),
    help="Region of the hub; * for any. Repeatable.",
)
@click.option("--partition", default="aws", show_default=True, type=click.Choice(["aws", "aws-cn", "aws-us-gov"]))
@flags.keys_as_flags("key_alias")
def command(name: str, account: str, regions: tuple[str, ...], partition: str, key_alias: str | None) -> None:
    """Print the least IAM policy of whoever runs COMMAND, for a pipeline's role; asks nobody and changes nothing.

    organization runs in the management account; test-finding, redrive and confirm in a workload account; all others in the
    hub. coverage, report, enroll and update-subscriptions act through the operator role, which each account has. verify: what
    its hub profile needs for the steps that only read. Of --management-profile: the policy of organization is enough.
    """
    from installer.checks.command_policy import command_policy
    from installer.console import say_json

    say_json(command_policy(name, partition, regions, account, key_alias or ""))
