"""A plan says in words what changes for whom, and what is taken away from whom."""

from __future__ import annotations

import pytest

from installer.aws.stack_state import DELETED, MODIFIED, Change, StackState
from installer.hub.offer import VersionState
from installer.hub.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, ShareChanges, Target
from installer.hub.state import HubState
from installer.lifecycle.affected import Affected
from installer.lifecycle.differences import Difference, choices, people, resources, shares, versions
from installer.lifecycle.plan import NO_CHANGES, Plan

REGION = "eu-west-1"
NEW = (Target(ORGANIZATION, "o-a1b2c3d4e5"), Target(ORGANIZATIONAL_UNIT, "ou-ab12-cd34ef56"))
OLD = Target(ACCOUNT, "111122223333")
FOUND = ShareChanges(NEW, (OLD,), (Target(ACCOUNT, "444455556666"),))


def texts(differences: list[Difference]) -> list[str]:
    return [one.text for one in differences]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            Change("Add", "Portfolio", "AWS::ServiceCatalog::Portfolio"),
            "Would create Portfolio (AWS::ServiceCatalog::Portfolio)",
        ),
        (
            Change("Modify", "ArtifactBucket", "AWS::S3::Bucket", replacement=True),
            "Would change ArtifactBucket (AWS::S3::Bucket) (replacing it)",
        ),
        (
            Change("SyncWithActual", "Topic", "AWS::SNS::Topic"),
            "Would note the actual state of Topic (AWS::SNS::Topic)",
        ),
        (Change("Remove", "Topic", "AWS::SNS::Topic"), "Would delete Topic (AWS::SNS::Topic)"),
        (Change("Upload", "formatter/0a1b.zip", "Artifact"), "Would upload formatter/0a1b.zip"),
        (Change("Mark", "1.0.0-0a1b2c3d", "deprecated"), "Would mark version 1.0.0-0a1b2c3d as deprecated"),
        (Change("Mend", "x/0a1b.zip", "Artifact"), "Would put back x/0a1b.zip, which somebody overwrote or deleted"),
        (
            Change("Mend", "arn:aws:iam:::role/Admin", "Principal"),
            "Would let arn:aws:iam:::role/Admin launch again, which somebody took away by hand",
        ),
        (
            Change("Mend", "LaunchRole", "Constraint"),
            "Would put back the launch constraint of LaunchRole, which somebody took away by hand",
        ),
        (Change("Protect", "hub", "Stack"), "Would protect hub from being deleted"),
        (
            Change("Modify", "Policy", "AWS::S3::BucketPolicy", drift=MODIFIED, properties=("PolicyDocument",)),
            "Would put back PolicyDocument of Policy (AWS::S3::BucketPolicy), which somebody changed by hand",
        ),
        (
            Change("Modify", "Policy", "AWS::S3::BucketPolicy", drift=MODIFIED),
            "Would put back Policy (AWS::S3::BucketPolicy), which somebody changed by hand",
        ),
        (
            Change("Add", "Bucket", "AWS::S3::Bucket", drift=DELETED),
            "Would make Bucket (AWS::S3::Bucket) again, which somebody deleted by hand",
        ),
        (
            Change("Mend", "1.0.0-0a1b", "Version"),
            "Would make version 1.0.0-0a1b again, which somebody removed by hand",
        ),
        (
            Change("Mend", "1.0.0-0a1b", "Activity"),
            "Would activate version 1.0.0-0a1b again, which somebody deactivated by hand",
        ),
        (
            Change("Discard", "templates/0a1b.yaml", "Artifact"),
            "Would delete templates/0a1b.yaml, which somebody overwrote, and which nothing brings back",
        ),
    ],
)
def test_what_happens_to_a_thing(change: Change, text: str) -> None:
    assert texts(resources(REGION, [change])) == [text]


@pytest.mark.parametrize(("size", "words"), [(3, " (3 accounts)"), (1, " (1 account)"), (None, "")])
def test_shares_say_how_many_accounts_they_reach(size: int | None, words: str) -> None:
    found = shares(REGION, FOUND, lambda _: size)
    assert texts(found) == [
        f"Would share the portfolio with organization o-a1b2c3d4e5{words}",
        f"Would share the portfolio with organizational unit ou-ab12-cd34ef56{words}",
        f"Would share who may launch with account 444455556666 too{words}",
        f"Would stop sharing the portfolio with account 111122223333{words}",
    ]
    assert [one.takes_away for one in found] == [False, False, False, True]


def test_old_and_new_values_of_choices() -> None:
    before = {"time_zone": "UTC", "roles": [], "attach_json": True, "due_days": {"high": 7}, "gone": 1}
    after = {"time_zone": "Asia/Tokyo", "roles": ["A", "B"], "attach_json": False, "due_days": {"high": 3}, "new": 2}
    assert texts(choices(REGION, before, after)) == [
        "time_zone: UTC -> Asia/Tokyo",
        "roles: nothing -> A, B",
        "attach_json: yes -> no",
        "due_days: high=7 -> high=3",
    ]


def test_who_may_launch() -> None:
    before, after = ["arn:aws:iam:::role/Admin"], ["arn:aws:iam:::role/team-*"]
    found = people(REGION, before, after)
    assert texts(found) == ["Would let team-* launch", "Would let Admin launch no more"]
    assert [one.takes_away for one in found] == [False, True]


def test_versions() -> None:
    state = HubState(REGION, StackState("a"), StackState("b"), versions=(VersionState("pa-1", "1.0.0-old", "DEFAULT"),))
    found = versions(REGION, state, "1.0.0-new", ("1.0.0-old", "elsewhere"))
    assert [(one.name, one.action, one.takes_away) for one in found] == [
        ("1.0.0-new", "add", False),
        ("1.0.0-old", "remove", True),
    ]
    assert versions(REGION, state, "1.0.0-old", ()) == []


@pytest.mark.parametrize(
    ("affected", "removed", "line"),
    [
        (
            Affected(REGION, 300, 7, {"1.0.0-a": 290, "1.0.0-b": 5}),
            ("1.0.0-b",),
            (
                "eu-west-1: 300 accounts get it, with 295 subscriptions, 5 of them on a version that would be removed, 7 could "
                "not be looked at; subscriptions stay as they are until somebody updates them."
            ),
        ),
        (
            Affected(REGION, 1, 0, {"1.0.0-a": 1}),
            (),
            "eu-west-1: 1 account gets it, with 1 subscription; subscriptions stay as they are until somebody updates them.",
        ),
        (
            Affected(REGION, 2, 2, {}),
            (),
            "eu-west-1: 2 accounts get it; subscriptions there can be counted with the operator role only.",
        ),
    ],
)
def test_whom_a_plan_concerns(affected: Affected, removed: tuple[str, ...], line: str) -> None:
    assert affected.line(removed) == line


def test_a_plan_names_the_region_and_what_is_taken_away() -> None:
    plan = Plan(tuple(shares(REGION, FOUND, lambda _: None)), ("Mind this.",))
    assert plan.losses == ("eu-west-1: Would stop sharing the portfolio with account 111122223333",)
    assert plan.text().endswith("account 111122223333\nNote: Mind this.")


def test_a_plan_without_changes_says_so() -> None:
    assert Plan(()).text() == NO_CHANGES
    assert Plan((), ("Mind this.",)).text() == f"{NO_CHANGES}\nNote: Mind this."
