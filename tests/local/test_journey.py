"""The journey, end to end: from an organization to an email, a change of the subscription, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from embedded_aws.process import EmbeddedAws
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from installer.errors import UserError
from installer.findings.files import event_of
from local.journey.finding_outcomes import FindingOutcome, Follower
from local.journey.owner import Owner, Subscription
from local.journey.play import Stage
from local.journey.rules import FILTERED
from local.journey.sample import sample_finding
from local.journey.setup import REGION

RESOLVED = {"Workflow": {"Status": "RESOLVED"}, "UpdatedAt": "2036-11-24T13:00:00.000Z"}
AGAIN = {"UpdatedAt": "2036-11-24T14:00:00.000Z"}
"""Later than whatever the sample says; two events of one second are told apart by it."""


@pytest.fixture(scope="module")
def owner(embedded_aws: EmbeddedAws, stage: Stage) -> Owner:
    return Owner(embedded_aws, stage.organization.owner_account, "jane")


def finding(stage: Stage, severity: str = "High", **changes: Any) -> dict[str, Any]:
    tags = changes.pop("tags", {})
    return sample_finding(stage.subscription.account_id, REGION, severity, tags, stage.aws.now()) | changes


def follower(aws: EmbeddedAws, subscription: Subscription, minimum: Severity = Severity.HIGH) -> Follower:
    return Follower(aws, subscription, Preferences(filters=Filters(minimum_severity=minimum)), REGION)


def told(outcomes: list[FindingOutcome]) -> list[str]:
    """Return the first word of each subject, or the reason for none."""
    return [outcome.email.subject.split(" ")[0] if outcome.email else outcome.reason for outcome in outcomes]


def test_a_finding_becomes_an_email(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    sample = finding(stage, tags={"team": "shop"})
    hub = embedded_aws.session(stage.subscription.account_id, REGION).client("securityhub")
    following = follower(embedded_aws, stage.subscription)
    hub.batch_import_findings(Findings=[sample])
    (outcome,) = following.with_emails(following.settle(event_of(sample)))
    assert outcome.email is not None
    assert outcome.email.to == "owner@example.com"
    assert outcome.email.subject.startswith("[HIGH] ")
    assert " web-shop-uploads-" in outcome.email.subject
    for text in (stage.subscription.account_id, sample["Id"], sample["Resources"][0]["Id"], "team"):
        assert text in outcome.email.body
    assert outcome.email.sender == "Security notifications <no-reply@sns.amazonaws.com>"


def test_welcome_says_which_addresses_a_link_can_end(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    ours = [one for one in embedded_aws.mailbox() if stage.subscription.provisioned_id in one.subscription]
    assert ours[0].subject == "WELCOME this subscription works"
    assert "WHO IS TOLD\n  owner@example.com (a link can end it)\n" in ours[0].body


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"Severity": {}}, ""),
        ({"severity": "Medium"}, "below the minimum severity"),
        ({"Workflow": {"Status": "SUPPRESSED"}}, "suppressed"),
        ({"RecordState": "ARCHIVED"}, "closed, and never told as open"),
        ({"Compliance": {"Status": "PASSED"}}, "closed, and never told as open"),
    ],
    ids=["high", "no severity: in doubt it is told", "medium", "suppressed", "archived", "passed"],
)
def test_each_finding_ends_as_an_email_or_with_a_reason(
    embedded_aws: EmbeddedAws, stage: Stage, changes: Mapping[str, Any], reason: str
) -> None:
    (outcome,) = follower(embedded_aws, stage.subscription).follow([event_of(finding(stage, **changes))])
    assert (outcome.reason, outcome.email is None) == (reason, bool(reason))


def test_the_story_of_one_finding(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    opened = finding(stage)
    passed = opened | RESOLVED | {"Severity": {"Label": "INFORMATIONAL"}, "Compliance": {"Status": "PASSED"}}
    following = follower(embedded_aws, stage.subscription)
    outcomes = [following.follow([event_of(one)])[0] for one in (opened, opened, passed, opened | AGAIN)]
    subjects = [
        " ".join(outcome.email.subject.split()[:2]) if outcome.email else outcome.reason for outcome in outcomes
    ]
    assert subjects[0].startswith("[HIGH]")
    assert subjects[1:] == ["told before, and nothing changed", "[HIGH] RESOLVED", "[HIGH] REOPENED"]


def test_a_storm_comes_together(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    storm = [event_of(finding(stage, "Critical")) for _ in range(30)]
    outcomes = follower(embedded_aws, stage.subscription).follow(storm)
    emails = {outcome.email.message_id: outcome.email for outcome in outcomes if outcome.email}
    assert all(outcome.is_settled for outcome in outcomes)
    # How many a minute go out by themselves is tested where the clock can be set.
    assert len(emails) < len(storm)
    texts = "\n".join(email.body for email in emails.values())
    buckets = [outcome.finding.resources[0].id.rpartition(":")[2] for outcome in outcomes]
    assert [bucket for bucket in buckets if bucket not in texts] == []


def test_an_owner_changes_and_leaves(embedded_aws: EmbeddedAws, stage: Stage, owner: Owner) -> None:
    answers = {
        "EmailAddresses": "two@example.com",
        "MinimumSeverity": "Medium",
        "TagKey": "team",
        "TagValues": "shop-*",
    }
    before = resources(embedded_aws, stage)
    subscription = owner.launch(answers, "second")
    following = follower(embedded_aws, subscription, Severity.MEDIUM)
    outcomes = following.follow(
        [
            event_of(finding(stage, "Medium", tags={"team": "shop-1"})),
            event_of(finding(stage, "Critical", tags={"team": "office"})),
        ]
    )
    assert told(outcomes) == ["[MEDIUM]", FILTERED]
    subscription = owner.update(subscription, {"TagValues": "office"})
    following = follower(embedded_aws, subscription, Severity.MEDIUM)
    outcomes = following.follow([event_of(finding(stage, "Critical", tags={"team": "office"}))])
    assert told(outcomes) == ["[CRITICAL]"]
    owner.leave(subscription)
    assert resources(embedded_aws, stage) == before


def resources(aws: EmbeddedAws, stage: Stage) -> dict[str, list[str]]:
    """Return the names of everything that subscriptions are made of in the owner's account."""
    session = aws.session(stage.subscription.account_id, REGION)
    queues = session.client("sqs").list_queues().get("QueueUrls", [])
    return {
        "topics": sorted(one["TopicArn"] for one in session.client("sns").list_topics()["Topics"]),
        "rules": sorted(one["Name"] for one in session.client("events").list_rules()["Rules"]),
        "functions": sorted(one["FunctionName"] for one in session.client("lambda").list_functions()["Functions"]),
        "tables": sorted(session.client("dynamodb").list_tables()["TableNames"]),
        "queues": sorted(queues),
        "groups": sorted(one["logGroupName"] for one in session.client("logs").describe_log_groups()["logGroups"]),
        "roles": sorted(one["RoleName"] for one in session.client("iam").list_roles()["Roles"]),
        "alarms": sorted(one["AlarmName"] for one in session.client("cloudwatch").describe_alarms()["MetricAlarms"]),
    }


def test_an_account_without_a_share_is_refused(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    other = Owner(embedded_aws, stage.organization.other_account, "jane")
    assert other.is_refused(stage.hub.product_id)
    with pytest.raises(UserError, match="has no access"):
        other.launch({"EmailAddresses": "other@example.com"})


def test_a_wrong_answer_on_the_form_is_refused_in_the_forms_words(stage: Stage, owner: Owner) -> None:
    with pytest.raises(UserError, match="must be 1 to 20 email addresses"):
        owner.launch({"EmailAddresses": "nobody"}, "wrong")


def test_the_sample_is_what_security_hub_takes(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    sample = finding(stage)
    client = embedded_aws.session(stage.subscription.account_id, REGION).client("securityhub")
    # boto3 itself knows which fields a finding must have.
    assert client.batch_import_findings(Findings=[sample])["FailedFindings"] == []
