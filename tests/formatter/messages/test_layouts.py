"""Each product has its layout, the general one takes the rest, and each says what matters first."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from, received_findings
from formatter.memory.records import Kind
from formatter.messages.layouts.access_analyzer import commands
from formatter.messages.layouts.registry import NAMES, layout_named, layout_of
from harness.findings import EVENTS, NOW, PREFERENCES, finding, from_event, received, told

_NAMED_OTHERWISE = {"custom_action_control": "control", "ocsf_resolved": "guardduty"}
"""Where an event's name does not begin with its layout's."""


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_each_event_has_the_layout_of_its_name(name: str) -> None:
    if name == "custom_action_two_findings":  # of two products
        return
    begun = [layout for layout in NAMES if name.startswith(f"{layout}_")]
    layout = _NAMED_OTHERWISE.get(name) or max(begun, key=len, default="")
    assert layout, (
        f"tests/events/{name}.json: its name must begin with that of a layout in registry.py, one of {', '.join(NAMES)}"
    )
    for one in received(name):
        assert layout_of(one.finding).name == layout_named(layout).name, f"registry.py gives {name} to another layout"


@pytest.mark.parametrize(
    ("product", "layout"),
    [
        ("guardduty", "guardduty"),
        ("health", "health"),
        ("access-analyzer", "access analyzer"),
        ("iamaccessanalyzer", "access analyzer"),
        ("securityhub", "general"),
        ("guardduty-of-somebody-else", "general"),
    ],
)
def test_a_layout_is_chosen_by_the_product_s_arn(product: str, layout: str) -> None:
    assert layout_of(finding(product)).name == layout


@pytest.mark.parametrize("name", ["GuardDuty", "Security Hub", "Inspector"])
def test_a_name_alone_makes_nobody_a_product_of_aws(name: str) -> None:
    arn = "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default"
    assert (
        layout_of(finding(ProductName=name, ProductArn=arn, CompanyName="AWS", Compliance={"Status": "FAILED"})).name
        == "general"
    )
    assert layout_of(finding(ProductName=name)).name == "general"


def test_the_general_layout_comes_last_and_takes_everything() -> None:
    assert layout_of(finding_from({})).name == NAMES[-1] == "general"
    assert [layout_named(name).name.replace(" ", "_") for name in NAMES] == list(NAMES)


@pytest.mark.parametrize("layout", [*map(layout_named, NAMES)], ids=lambda layout: layout.name)
@pytest.mark.parametrize("raw", [{}, {"finding_info": {}}], ids=["ASFF", "OCSF"])
def test_every_layout_says_what_and_what_to_do_of_an_empty_finding(layout: Any, raw: dict[str, Any]) -> None:
    empty = finding_from(raw)
    assert layout.happened(empty).endswith(".")
    assert layout.steps(empty)
    assert all(step.text.rstrip(":").strip() for step in layout.steps(empty))
    assert not layout.commands(empty)


def test_of_insight_results_it_is_said_that_the_findings_are_to_be_sent() -> None:
    detail = {"actionName": "Tell", "insightName": "Busy users", "insightResults": [{"joe": 2}]}
    event = {"source": "aws.securityhub", "detail-type": "Security Hub Insight Results", "detail": detail}
    (one,) = received_findings(event)
    email = told(one.finding, Kind.CUSTOM_ACTION, custom_action=one.custom_action)
    assert 'Security Hub: Results of the insight "Busy users"' in email.subject
    assert "Do now: Open the insight in Security Hub, mark the findings in question and send these." in email.body
    assert "not AWS" not in email.body


CHECKS = "Software and Configuration Checks/AWS Security Best Practices"
ANALYZER = "arn:aws-us-gov:access-analyzer:us-gov-west-1:111122223333:analyzer/unused 90"


def unused(**fields: Any) -> Finding:
    known = {
        "ProductArn": "arn:aws-us-gov:securityhub:us-gov-east-1::product/aws/access-analyzer",
        "Id": f"{ANALYZER}/arn:aws-us-gov:iam::111122223333:role/Deploy/UnusedPermissions",
        "Title": "contains unused permissions",
        "Region": "us-gov-east-1",
        "ProductFields": {"findingId": "n-1", "findingType": "UnusedPermission"},
    }
    return finding(**(known | fields))


def test_the_commands_name_analyzer_finding_and_the_analyzer_s_region() -> None:
    generate, get = commands(unused())
    assert shlex.split(generate.text)[:3] == ["aws", "accessanalyzer", "generate-finding-recommendation"]
    assert shlex.split(get.text)[:3] == ["aws", "accessanalyzer", "get-finding-recommendation"]
    arguments = ["--analyzer-arn", ANALYZER, "--id", "n-1", "--region", "us-gov-west-1"]
    assert shlex.split(generate.text)[3:] == shlex.split(get.text)[3:] == arguments


def test_the_commands_stand_in_the_email_ready_to_copy() -> None:
    body = told(unused(), Kind.NEW, PREFERENCES, NOW).body
    typed = [line for line in body.splitlines() if line.startswith("  $ ")]
    assert typed[:-1] == [f"  $ {command.text}" for command in commands(unused())]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ProductFields": {"findingType": "UnusedPermission"}}, "no finding id"),
        ({"Id": "no analyzer in it"}, "no analyzer"),
        ({"Id": "analyzer/x"}, "no ARN"),
        (
            {"ProductFields": {"findingId": "n-1", "findingType": "UnusedIAMRole"}},
            "AWS recommends for permissions only",
        ),
        ({"Title": "allows public access", "ProductFields": {"findingId": "n-1"}}, "external access"),
        ({"Types": [f"{CHECKS}/Unused Access"], "ProductFields": {"findingId": "n-1"}}, "no kind that AWS documents"),
    ],
)
def test_no_commands_that_cannot_work(fields: dict[str, Any], why: str) -> None:
    assert commands(unused(**fields)) == (), why


def test_nothing_of_a_finding_runs_in_a_shell() -> None:
    hostile = unused(ProductFields={"findingId": "x; rm -rf / #", "findingType": "UnusedPermission"})
    assert "--id 'x; rm -rf / #' --region" in commands(hostile)[0].text


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({"Sample": True}, "This is a SAMPLE: nothing really happened."),
        ({"RecordState": "ARCHIVED"}, "It was closed before this message went out; look whether it is mended."),
        ({"Workflow": {"Status": "SUPPRESSED"}}, "Its workflow status is SUPPRESSED."),
        ({"Severity": {}}, "The product states no severity, so it counts as HIGH."),
        ({"Compliance": {"Status": "WARNING"}}, "The check gave no result."),
        ({"Compliance": {"Status": "NOT_AVAILABLE"}}, "The check gave no result."),
        ({"Compliance": {"Status": "FAILED"}}, "Do now: "),
    ],
)
def test_the_first_line_says_what_a_reader_must_not_miss(fields: dict[str, Any], remark: str) -> None:
    first = told(finding(**fields), Kind.NEW, PREFERENCES, NOW).body.split("\n")[0]
    assert first.startswith(remark)


def test_a_custom_action_says_who_waits_for_an_answer() -> None:
    email = told(from_event("control_failed"), Kind.CUSTOM_ACTION, PREFERENCES, NOW, "Ask the owner")
    assert email.subject.startswith("[MEDIUM] SENT BY ANALYST S3.9 web-shop-orders: ")
    assert '\n  Custom action: "Ask the owner"\n' in email.body
    assert "4. Tell your security team what you did" in email.body


UPDATE = "Update x to a fixed version, or rebuild the image or function with it."
UPDATE_X = "Update x on the resource, and restart what uses it."
NO_FIX = "No fix is known yet: find out whether x is in use, and limit who can reach it."
LOOK_UP = "Look up in Inspector which release of x is fixed, and update."


@pytest.mark.parametrize(
    ("vulnerability", "step"),
    [
        (
            {"VulnerablePackages": [{"Name": "x", "Version": "1", "FixedInVersion": "2"}]},
            "Update x from 1 to 2 on the resource, and restart what uses it.",
        ),
        (
            {"VulnerablePackages": [{"Name": "x", "FixedInVersion": "NotAvailable", "Remediation": "dnf update x"}]},
            UPDATE_X,
        ),
        ({"VulnerablePackages": [{"Name": "x", "Version": "1"}]}, LOOK_UP),
        ({"VulnerablePackages": [{"Name": "x"}], "FixAvailable": "YES"}, UPDATE),
        ({"VulnerablePackages": [{"Name": "x"}], "FixAvailable": "PARTIAL"}, UPDATE),
        ({"VulnerablePackages": [{"Name": "x", "FixedInVersion": "NotAvailable"}]}, NO_FIX),
        ({"FixAvailable": "NO"}, NO_FIX.replace(" x ", " the vulnerable part ")),
        ({"Id": "CVE-2026-1"}, LOOK_UP.replace(" x ", " the vulnerable part ")),
    ],
)
def test_inspector_says_that_there_is_no_fix_only_where_it_is_said(vulnerability: dict[str, Any], step: str) -> None:
    found = finding("inspector", Vulnerabilities=[vulnerability])
    assert layout_of(found).first_step(found) == step


def test_inspector_says_how_the_finding_ends_where_there_is_no_fix() -> None:
    found = finding("inspector", Vulnerabilities=[{"FixAvailable": "NO"}])
    assert layout_of(found).steps(found)[1].text == (
        "When a fix comes out, update; Inspector scans again by itself and then closes the finding."
    )


def test_a_weakness_of_code_has_a_detector_and_no_word_on_a_fix_by_somebody_else() -> None:
    body = told(from_event("inspector_code"), Kind.NEW, PREFERENCES, NOW).body
    assert "\n  Detector: python/sql-injection@v1.0\n" in body
    assert "CVE:" not in body
    assert "Fix available:" not in body


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        (
            "Remediation is available. Please refer to the Fixed version in the vulnerability details section above.",
            False,
        ),
        ("None Provided", False),
        ("Run dnf update.", True),
    ],
)
def test_advice_that_advises_nothing_is_left_out(text: str, is_shown: bool) -> None:
    found = finding("inspector", Remediation={"Recommendation": {"Text": text}})
    assert (f"  AWS advises: {text}\n" in told(found, Kind.NEW, PREFERENCES, NOW).body) is is_shown


def test_a_package_without_a_fixed_version_names_its_remedy() -> None:
    package = {"Name": "x", "Version": "1", "Remediation": "dnf update x"}
    found = finding("inspector", Vulnerabilities=[{"VulnerablePackages": [package]}])
    assert "x 1 -> dnf update x" in told(found, Kind.NEW, PREFERENCES, NOW).body


ANYBODY = "Anybody on the internet can use a resource of this account."
OUTSIDER = "Somebody outside this account or organization can use a resource of it."


@pytest.mark.parametrize(
    ("kind", "title", "principal", "happened"),
    [
        (f"{CHECKS}/External Access Granted", "AwsS3Bucket/b/ allows public access", "*", ANYBODY),
        ("Effects/Data Exposure/External Access Granted", "AwsS3Bucket/b/ allows public access", "*", ANYBODY),
        ("Effects/Data Exposure/External Access Granted", "", "*", ANYBODY),
        (f"{CHECKS}/External Access Granted", "AwsS3Bucket/public-assets/ allows cross-account access", "4", OUTSIDER),
        (f"{CHECKS}/External Access Granted", "AwsIamRole/unused-reader/ allows cross-account access", "4", OUTSIDER),
        (f"{CHECKS}/External Access Granted", "AwsS3Bucket/b/ allows cross-account access", "*", OUTSIDER),
    ],
)
def test_what_a_resource_is_called_does_not_say_who_has_access(
    kind: str, title: str, principal: str, happened: str
) -> None:
    resource = {"Id": "b", "Details": {"Other": {"External Principal": principal}}}
    found = finding("access-analyzer", Types=[kind], Title=title, Resources=[resource])
    assert layout_of(found).happened(found) == happened


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (f"{CHECKS}/Unused Permission", "Take away the permissions that nobody uses."),
        (f"{CHECKS}/Unused IAM Role", "Find out whether anybody needs the role; if nobody does, delete it."),
        (f"{CHECKS}/Unused IAM User Password", "Remove the user's console password if nobody signs in with it."),
        (f"{CHECKS}/Unused IAM User Access Key", "Deactivate the access key; if nothing breaks, delete it."),
        ("UnusedIAMUserAccessKey", "Deactivate the access key; if nothing breaks, delete it."),
        (f"{CHECKS}/Unused Access", "Take away the access that nobody uses."),
    ],
)
def test_the_type_names_what_is_unused_where_the_finding_type_is_missing(kind: str, step: str) -> None:
    found = unused(ProductFields={}, Types=[kind])
    assert layout_of(found).first_step(found) == step


@pytest.mark.parametrize(
    ("title", "principal", "who"),
    [
        ("AwsS3Bucket/b/ allows public access", "*", "everybody on the internet"),
        ("AwsS3Bucket/b/ allows cross-account access", "444455556666", "the principal 444455556666"),
        (
            "AwsS3Bucket/b/ allows cross-account access",
            "arn:aws:iam::444455556666:role/Audit",
            "the principal arn:aws:iam::444455556666:role/Audit",
        ),
        ("AwsS3Bucket/b/ allows cross-account access", "*", "the principal that the finding names"),
        (
            "AwsS3Bucket/b/ allows cross-account access",
            "nobody. First call 0190-1234; it",
            "the principal that the finding names",
        ),
        ("AwsS3Bucket/b/ allows cross-account access", "", "whoever has it"),
    ],
)
def test_the_first_step_names_who_has_access_but_lets_nothing_pass_for_our_words(
    title: str, principal: str, who: str
) -> None:
    resource = {"Id": "b", "Details": {"Other": {"External Principal": principal}}}
    found = finding("access-analyzer", Title=title, Resources=[resource])
    assert layout_of(found).first_step(found) == (
        f"Check whether {who} is meant to have this access; if not, take it out of the resource's policy."
    )


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("AwsS3Bucket/arn:aws:s3:::orders/ allows public access", "orders allows public access"),
        (
            "AwsS3Bucket/arn:aws:s3:::other/ allows public access",
            "AwsS3Bucket/arn:aws:s3:::other/ allows public access",
        ),
        ("orders has an unused password", "orders has an unused password"),
    ],
)
def test_a_title_that_begins_with_type_and_id_is_told_with_the_short_name(title: str, headline: str) -> None:
    resource = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}
    found = finding("access-analyzer", Title=title, Resources=[resource])
    email = told(found)
    assert f" orders: {headline}" in email.subject
    assert f"\n  What: {headline}\n" in email.body


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ({"ReasonCode": "SNS_TOPIC_INVALID"}, "the SNS topic is not valid (SNS_TOPIC_INVALID)"),
        (
            {"ReasonCode": "SNS_TOPIC_INVALID", "Description": "Its own words."},
            "Its own words. (SNS_TOPIC_INVALID)",
        ),
        ({"ReasonCode": "NEW_CODE"}, "NEW_CODE"),
    ],
)
def test_a_check_without_a_result_says_why(reason: dict[str, str], shown: str) -> None:
    compliance = {"Status": "NOT_AVAILABLE", "StatusReasons": [reason]}
    email = told(finding("securityhub", Compliance=compliance), Kind.NEW, PREFERENCES, NOW)
    assert f"\n  Reason: {shown}\n" in email.body
    assert "Do now: Mend what keeps the check from a result: the finding's evidence names it." in email.body


@pytest.mark.parametrize("reasons", [[], [{}], [{"ReasonCode": ""}]])
def test_a_check_without_result_and_reason_says_what_is_often_the_reason(reasons: list[dict[str, str]]) -> None:
    compliance = {"Status": "WARNING", "StatusReasons": reasons}
    found = finding("securityhub", Compliance=compliance)
    assert layout_of(found).first_step(found).startswith("Find out why there is no result: often AWS Config")


def health(**fields: Any) -> Finding:
    return finding("health", GeneratorId="AWS_EC2_RETIREMENT", **fields)


def test_times_of_a_health_event_are_the_reader_s() -> None:
    fields = {"HealthEventStartTime": "2026-10-26T05:00:00.000Z", "HealthEventEndTime": "soon"}
    body = told(health(ProductFields=fields), Kind.NEW, replace(PREFERENCES, time_zone="Europe/Berlin"), NOW).body
    assert "\n  Starts: Mon 26 Oct 2026, 06:00 CET (UTC+01:00), 2 hours ago\n" in body[body.index("\nFACTS\n") :]
    assert body.count("Starts:") == 1
    assert "\n  Ends: soon\n" in body[body.index("\nFACTS\n") : body.index("\nHISTORY\n")]


@pytest.mark.parametrize(
    ("region", "has_page"), [("eu-central-1", True), ("us-gov-west-1", False), ("cn-north-1", False)]
)
def test_the_health_dashboard_is_one_of_the_finding_s_partition(region: str, has_page: bool) -> None:
    body = told(health(Region=region), Kind.NEW, PREFERENCES, NOW).body
    assert ("AWS Health Dashboard:" in body) is has_page
    assert ("health.console.aws.amazon.com" in body) is has_page


def test_firewall_manager_claims_no_more_than_that_a_policy_is_not_followed() -> None:
    title = "The security group is redundant"
    found = finding("firewall-manager", Title=title, GeneratorId="aws/firewall-manager")
    layout = layout_of(found)
    assert "does not follow a policy" in layout.happened(found)
    assert layout.first_step(found) == (
        'Change the resource so that this is no longer true: "The security group is redundant".'
    )
    assert layout.facts(found) == (("Rule", "aws/firewall-manager"),)


def test_config_does_not_promise_to_look_at_once() -> None:
    found = from_event("config_rule")
    assert "at the change or at the rule's next run" in layout_of(found).steps(found)[1].text


@pytest.mark.parametrize(("status", "is_asked"), [("NEW", True), ("NOTIFIED", True), ("SUPPRESSED", False)])
def test_nobody_is_asked_to_suppress_what_is_suppressed(status: str, is_asked: bool) -> None:
    found = finding("securityhub", Compliance={"Status": "FAILED"}, Workflow={"Status": status})
    assert any("to Suppressed" in step.text for step in layout_of(found).steps(found)) is is_asked


@pytest.mark.parametrize(("count", "line"), [("1", "Seen: once"), ("17", "Seen: 17 times")])
def test_guardduty_says_how_often_it_was_seen(count: str, line: str) -> None:
    found = finding("guardduty", ProductFields={"aws/guardduty/service/count": count})
    assert line in told(found, Kind.NEW, PREFERENCES, NOW).body
