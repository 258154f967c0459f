"""Give accounts that have no subscription a baseline one."""

from __future__ import annotations

from pathlib import Path

import click

from common.choices.patterns import EMAIL_ADDRESS
from common.choices.words import SEVERITIES, Launch
from installer.configuration import flags
from installer.errors import UserError


@click.command()
@flags.operations
@click.option(
    "--minimum-severity",
    type=click.Choice(SEVERITIES, case_sensitive=False),
    default="Critical",
    show_default=True,
    help="Minimum severity of the baseline.",
)
@click.option("--address", callback=flags.matching(EMAIL_ADDRESS), help="One address for all baselines.")
@click.option(
    "--addresses",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="CSV file with lines of account id and address.",
)
@click.option("--address-tag", metavar="KEY", help="Tag of the account in the organization that holds its address.")
@click.option("--end", is_flag=True, help="End all baselines instead, whatever else an account has.")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    dry_run: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
    role_name: str,
    accounts: tuple[str, ...],
    units: tuple[str, ...],
    minimum_severity: str,
    address: str | None,
    addresses: Path | None,
    address_tag: str | None,
    end: bool,  # noqa: FBT001  # likewise
    regions: tuple[str, ...],
) -> None:
    """Give accounts that get the portfolio and have no subscription a baseline one; shows a plan first.

    The baseline mails the account's alternate contact for security, unless an option says whom. It ends with the next enroll
    once a subscription of the account's own, unfiltered, of the same or a lower minimum severity, is confirmed; until then
    both mail. The same again goes on where it stopped.
    """
    if sum(map(bool, (address, addresses, address_tag))) > 1:
        raise UserError("Choose one of --address, --addresses and --address-tag.")
    configuration = flags.configuration(path, {"regions": regions})
    from installer.console import progress, warn
    from installer.lifecycle.installation import Installation
    from installer.subscriptions import addresses as sources
    from installer.subscriptions.commands import run_operations
    from installer.subscriptions.enroll import Enrolment
    from installer.subscriptions.looking import look

    if configuration.launch is not Launch.ROLE:
        raise UserError("enroll needs the launch role: with launch 'caller' the operator role could launch nothing.")
    table = sources.read_addresses(addresses) if addresses else {}
    with progress("Looking at the accounts"):
        installation = Installation.start(profile, region, configuration)
        address_of: sources.AddressOf = sources.of_security_contact
        if address:
            address_of = sources.fixed(address)
        elif addresses:
            address_of = sources.of_table(table)
        elif address_tag:
            address_of = sources.of_tag(installation.session, address_tag)
        operations = []
        for one in look(installation, role_name, accounts, units):
            enrolment = Enrolment(
                one.coverage, one.offer.product_id, one.version_id, minimum_severity.capitalize(), address_of
            )
            operations += enrolment.end_all(one.rows) if end else enrolment.plan(one.rows)
    if foreign := sorted(set(table) - {one.account.id for one in operations}) if not (accounts or units) else []:
        warn(f"Note: {addresses} names accounts that do not get the portfolio: {', '.join(foreign)}.")
    account = installation.known.account_id
    run_operations("enroll", account, operations, yes=yes, dry_run=dry_run, as_json=as_json, stops=False)
