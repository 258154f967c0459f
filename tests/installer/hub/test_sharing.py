"""Shares are made, waited for, reconciled, and every failure is named."""

from __future__ import annotations

import math
from typing import Any

import pytest
from botocore.exceptions import ClientError

from installer.errors import UserError
from installer.hub.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, PortfolioSharing, ShareChanges, Target
from tests.installer.catalog import FakeCatalog

UNIT = Target(ORGANIZATIONAL_UNIT, "ou-ab12-cd34ef56")
EVERYBODY = Target(ORGANIZATION, "o-a1b2c3d4e5")
ACCOUNTS = tuple(Target(ACCOUNT, f"{number:012d}") for number in range(50))


def sharing(catalog: FakeCatalog) -> PortfolioSharing:
    return PortfolioSharing(catalog, "port-1", sleep=lambda _: None)


def test_shares_are_brought_to_what_is_wanted() -> None:
    catalog = FakeCatalog()
    one = sharing(catalog)
    one.apply(one.changes([UNIT, *ACCOUNTS]))
    assert sorted(one.shared()) == sorted([UNIT, *ACCOUNTS])
    assert one.changes([UNIT, *ACCOUNTS]) == ShareChanges((), ())
    changes = one.changes([UNIT, *ACCOUNTS[1:]])
    assert changes == ShareChanges((), ACCOUNTS[:1])
    one.apply(changes)
    assert len(one.shared()) == 50


def test_a_share_without_principals_gets_them() -> None:
    catalog = FakeCatalog()
    one = sharing(catalog)
    one.apply(one.changes([UNIT]))
    catalog.without_principals = {UNIT.value}
    changes = one.changes([UNIT])
    assert changes == ShareChanges((), (), (UNIT,))
    one.apply(changes)
    assert not one.changes([UNIT])


def test_the_same_again_calls_nothing_but_lists() -> None:
    catalog = FakeCatalog()
    one = sharing(catalog)
    one.apply(one.changes([UNIT]))
    calls = catalog.calls
    one.apply(one.changes([UNIT]))
    assert catalog.calls - calls == 4


@pytest.mark.parametrize("point", range(1, 17))
def test_stopped_at_any_call_the_same_again_ends_the_same(point: int) -> None:
    catalog = FakeCatalog()
    catalog.shared = {EVERYBODY.value: ORGANIZATION, ACCOUNTS[9].value: ACCOUNT}
    wanted = [UNIT, *ACCOUNTS[:3]]
    catalog.stops_at = point
    with pytest.raises(KeyboardInterrupt):
        sharing(catalog).apply(sharing(catalog).changes(wanted))
    one = sharing(catalog)
    one.apply(one.changes(wanted))
    assert sorted(one.shared()) == sorted(wanted)
    assert not one.changes(wanted)


def test_another_share_in_progress_is_waited_for() -> None:
    catalog = FakeCatalog(busy=7)
    one = sharing(catalog)
    one.apply(one.changes([UNIT, *ACCOUNTS[:5]]))
    assert len(one.shared()) == 6


def test_after_ten_minutes_of_another_share_it_is_given_up() -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert sum(slept) <= 600

    one = PortfolioSharing(FakeCatalog(busy=math.inf), "port-1", sleep=sleep)
    with pytest.raises(UserError, match=f"1 of 1 shares failed: {UNIT}: .*: Another share"):
        one.apply(one.changes([UNIT]))
    assert sum(slept) == 600


@pytest.mark.parametrize(
    ("target", "arn"),
    [
        (UNIT, f"arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/{UNIT.value}"),
        (EVERYBODY, f"arn:aws:organizations::111122223333:organization/{EVERYBODY.value}"),
    ],
    ids=["unit", "organization"],
)
def test_a_share_listed_by_its_arn_is_the_same_share(target: Target, arn: str) -> None:
    catalog = FakeCatalog()
    catalog.listed_as = {target.value: arn}
    one = sharing(catalog)
    one.apply(one.changes([target]))
    assert set(one.shared()) == {target}
    assert not one.changes([target])
    one.apply(one.changes([]))
    assert catalog.shared == {}


def test_failures_are_named_and_the_others_are_made() -> None:
    failing = tuple(target.value for target in ACCOUNTS[:7])
    catalog = FakeCatalog(failing=failing)
    one = sharing(catalog)
    with pytest.raises(UserError) as error:
        one.apply(one.changes(ACCOUNTS))
    message = error.value.message
    assert message.startswith("7 of 50 shares failed: account 000000000000: 000000000000 The account is suspended.")
    assert message.endswith("and 2 more")
    assert len(one.shared()) == 43


@pytest.mark.parametrize("answer", [{}, {"SharePrincipals": False}])
def test_an_account_to_which_principals_do_not_travel_is_shared_with_all_the_same(answer: dict[str, bool]) -> None:
    """By AWS's documents principals travel to units and the organization only."""

    class Strict(FakeCatalog):
        def create_portfolio_share(self, **asked: Any) -> dict[str, str]:
            if asked["OrganizationNode"]["Type"] == ACCOUNT and "SharePrincipals" in asked:
                error = {"Code": "InvalidParametersException", "Message": "Not for accounts."}
                raise ClientError({"Error": error}, "CreatePortfolioShare")
            return super().create_portfolio_share(**{**asked, "SharePrincipals": True})

        def describe_portfolio_shares(self, **asked: Any) -> dict[str, Any]:
            page = super().describe_portfolio_shares(**asked)
            for one in page["PortfolioShareDetails"]:
                if asked["Type"] != ORGANIZATIONAL_UNIT:
                    one.pop("SharePrincipals")
                    one.update(answer)
            return page

    one = sharing(Strict())
    one.apply(one.changes([UNIT, ACCOUNTS[0]]))
    assert set(one.shared()) == {UNIT, ACCOUNTS[0]}
    assert not one.changes([UNIT, ACCOUNTS[0]])
