"""Looking after subscriptions of many accounts from the hub: API calls and time, several at a time against one by one.

`python -m benchmarks.subscriptions --accounts 300`; the embedded AWS, where a launch takes as long as this machine needs.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.table import Table

from benchmarks.installation import Calls
from embedded_aws.organization import create_account, create_organization
from embedded_aws.process import start
from tests.installer.profiles import Profiles

_HUB_ROLE = "Operators"
_SUBSCRIBED = 0.6
"""Share of the accounts that have a subscription of their own before."""

_LOOK = ("cloudformation:*", "organizations:*", "s3:*", "servicecatalog:*", "sts:AssumeRole")


def main() -> None:
    """Print calls and seconds of each command, and what they leave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=300)
    accounts = parser.parse_args().accounts
    calls = Calls()
    table = Table("Command", "Accounts", "API calls", "Seconds", title=f"{accounts} accounts")
    with start() as aws, tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        organization = create_organization(aws)
        client = aws.session(organization.management).client("organizations")
        made = [
            create_account(client, f"Account {number}", organization.root, organization.shared_unit)
            for number in range(accounts - 1)
        ]
        line = Profiles(aws, Path(name), management=organization.management, hub=organization.hub)
        _prepare(line, organization.hub, organization.shared_unit)
        iam = aws.session(organization.hub).client("iam")
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{organization.hub}:root"},
            "Action": "sts:AssumeRole",
        }
        iam.create_role(RoleName=_HUB_ROLE, AssumeRolePolicyDocument=_policy(trust))
        allow = {"Effect": "Allow", "Action": _LOOK, "Resource": "*"}
        iam.put_role_policy(RoleName=_HUB_ROLE, PolicyName="Look", PolicyDocument=_policy(allow))
        line.add_role("operator", "hub", f"arn:aws:iam::{organization.hub}:role/{_HUB_ROLE}")

        def run(command: str, *flags: str) -> Callable[[], object]:
            return lambda: line.run(command, "--profile", "operator", "--json", *flags)

        have = made[: int(accounts * _SUBSCRIBED)]
        named = [word for account in have for word in ("--account", account)]
        _row(
            table,
            calls,
            "enroll those that have one before",
            len(have),
            run("enroll", "--address", "a@example.com", "--yes", *named),
        )
        _row(table, calls, "coverage", accounts, run("coverage"))
        with mock.patch("installer.subscriptions.coverage.THREADS", 1):
            _row(table, calls, "coverage, one by one", accounts, run("coverage"))
        rest = accounts - len(have)
        _row(table, calls, "enroll the rest", rest, run("enroll", "--address", "b@example.com", "--yes"))
        line.says("install", "--profile", "hub", "--time-zone", "Asia/Tokyo", "--yes")
        _row(table, calls, "update-subscriptions", accounts, run("update-subscriptions", "--yes"))
        totals = json.loads(line.run("coverage", "--profile", "operator", "--json").stdout)["totals"]
    Console().print(table)
    Console().print(f"Afterwards: {totals}")


def _prepare(line: Profiles, hub: str, unit: str) -> None:
    prepare = ("organization", "--profile", "management", "--hub-account", hub, "--yes")
    line.says(*prepare)
    Path("notifications.toml").write_text(
        f"regions = ['us-east-1']\nroles = ['Admin']\noperator_role = '{_HUB_ROLE}'\n"
        f"share_with_organizational_units = ['{unit}']\n",
        encoding="utf-8",
    )
    line.says("install", "--profile", "hub", "--yes")
    product = json.loads(line.run("status", "--profile", "hub", "--json").stdout)["regions"][0]["product_arn"]
    line.says(*prepare, "--product-arn", product, "--operator-role", _HUB_ROLE)


def _policy(statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _row(table: Table, calls: Calls, name: str, accounts: int, task: Callable[[], object]) -> None:
    started = time.perf_counter()
    number, _ = calls.during(task)
    table.add_row(name, str(accounts), str(number), f"{time.perf_counter() - started:.1f}")


if __name__ == "__main__":
    main()
