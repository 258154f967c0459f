"""The whole life of an installation in an organization of many accounts, as an admin's commands: API calls and time.

`python -m benchmarks.admin_life --accounts 300`, on the embedded AWS with IAM enforced: each command runs in a role that has
the policy alone which `policy COMMAND` prints. 40 % of the accounts have no subscription before; of these some have no address
and some lack the operator role. Ctrl-C meets `enroll` at a third of its launches, and the same command goes on. Each call takes
0.1 s more, as it does over a network, and each launch and update so many seconds as --launch says: in AWS it takes a minute or
two, nearly all of it waiting. Ends with 1 where a command ends otherwise than it must, or an account has neither a recipient
nor a reason. Long, since one command goes on where the one before has ended.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

from botocore import handlers
from rich.console import Console
from rich.table import Table

from benchmarks.installation import Calls
from common.names import OPERATOR_ROLE_NAME
from embedded_aws.organization import create_account, create_organization
from embedded_aws.process import EmbeddedAws, start
from embedded_aws.sessions import Credentials
from harness.pipeline import REGION, ROLE, Pipeline
from installer.aws.service_catalog import changed_parameters, idempotency_token, parameters
from installer.exit_codes import ExitCode
from installer.subscriptions import coverage, enroll, operations
from installer.subscriptions.records import finished, why_failed

_OWNER_ROLE = "Admin"
_SUBSCRIBED = 0.6
"""Share of the accounts whose owners have subscribed before."""

_CALL_SECONDS = 0.1
_WITHOUT_ADDRESS = 4
_WITHOUT_ROLE = 3
_ONE_BY_ONE = 8
"""Accounts of which looking, enrolling and updating is timed one after the other."""

_OWNERS_AT_ONCE = 8
_SERIAL = ", one account after the other"
_OTHER = ("--minimum-severity", "Medium")
"""What makes a new version."""


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


class Owner:
    """Whoever owns an account, with a role of it that may launch.

    Args:
        aws: the embedded AWS.
        account: the account.
    """

    NAME = "our-notifications"

    def __init__(self, aws: EmbeddedAws, account: str) -> None:
        root = aws.session(account)
        trust = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"}
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        role = root.client("iam").create_role(RoleName=_OWNER_ROLE, AssumeRolePolicyDocument=_policy(trust))["Role"]
        root.client("iam").put_role_policy(RoleName=_OWNER_ROLE, PolicyName="All", PolicyDocument=_policy(everything))
        keys = root.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="owner")["Credentials"]
        own = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        self._catalog = aws.session(account, credentials=own).client("servicecatalog")
        self._account = account

    def launch(self, severity: str) -> None:
        """Subscribe from a severity on."""
        (product,) = self._catalog.search_products()["ProductViewSummaries"]
        versions = self._catalog.describe_product(Id=product["ProductId"])["ProvisioningArtifacts"]
        (current,) = (one["Id"] for one in versions if one["Guidance"] == "DEFAULT")
        answers = {"EmailAddresses": f"{self._account}@example.com", "MinimumSeverity": severity}
        launched = self._catalog.provision_product(
            ProductId=product["ProductId"],
            ProvisioningArtifactId=current,
            ProvisionedProductName=self.NAME,
            ProvisioningParameters=parameters(answers),
            ProvisionToken=idempotency_token(),
        )
        self._wait(launched["RecordDetail"]["RecordId"])

    def update(self, severity: str) -> None:
        """Change the severity, and leave the address."""
        found = self._catalog.search_provisioned_products(AccessLevelFilter={"Key": "Account", "Value": "self"})
        (own,) = (one for one in found["ProvisionedProducts"] if one["Name"] == self.NAME)
        updated = self._catalog.update_provisioned_product(
            ProvisionedProductId=own["Id"],
            ProductId=own["ProductId"],
            ProvisioningArtifactId=own["ProvisioningArtifactId"],
            ProvisioningParameters=changed_parameters({"MinimumSeverity": severity}, ["EmailAddresses"]),
            UpdateToken=idempotency_token(),
        )
        self._wait(updated["RecordDetail"]["RecordId"])

    def end(self) -> None:
        """Unsubscribe."""
        ended = self._catalog.terminate_provisioned_product(
            ProvisionedProductName=self.NAME, TerminateToken=idempotency_token()
        )
        self._wait(ended["RecordDetail"]["RecordId"])

    def _wait(self, record_id: str) -> None:
        if reason := why_failed(finished(self._catalog, record_id, time.sleep)):
            raise RuntimeError(f"{self._account}: {reason}")


class Bench:
    """Runs commands, and keeps what each took.

    Args:
        pipeline: the roles in which they run.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._calls = Calls(_CALL_SECONDS)
        self._each: dict[str, float] = {}
        self.table = Table("Command", "Accounts", "API calls", "Seconds", "Seconds an account")

    def run(self, name: str, *words: str, exit_code: int = ExitCode.DONE, accounts: int = 0) -> dict[str, Any]:
        """Run a command; returns its document.

        Args:
            name: what to call it.
            words: the command and its flags.
            exit_code: how it must end.
            accounts: in how many accounts it looks or acts, where that says something.
        """
        found: list[Any] = []
        number, seconds = self._calls.during(lambda: found.append(self._pipeline.run(*words, "--json")))
        (result,) = found
        if result.exit_code != exit_code:
            raise SystemExit(f"{name} ended with {result.exit_code}, not {exit_code}: {result.output[-2000:]}")
        each = ""
        if accounts:
            self._each[name] = seconds / accounts
            each = f"{seconds / accounts:.2f}"
        self.table.add_row(name, str(accounts or ""), str(number), f"{seconds:.1f}", each)
        Console(stderr=True).print(f"{name}: {number} calls, {seconds:.1f} seconds")
        document: dict[str, Any] = json.loads(result.stdout) if result.stdout.startswith("{") else {}
        return document

    def ratio(self, name: str) -> float:
        """Return how many times as long an account takes where one comes after the other."""
        return round(self._each[f"{name}{_SERIAL}"] / self._each[name], 1)


class Life:
    """The organization, its admin and its owners.

    Args:
        aws: the embedded AWS.
        accounts: how many accounts get the portfolio.
        formatting: who writes the emails.
        launch_seconds: how long Service Catalog is at work on each launch and update.
    """

    def __init__(self, aws: EmbeddedAws, accounts: int, formatting: str, launch_seconds: float) -> None:
        self._aws = aws
        organization = create_organization(aws)
        client = aws.session(organization.management).client("organizations")
        self._accounts = [organization.owner_account]
        self._accounts += [
            create_account(client, f"Account {number}", organization.root, organization.shared_unit)
            for number in range(1, accounts)
        ]
        have = int(accounts * _SUBSCRIBED)
        self._subscribed, self._rest = self._accounts[:have], self._accounts[have:]
        self._served = self._rest[: -_WITHOUT_ADDRESS - _WITHOUT_ROLE]
        self._owners: dict[str, Owner] = {}
        self._unit = organization.shared_unit
        pipeline = Pipeline(aws, Path(), organization)
        # The end of launch role and permission set is the management account's, as their beginning.
        pipeline.allow("management", "organization")
        self._bench = Bench(pipeline)
        self._launches = SlowLaunches(launch_seconds)
        self._prepare = ("organization", "--hub-account", organization.hub, "--formatting", formatting)
        Path("notifications.toml").write_text(
            f"regions = ['{REGION}']\nroles = ['{_OWNER_ROLE}']\noperator_role = '{ROLE}'\n"
            f"share_with_organizational_units = ['{self._unit}']\nformatting = '{formatting}'\n",
            encoding="utf-8",
        )
        Path("addresses.csv").write_text("".join(f"{one},{one}@example.com\n" for one in self._served))

    def live(self) -> None:
        """Live it, and print what it took and what it left."""
        self._install()
        self._owners_subscribe()
        left = self._enroll()
        self._owners_change()
        covered = self._update()
        self._look_after()
        self._uninstall()
        Console().print(self._bench.table)
        ratios = {name: self._bench.ratio(name) for name in ("coverage", "enroll", "update-subscriptions")}
        Console().print("One after the other takes so many times as long:", ratios)
        _tell(covered, left)

    def _install(self) -> None:
        run, prepare = self._bench.run, self._prepare
        run("organization --dry-run", *prepare, "--dry-run", exit_code=ExitCode.CHANGES)
        run("organization", *prepare, "--yes")
        run("organization again", *prepare, "--yes")
        run("plan", "plan", exit_code=ExitCode.CHANGES)
        run("install", "install", "--yes")
        run("install again", "install", "--yes")
        (hub,) = run("status", "status")["regions"]
        people = (*prepare, "--product-arn", hub["product_arn"], "--operator-role", ROLE, "--yes")
        run("organization, with permission set and operator role", *people)
        run("share again", "share", "--yes")
        for account in self._rest[-_WITHOUT_ROLE:]:
            _lose_operator_role(self._aws, account)

    def _owners_subscribe(self) -> None:
        with ThreadPoolExecutor(_OWNERS_AT_ONCE) as owners:
            self._owners = dict(zip(self._subscribed, owners.map(self._owner, self._subscribed), strict=True))
            list(owners.map(lambda one: one.launch("High"), self._owners.values()))

    def _owner(self, account: str) -> Owner:
        return Owner(self._aws, account)

    def _enroll(self) -> dict[str, Any]:
        """Have every account have a recipient, or a reason; returns the document of the last command."""
        everywhere, run = len(self._accounts), self._bench.run
        some = self._subscribed[:_ONE_BY_ONE]
        with _one_by_one():
            run(f"coverage{_SERIAL}", "coverage", *_named(some), accounts=len(some))
        totals = run("coverage", "coverage", exit_code=ExitCode.WRONG, accounts=everywhere)["totals"]
        without = len(self._rest) - _WITHOUT_ROLE
        expected = {"subscribed": len(self._subscribed), "outdated": 0, "none": without, "unknown": _WITHOUT_ROLE}
        if totals != expected:
            raise SystemExit(f"coverage says {totals} instead of {expected}.")

        launch = ("enroll", "--addresses", "addresses.csv", "--yes")
        run("enroll --dry-run", *launch, "--dry-run", exit_code=ExitCode.CHANGES)
        sample, half = self._served[:_ONE_BY_ONE], self._served[_ONE_BY_ONE : (_ONE_BY_ONE + len(self._served)) // 2]
        with _one_by_one():
            run(f"enroll{_SERIAL}", *launch, *_named(sample), accounts=len(sample))
        run("enroll", *launch, *_named(half), accounts=len(half))
        rest = len(self._served) - len(sample) - len(half)
        self._launches.stop_at(rest // 3)
        run("enroll all, until Ctrl-C", *launch, exit_code=ExitCode.STOPPED)
        return run("the same again", *launch, exit_code=ExitCode.WRONG)

    def _owners_change(self) -> None:
        """Have an owner lower the severity, one end the subscription, and one subscribe beside the baseline."""
        lowers, ends = (self._owners[account] for account in self._subscribed[:2])
        lowers.update("Low")
        ends.end()
        beside, ended = self._served[0], self._subscribed[1]
        self._owners[beside] = self._owner(beside)
        self._owners[beside].launch("Medium")
        launch = ("enroll", "--address", "security@example.com", *_named([beside, ended]), "--yes")
        done = self._bench.run("enroll, after owners changed theirs", *launch)["operations"]
        actions = {one["account"]: one["action"] for one in done}
        if actions != {beside: "end", ended: "launch"}:
            raise SystemExit(f"enroll did {actions}.")
        del self._owners[ended]

    def _update(self) -> dict[str, Any]:
        """Bring all to a new version; returns who is covered then."""
        everywhere, run = len(self._accounts), self._bench.run
        run("plan of a new version", "plan", *_OTHER, exit_code=ExitCode.CHANGES)
        run("install a new version", "install", *_OTHER, "--yes")
        update = ("update-subscriptions", "--yes")
        run("update-subscriptions --dry-run", *update, "--dry-run", exit_code=ExitCode.CHANGES)
        sample = self._subscribed[2 : 2 + _ONE_BY_ONE]
        with _one_by_one():
            run(f"update-subscriptions{_SERIAL}", *update, *_named(sample), accounts=len(sample))
        outdated = len(self._subscribed) + len(self._served) - len(sample)
        canary = ("--canary", self._subscribed[0])
        run("update-subscriptions", *update, *canary, exit_code=ExitCode.WRONG, accounts=outdated)
        return run("coverage of the new version", "coverage", exit_code=ExitCode.WRONG, accounts=everywhere)

    def _look_after(self) -> None:
        run = self._bench.run
        run("plan on no change", "plan", *_OTHER)
        run("report", "report", exit_code=ExitCode.WRONG, accounts=len(self._accounts))
        # The policy of doctor itself lets it do nothing else.
        run("doctor", "doctor", exit_code=ExitCode.WRONG)
        run("redrive", "redrive")

    def _uninstall(self) -> None:
        run = self._bench.run
        run("uninstall over live subscriptions", "uninstall", "--yes", exit_code=ExitCode.REFUSED)
        run("enroll --end", "enroll", "--end", "--yes", exit_code=ExitCode.WRONG)
        with ThreadPoolExecutor(_OWNERS_AT_ONCE) as owners:
            list(owners.map(lambda one: one.end(), self._owners.values()))
        run("share --remove", "share", "--remove", self._unit, "--yes")
        end = ("uninstall", "--management-profile", "management", "--yes")
        run("uninstall", *end)
        run("uninstall again", *end)


def main() -> None:
    """Live the life of an installation, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--formatting", choices=("lambda", "eventbridge"), default="eventbridge")
    parser.add_argument("--launch", type=float, default=5.0, metavar="SECONDS")
    arguments = parser.parse_args()
    # A shell that starts this in the background has Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with start() as aws, tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        Life(aws, arguments.accounts, arguments.formatting, arguments.launch).live()


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


def _lose_operator_role(aws: EmbeddedAws, account: str) -> None:
    iam = aws.session(account).client("iam")
    for name in iam.list_role_policies(RoleName=OPERATOR_ROLE_NAME)["PolicyNames"]:
        iam.delete_role_policy(RoleName=OPERATOR_ROLE_NAME, PolicyName=name)
    iam.delete_role(RoleName=OPERATOR_ROLE_NAME)


def _policy(statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


if __name__ == "__main__":
    main()
