"""The installer stopped at each of its calls to AWS, and the same command run again: does it end as if nothing had happened?

`python -m benchmarks.installer_faults` installs in one Region and shares with a unit and an account on the embedded AWS, in an
organization of its own each time. Before or after one call the process ends, or the call fails; then the same is run until it
is done.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from rich.console import Console
from rich.table import Table

from benchmarks.canned_aws import answered_by
from common.choices.configuration import Configuration
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws, start
from installer.aws.identity import hub_identity
from installer.errors import UserError
from installer.lifecycle.installation import Installation
from local.journey.choices import Choices
from local.journey.setup import REGION, Setup

_TRIES = 200
_THROTTLED_JSON = b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
_THROTTLED_XML = (
    b"<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"
)
_THROTTLED_S3 = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"


class KilledError(BaseException):
    """The process ends here and now; nothing may catch it."""


@dataclass
class Fault:
    """What happens to the n-th call from now; calls are counted all the time."""

    kind: str = ""
    call: int = 0
    calls: int = field(default=0, init=False)

    def before(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        """Meet the call before it is made."""
        self.calls += 1
        if self.calls != self.call:
            return None
        if self.kind == "the process is killed before a call":
            raise KilledError
        if self.kind == "a call is throttled once":
            return _throttled(request)
        return None

    def after(self, **_: Any) -> None:
        """Meet the call when it is done."""
        if self.calls != self.call:
            return
        if self.kind == "the process is killed after a call":
            raise KilledError
        if self.kind == "a call is done, its answer is lost":
            self.call = 0
            raise ConnectionClosedError(endpoint_url="the service")


@dataclass(frozen=True)
class _Body:
    content: bytes

    def stream(self) -> list[bytes]:
        """Return the pieces, as urllib3 does."""
        return [self.content]


def _throttled(request: AWSPreparedRequest) -> AWSResponse:
    """Return what a service says to too many calls, in the language of its protocol."""
    if "X-Amz-Target" in request.headers:
        return AWSResponse(request.url, 400, HTTPHeaders(), _Body(_THROTTLED_JSON))
    is_s3 = "x-amz-content-sha256" in request.headers or request.method == "HEAD"
    return AWSResponse(request.url, 503, HTTPHeaders(), _Body(_THROTTLED_S3 if is_s3 else _THROTTLED_XML))


KINDS = (
    "the process is killed before a call",
    "the process is killed after a call",
    "a call is throttled once",
    "a call is done, its answer is lost",
)


@dataclass(frozen=True)
class Trial:
    """An organization of its own, and the installation to try in it."""

    aws: EmbeddedAws
    organization: Organization
    fault: Fault

    def run(self) -> None:
        """Install and share."""
        installation = self._installation()
        if installation.plan():
            installation.install(lambda _: None)

    def run_until_done(self) -> bool:
        """Run again until nothing is left to do; False if that never comes."""
        for _ in range(_TRIES):
            with contextlib.suppress(UserError):
                self.run()
                return not self._installation().plan()
        return False

    def state(self) -> Counter[str]:
        """Return how many there are of each thing that an installation makes."""
        session = self.aws.session(self.organization.hub, REGION)
        catalog = session.client("servicecatalog")
        found: Counter[str] = Counter()
        for portfolio in catalog.list_portfolios()["PortfolioDetails"]:
            found["portfolios"] += 1
            principals = catalog.list_principals_for_portfolio(PortfolioId=portfolio["Id"])["Principals"]
            found["principals"] += len(principals)
            for kind in ("ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT"):
                shares = catalog.describe_portfolio_shares(PortfolioId=portfolio["Id"], Type=kind)
                found[kind] += len(shares["PortfolioShareDetails"])
        for product in catalog.search_products_as_admin()["ProductViewDetails"]:
            found["products"] += 1
            arguments = {"ProductId": product["ProductViewSummary"]["ProductId"]}
            found["versions"] += len(catalog.list_provisioning_artifacts(**arguments)["ProvisioningArtifactDetails"])
        found["buckets"] = len(session.client("s3").list_buckets()["Buckets"])
        found["stacks"] = len(session.client("cloudformation").describe_stacks()["Stacks"])
        return found

    def _installation(self) -> Installation:
        session = self.aws.session(self.organization.hub, REGION)
        session.events.register("before-send", answered_by(self.fault.before))
        session.events.register("response-received", self.fault.after)
        configuration = Configuration(
            regions=(REGION,),
            permission_sets=("SubscribeToSecurityNotifications",),
            share_with_organizational_units=(self.organization.shared_unit,),
            share_with_accounts=(self.organization.other_account,),
        )
        return Installation(session, hub_identity(session), configuration)


def trials(aws: EmbeddedAws) -> Iterator[Trial]:
    """Yield a prepared organization each time."""
    while True:
        organization = create_organization(aws)
        Setup(aws, organization, Choices()).prepare_organization()
        yield Trial(aws, organization, Fault())


def met(trial: Trial, kind: str, call: int) -> bool:
    """Run into the fault at that call, then again without it; returns whether it was met."""
    trial.fault.kind, trial.fault.call = kind, trial.fault.calls + call
    with contextlib.suppress(KilledError, UserError, ConnectionClosedError):
        trial.run()
    was_met = trial.fault.calls >= trial.fault.call
    trial.fault.kind = ""
    return was_met


@click.command()
@click.option("--every", default=1, show_default=True, help="Take every n-th call only.")
def main(every: int) -> None:
    """Print a line a kind of fault."""
    table = Table("Fault", "Calls met", "Did not end", "Ended otherwise", title="The installer, stopped and run again")
    with start() as aws:
        fresh = trials(aws)
        usual = next(fresh)
        usual.run()
        calls, wanted = usual.fault.calls, usual.state()
        for kind in KINDS:
            counts: Counter[str] = Counter()
            for call in range(1, calls + 1, every):
                trial = next(fresh)
                if met(trial, kind, call):
                    counts["met"] += 1
                    counts["unfinished"] += not trial.run_until_done()
                    counts["otherwise"] += trial.state() != wanted
            table.add_row(kind, *(str(counts[name]) for name in ("met", "unfinished", "otherwise")))
    Console().print(table)


if __name__ == "__main__":
    main()
