"""Looking after subscriptions of many accounts from the hub: API calls and time, several at a time against one by one.

`python -m benchmarks.subscriptions --accounts 300`, on the embedded AWS. 40 % of the accounts have no subscription before; of
these some have no address and some lack the operator role. Ctrl-C meets `enroll` at a third of its launches, and the same
command goes on. Each call takes 0.1 s more, as it does over a network, and each launch and update so many seconds as
--launch says: in AWS it takes a minute or two, nearly all of it waiting.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from botocore import handlers
from rich.console import Console
from rich.table import Table

from benchmarks.installation import Calls
from common.names import OPERATOR_ROLE_NAME
from embedded_aws.organization import Organization, create_account, create_organization
from embedded_aws.process import EmbeddedAws, start
from harness.profiles import Profiles
from installer.exit_codes import ExitCode
from installer.subscriptions import coverage, enroll, operations

_HUB_ROLE = "Operators"
_SUBSCRIBED = 0.6
"""Share of the accounts that have a subscription of their own before."""

_CALL_SECONDS = 0.1
_WITHOUT_ADDRESS = 4
_WITHOUT_ROLE = 3
_ONE_BY_ONE = 8
"""Accounts of which enrolling and updating is timed one after the other."""

_LOOK = ("cloudformation:*", "organizations:*", "s3:*", "servicecatalog:*", "sts:AssumeRole")


class SlowLaunches:
    """Has Service Catalog be at work for some time on whatever it is asked for the first time.

    Args:
        seconds: how long.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: dict[str, float] = {}
        self._left = -1
        name = "after-call.service-catalog.DescribeRecord"
        handlers.BUILTIN_HANDLERS.append((name, self._hold))
        handlers.BUILTIN_HANDLERS.append(("before-send.service-catalog.ProvisionProduct", self._stop))

    def stop_at(self, launch: int) -> None:
        """Press Ctrl-C at so many launches from now on."""
        self._left = launch

    def _hold(self, parsed: dict[str, Any], **_: object) -> None:
        record = parsed["RecordDetail"]
        begun = self._begun.setdefault(record["RecordId"], time.monotonic())
        if time.monotonic() - begun < self._seconds:
            record["Status"] = "IN_PROGRESS"

    def _stop(self, **_: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGINT)


class Bench:
    """Runs commands as the operator in the hub, and keeps what each took.

    Args:
        line: the admin's terminal.
    """

    def __init__(self, line: Profiles) -> None:
        self._line = line
        self._calls = Calls(_CALL_SECONDS)
        self.table = Table("Command", "Accounts", "API calls", "Seconds", "Seconds an account")

    def run(self, name: str, accounts: int, *words: str, exit_code: int = 0) -> tuple[dict[str, Any], float]:
        """Run a command; returns its document, and seconds an account."""
        found: list[Any] = []
        number, seconds = self._calls.during(
            lambda: found.append(self._line.run(*words, "--profile", "operator", "--json"))
        )
        result = found[0]
        if result.exit_code != exit_code:
            raise RuntimeError(f"{name} ended with {result.exit_code}: {result.output[-2000:]}")
        each = seconds / accounts
        self.table.add_row(name, str(accounts), str(number), f"{seconds:.1f}", f"{each:.2f}")
        Console(stderr=True).print(f"{name}: {accounts} accounts, {number} calls, {seconds:.1f} seconds")
        return json.loads(result.stdout) if exit_code != ExitCode.STOPPED else {}, each


def main() -> None:
    """Print calls and seconds of each command, and what they leave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--launch", type=float, default=10.0, metavar="SECONDS")
    arguments = parser.parse_args()
    # A shell that starts this in the background has Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    launches = SlowLaunches(arguments.launch)
    with start() as aws, tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        organization = create_organization(aws)
        client = aws.session(organization.management).client("organizations")
        accounts = [organization.owner_account]
        accounts += [
            create_account(client, f"Account {number}", organization.root, organization.shared_unit)
            for number in range(1, arguments.accounts)
        ]
        line = Profiles(aws, Path(name), management=organization.management, hub=organization.hub)
        _prepare(aws, line, organization)
        _measure(aws, line, accounts, launches)


def _measure(aws: EmbeddedAws, line: Profiles, accounts: Sequence[str], launches: SlowLaunches) -> None:
    bench = Bench(line)
    have = accounts[: int(len(accounts) * _SUBSCRIBED)]
    rest = accounts[len(have) :]
    served = rest[: len(rest) - _WITHOUT_ADDRESS - _WITHOUT_ROLE]
    Path("addresses.csv").write_text("".join(f"{one},{one}@example.com\n" for one in (*have, *served)))
    for account in rest[-_WITHOUT_ROLE:]:
        _lose_operator_role(aws, account)
    launch = ("enroll", "--addresses", "addresses.csv", "--yes")

    with _one_by_one():
        _, serial = bench.run("enroll, one by one", _ONE_BY_ONE, *launch, *_named(have[:_ONE_BY_ONE]))
    more = have[_ONE_BY_ONE:]
    _, together = bench.run("enroll those that have one before", len(more), *launch, *_named(more))
    ratios = {"enroll": serial / together}
    with _one_by_one():
        _, serial = bench.run("coverage, one by one", len(accounts), "coverage", exit_code=ExitCode.WRONG)
    _, together = bench.run("coverage", len(accounts), "coverage", exit_code=ExitCode.WRONG)
    ratios["coverage"] = serial / together
    launches.stop_at(len(served) // 3)
    bench.run("enroll the rest, Ctrl-C at a third", len(rest), *launch, exit_code=ExitCode.STOPPED)
    left, _ = bench.run("enroll the rest, the same again", len(rest), *launch, exit_code=ExitCode.WRONG)

    line.says("install", "--profile", "hub", "--minimum-severity", "Medium", "--yes")
    update = ("update-subscriptions", "--yes")
    with _one_by_one():
        _, serial = bench.run("update, one by one", _ONE_BY_ONE, *update, *_named(have[:_ONE_BY_ONE]))
    outdated = len(have) + len(served) - _ONE_BY_ONE
    _, together = bench.run("update-subscriptions", outdated, *update, exit_code=ExitCode.WRONG)
    ratios["update-subscriptions"] = serial / together
    covered, _ = bench.run("coverage", len(accounts), "coverage", exit_code=ExitCode.WRONG)

    Console().print(bench.table)
    Console().print("One by one takes so many times as long:", {name: round(one, 1) for name, one in ratios.items()})
    _tell(covered, left)


def _tell(covered: dict[str, Any], left: dict[str, Any]) -> None:
    """Print how many accounts have a recipient, and that each other one stands in the list with its reason."""
    subscriptions = {one["account"]: one["subscriptions"] for one in covered["accounts"]}
    heard = {account for account, found in subscriptions.items() if found}
    twice = [account for account, found in subscriptions.items() if len(found) > 1]
    reasons = {one["account"]: one["text"].partition(":")[0] for one in left["operations"] if one["state"] == "failed"}
    Console().print(
        f"Afterwards: {covered['totals']}; {len(heard)} have a recipient, {len(twice)} have two subscriptions."
    )
    Console().print("In the list with a reason:", Counter(reasons.values()))
    if missing := set(subscriptions) - heard - set(reasons):
        raise SystemExit(f"Neither a recipient nor a reason: {', '.join(sorted(missing))}")
    if twice or any(one["outdated"] for found in subscriptions.values() for one in found):
        raise SystemExit("Some account has two subscriptions, or an outdated one.")


def _named(accounts: Sequence[str]) -> list[str]:
    return [word for account in accounts for word in ("--account", account)]


@contextlib.contextmanager
def _one_by_one() -> Iterator[None]:
    """Have commands work on one account after the other."""
    with contextlib.ExitStack() as patches:
        for place in (coverage, enroll, operations):
            patches.enter_context(mock.patch.object(place, "THREADS", 1))
        yield


def _prepare(aws: EmbeddedAws, line: Profiles, organization: Organization) -> None:
    hub, unit = organization.hub, organization.shared_unit
    prepare = ("organization", "--profile", "management", "--hub-account", hub, "--yes", "--formatting", "eventbridge")
    line.says(*prepare)
    Path("notifications.toml").write_text(
        f"regions = ['us-east-1']\nroles = ['Admin']\noperator_role = '{_HUB_ROLE}'\n"
        # Functions of so many subscriptions would sweep all the time, in one machine's place of many.
        f"share_with_organizational_units = ['{unit}']\nformatting = 'eventbridge'\n",
        encoding="utf-8",
    )
    line.says("install", "--profile", "hub", "--yes")
    product = json.loads(line.run("status", "--profile", "hub", "--json").stdout)["regions"][0]["product_arn"]
    line.says(*prepare, "--product-arn", product, "--operator-role", _HUB_ROLE)
    iam = aws.session(hub).client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{hub}:root"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=_HUB_ROLE, AssumeRolePolicyDocument=_policy(trust))
    allow = {"Effect": "Allow", "Action": _LOOK, "Resource": "*"}
    iam.put_role_policy(RoleName=_HUB_ROLE, PolicyName="Look", PolicyDocument=_policy(allow))
    line.add_role("operator", "hub", f"arn:aws:iam::{hub}:role/{_HUB_ROLE}")


def _lose_operator_role(aws: EmbeddedAws, account: str) -> None:
    iam = aws.session(account).client("iam")
    for name in iam.list_role_policies(RoleName=OPERATOR_ROLE_NAME)["PolicyNames"]:
        iam.delete_role_policy(RoleName=OPERATOR_ROLE_NAME, PolicyName=name)
    iam.delete_role(RoleName=OPERATOR_ROLE_NAME)


def _policy(statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


if __name__ == "__main__":
    main()
