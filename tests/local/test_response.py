"""When nobody acts, end to end: who hears what, and that nobody hears of what is over."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from local.journey.play import Stage
from local.journey.sample import sample_finding
from local.journey.setup import REGION
from local.journey.sweep import SWEEP_EVERY, sweep_all
from tests.embedded_aws.waiting import until
from tests.local.conftest import CHOICES, subscribed

LEAD = "lead@example.com"
WITH_A_LEAD = {"LeadAddresses": LEAD, "NotifyWhenResolved": "Yes"}


def session(stage: Stage) -> Any:
    return stage.aws.session(stage.subscription.account_id, REGION)


def told_after(stage: Stage, passed: timedelta) -> list[tuple[str, str]]:
    """Let time pass, sweep once, and return to whom of this subscription which kinds of emails went."""
    stage.aws.let_pass(passed)
    emails = sweep_all(stage.aws, session(stage), [stage.subscription], SWEEP_EVERY)
    ours = [one for one in emails if stage.subscription.provisioned_id in one.subscription]
    return sorted((one.to, one.attributes["kind"]) for one in ours)


def found(stage: Stage) -> dict[str, Any]:
    """Have a critical finding found and told."""
    finding = sample_finding(stage.subscription.account_id, REGION, "Critical", {}, stage.aws.now())
    session(stage).client("securityhub").batch_import_findings(Findings=[finding])
    stage.aws.wait_until_idle()
    return finding


def set_status(stage: Stage, finding: dict[str, Any], status: str) -> None:
    session(stage).client("securityhub").batch_update_findings(
        FindingIdentifiers=[{"Id": finding["Id"], "ProductArn": finding["ProductArn"]}], Workflow={"Status": status}
    )


def times_said(stage: Stage, group: str) -> int:
    """Return how often the function's log says that Security Hub may not be asked."""
    pages = session(stage).client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    lines = [event["message"] for page in pages for event in page["events"]]
    return sum("may not be asked whether findings still stand" in line for line in lines)


def let_it_be_tuesday(stage: Stage) -> None:
    """Let time pass to a Tuesday noon, so that no weekly report falls due within the next hours."""
    now = stage.aws.now()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=(1 - now.weekday()) % 7)
    stage.aws.let_pass((noon if noon > now else noon + timedelta(days=7)) - now)


def test_a_lead_gets_escalations_and_the_weekly_report_and_nothing_else(hub: Stage) -> None:
    let_it_be_tuesday(hub)
    with subscribed(hub, WITH_A_LEAD) as stage:
        finding = found(stage)
        assert told_after(stage, timedelta(hours=2)) == [(CHOICES.email, "REMINDER")]
        both = [(LEAD, "ESCALATED"), (CHOICES.email, "ESCALATED")]
        assert told_after(stage, timedelta(hours=2)) == both
        weekly = [(LEAD, "WEEKLY"), (CHOICES.email, "WEEKLY")]
        assert told_after(stage, timedelta(days=8)) == sorted(both + weekly)
        ours = [one for one in stage.aws.mailbox() if stage.subscription.provisioned_id in one.subscription]
        assert {one.attributes["kind"] for one in ours if one.to == LEAD} == {"ESCALATED", "WEEKLY"}
        set_status(stage, finding, "RESOLVED")


def test_a_lead_who_is_an_owner_hears_once(hub: Stage) -> None:
    let_it_be_tuesday(hub)
    leads = {**WITH_A_LEAD, "LeadAddresses": f"{CHOICES.email.title()}, {LEAD}"}
    with subscribed(hub, leads) as stage:
        finding = found(stage)
        told_after(stage, timedelta(hours=2))
        both = [(LEAD, "ESCALATED"), (CHOICES.email, "ESCALATED")]
        assert told_after(stage, timedelta(hours=2)) == both
        weekly = [(LEAD, "WEEKLY"), (CHOICES.email, "WEEKLY")]
        assert told_after(stage, timedelta(days=8)) == sorted(both + weekly)
        set_status(stage, finding, "RESOLVED")


def test_where_security_hub_may_not_be_asked_it_nags_all_the_same_and_says_so_once(hub: Stage) -> None:
    with subscribed(hub, WITH_A_LEAD) as stage:
        client, iam = (session(stage).client(name) for name in ("lambda", "iam"))
        function = client.get_function_configuration(FunctionName=stage.subscription.outputs["FunctionName"])
        role = function["Role"].rpartition("/")[2]
        deny = {"Effect": "Deny", "Action": "securityhub:GetFindings*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
        finding = found(stage)
        iam.put_role_policy(RoleName=role, PolicyName="Deny", PolicyDocument=document)
        told = told_after(stage, timedelta(hours=2))
        iam.delete_role_policy(RoleName=role, PolicyName="Deny")
        assert (CHOICES.email, "REMINDER") in told
        # A sweep of the schedule may have told it, and writes its line a moment later.
        assert until(lambda: times_said(stage, function["LoggingConfig"]["LogGroup"])) == 1
        set_status(stage, finding, "RESOLVED")
