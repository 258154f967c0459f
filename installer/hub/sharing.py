"""Share the portfolio with an organization, its units or accounts, and take shares back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from installer.aws.sentences import sentence
from installer.aws.stacks import Report
from installer.aws.workers import Workers
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient
    from types_boto3_servicecatalog.literals import DescribePortfolioShareTypeType, OrganizationNodeTypeType
    from types_boto3_servicecatalog.type_defs import (
        DeletePortfolioShareInputTypeDef,
        DescribePortfolioSharesInputTypeDef,
    )

ORGANIZATION: Final = "ORGANIZATION"
ORGANIZATIONAL_UNIT: Final = "ORGANIZATIONAL_UNIT"
ACCOUNT: Final = "ACCOUNT"

_LISTED_TYPES: Mapping[DescribePortfolioShareTypeType, OrganizationNodeTypeType] = {
    ACCOUNT: ACCOUNT,
    "ORGANIZATION_MEMBER_ACCOUNT": ACCOUNT,
    ORGANIZATION: ORGANIZATION,
    ORGANIZATIONAL_UNIT: ORGANIZATIONAL_UNIT,
}
"""Service Catalog lists an account of the organization under a type of its own.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DescribePortfolioShares.html
"""
_THREADS = 4
"""Service Catalog answers few calls a second; boto3 waits and tries again where it is too many."""

_SECONDS_BETWEEN_LOOKS = 0.5
_LONGEST_SECONDS = 600
_MOST_FAILURES_NAMED = 5
_LARGEST_PAGE = 100


@dataclass(frozen=True, order=True)
class Target:
    """With whom the portfolio is shared.

    Attributes:
        type: ORGANIZATION, ORGANIZATIONAL_UNIT or ACCOUNT.
        value: id of the organization, unit or account.
    """

    type: OrganizationNodeTypeType
    value: str

    def __str__(self) -> str:
        return f"{self.type.lower().replace('_', ' ')} {self.value}"


@dataclass(frozen=True)
class ShareChanges:
    """What sharing would change.

    Attributes:
        added: targets that have no share yet.
        removed: targets that have a share and are not named any more.
        changed: units, or the organization, whose share leaves out who may launch, as one made in the console may.
    """

    added: tuple[Target, ...]
    removed: tuple[Target, ...]
    changed: tuple[Target, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to change."""
        return bool(self.added or self.removed or self.changed)


def share_changes(wanted: Iterable[Target], present: Mapping[Target, bool]) -> ShareChanges:
    """Return what would bring the shares to the wanted ones.

    Args:
        wanted: with whom the portfolio is to be shared.
        present: with whom it is, and whether principals go along.
    """
    named = set(wanted)
    return ShareChanges(
        tuple(sorted(named - set(present))),
        tuple(sorted(set(present) - named)),
        # Only with these do principals travel by AWS's documents; a single account may never say that they did.
        tuple(sorted(one for one in named & set(present) if one.type != ACCOUNT and not present[one])),
    )


class PortfolioSharing:
    """Shares one portfolio.

    Args:
        client: Service Catalog client of the hub, management or delegated administrator account.
        portfolio_id: the portfolio.
        report: takes progress, one line each.
        sleep: waits for so many seconds; by default so that Ctrl-C ends the waiting.
    """

    def __init__(
        self,
        client: ServiceCatalogClient,
        portfolio_id: str,
        report: Report = lambda _: None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._client = client
        self._portfolio_id = portfolio_id
        self._report = report
        self._finished = 0
        self._workers = Workers(_THREADS)
        self._sleep = sleep or self._workers.sleep

    def changes(self, wanted: Iterable[Target]) -> ShareChanges:
        """Return what would bring the shares to the wanted ones."""
        return share_changes(wanted, self.shared())

    def apply(self, changes: ShareChanges) -> None:
        """Make and remove shares, several at a time, and wait for each.

        Raises:
            UserError: some could not be made or removed; names each with its reason.
        """
        work = [
            *((self._add, target) for target in changes.added),
            *((self._remove, target) for target in changes.removed),
            *((self._add_principals, target) for target in changes.changed),
        ]
        failures = [failure for failure in self._workers.map(lambda one: self._attempt(*one), work) if failure]
        if failures:
            named = "; ".join(failures[:_MOST_FAILURES_NAMED])
            more = len(failures) - _MOST_FAILURES_NAMED
            raise UserError(
                f"{len(failures)} of {len(work)} shares failed: {named}{f'; and {more} more' if more > 0 else ''}"
            )

    def _attempt(self, action: Callable[[Target], None], target: Target) -> str:
        try:
            action(target)
            self._finished += 1
        except ClientError as error:
            return f"{target}: {sentence(error)}"
        except UserError as error:
            return f"{target}: {error}"
        return ""

    def _add(self, target: Target) -> None:
        # Principals go along, so that nobody in the accounts must be told who may launch.
        share = self._share(target)
        try:
            token = self._when_free(
                lambda: self._client.create_portfolio_share(**share, SharePrincipals=True).get("PortfolioShareToken")
            )
        except ClientError as error:
            if target.type != ACCOUNT or error.response["Error"]["Code"] != "InvalidParametersException":
                raise
            token = self._when_free(lambda: self._client.create_portfolio_share(**share).get("PortfolioShareToken"))
        self._wait(target, token)
        self._report(f"shared with {target}")

    def _add_principals(self, target: Target) -> None:
        share = self._share(target)
        token = self._when_free(
            lambda: self._client.update_portfolio_share(**share, SharePrincipals=True).get("PortfolioShareToken")
        )
        self._wait(target, token)
        self._report(f"who may launch is now shared with {target} too")

    def _remove(self, target: Target) -> None:
        share = self._share(target)
        token = self._when_free(lambda: self._client.delete_portfolio_share(**share).get("PortfolioShareToken"))
        self._wait(target, token)
        self._report(f"no longer shared with {target}")

    def _share(self, target: Target) -> DeletePortfolioShareInputTypeDef:
        return {
            "PortfolioId": self._portfolio_id,
            "OrganizationNode": {"Type": target.type, "Value": target.value},
        }

    def _when_free(self, call: Callable[[], str | None]) -> str | None:
        """Call, again and again while Service Catalog is still at work on another share; returns the share's token."""
        waits, finished = 0, self._finished
        while True:
            try:
                return call()
            except ClientError as error:
                stuck = waits * _SECONDS_BETWEEN_LOOKS >= _LONGEST_SECONDS
                if error.response["Error"]["Code"] != "InvalidStateException" or stuck:
                    raise
            # Among hundreds of shares one may have to wait for long; as long as others are finished, nothing is stuck.
            waits, finished = (waits + 1, finished) if finished == self._finished else (0, self._finished)
            self._sleep(_SECONDS_BETWEEN_LOOKS)

    def _wait(self, target: Target, token: str | None) -> None:
        """Wait for a share to units or the organization, which Service Catalog works on after it has answered.

        https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DescribePortfolioShareStatus.html
        """
        for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
            if token is None:
                return
            answer = self._client.describe_portfolio_share_status(PortfolioShareToken=token)
            if answer["Status"] == "COMPLETED":
                return
            if answer["Status"] in ("COMPLETED_WITH_ERRORS", "ERROR"):
                errors = answer.get("ShareDetails", {}).get("ShareErrors", ())
                raise UserError("; ".join(f"{', '.join(e.get('Accounts', ()))} {e.get('Message', '')}" for e in errors))
            self._sleep(_SECONDS_BETWEEN_LOOKS)
        raise UserError(f"the share to {target} is still in progress after {_LONGEST_SECONDS} seconds.")

    def shared(self) -> dict[Target, bool]:
        """Return whether principals go along, by target."""
        return dict(one for kind in _LISTED_TYPES for one in self._shares_of(kind))

    def _shares_of(self, kind: DescribePortfolioShareTypeType) -> Iterable[tuple[Target, bool]]:
        arguments: DescribePortfolioSharesInputTypeDef = {
            "PortfolioId": self._portfolio_id,
            "Type": kind,
            "PageSize": _LARGEST_PAGE,
        }
        while True:
            page = self._client.describe_portfolio_shares(**arguments)
            for share in page["PortfolioShareDetails"]:
                # An organization or unit may be given as its ARN, which ends with its id.
                yield (
                    Target(_LISTED_TYPES[kind], share["PrincipalId"].rpartition("/")[2]),
                    bool(share.get("SharePrincipals")),
                )
            if not page.get("NextPageToken"):
                return
            arguments["PageToken"] = page["NextPageToken"]
