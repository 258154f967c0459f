"""Work on the hub's Regions side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from common.choices.configuration import Configuration
from installer.aws.identity import Identity
from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.aws.stacks import Report
from installer.aws.workers import Workers
from installer.errors import UserError
from installer.hub.deployment import HubInstaller

Result = TypeVar("Result")


def in_all_regions(  # noqa: PLR0913, PLR0917  # an installation is all of these
    session: Session,
    known: Identity,
    configuration: Configuration,
    report: Report,
    removed_versions: tuple[str, ...],
    work: Callable[[HubInstaller], Result],
) -> dict[str, Result]:
    """Do the same in every Region of the configuration at once; returns the results by Region.

    Raises:
        UserError: it failed in some Regions; names each with its reason.
    """
    workers = Workers(len(configuration.regions))

    def one(region: str) -> Result | UserError:
        def tell(line: str) -> None:
            report(f"{region}: {line}")

        installer = HubInstaller(
            session,
            region,
            known.account_id,
            known.organization_id,
            configuration,
            tell,
            removed_versions,
            workers.sleep,
        )
        try:
            return work(installer)
        except UserError as error:
            return error
        except (ClientError, BotoCoreError) as error:
            return UserError(sentence(error))

    results = dict(zip(configuration.regions, workers.map(one, configuration.regions), strict=True))
    failures = [f"{region}: {result.message}" for region, result in results.items() if isinstance(result, UserError)]
    if failures:
        raise UserError(" ".join(failures) + " Mend that and run the same command again: it goes on where it stopped.")
    return {region: result for region, result in results.items() if not isinstance(result, UserError)}


def only_region(configuration: Configuration, region: str | None) -> Configuration:
    """Return the configuration for one of its Regions alone, where one is named beside them.

    Raises:
        UserError: the configuration names Regions, and that one is not among them.
    """
    if region is None or not configuration.regions:
        return configuration
    if region not in configuration.regions:
        raise UserError(
            f"--region {region} is none of the configuration's Regions {', '.join(configuration.regions)}: name one of these "
            "for work in that Region alone, or leave --region out for all of them."
        )
    return replace(configuration, regions=(region,))


def with_regions(session: Session, configuration: Configuration) -> Configuration:
    """Return the configuration with the session's own Region where it names none."""
    return configuration if configuration.regions else replace(configuration, regions=(session.region_name,))
