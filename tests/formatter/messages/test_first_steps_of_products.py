"""What somebody is to do first about findings of further products, and what the first screen holds as evidence of it."""

from __future__ import annotations

from typing import Any

import pytest

from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from formatter.messages.digest import compose_digest
from formatter.messages.groups import groups_of
from formatter.messages.headline import label
from formatter.messages.layouts.registry import layout_of
from harness.findings import NOW, PREFERENCES, entry_of, finding, told

PARTNER = "arn:aws:securityhub:eu-west-1::product/wiz/wiz"
KEY = {
    "Type": "AwsIamAccessKey",
    "Id": "AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE",
    "Details": {"AwsIamAccessKey": {"PrincipalName": "deploy", "PrincipalType": "IAMUser"}},
}
BUCKET = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}
CLUSTER = {"Type": "AwsEksCluster", "Id": "arn:aws:eks:eu-west-1:111122223333:cluster/shop"}
NODE = {"Type": "AwsEc2Instance", "Id": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0ffff"}
IMAGE = {"Type": "AwsEcrContainerImage", "Id": "arn:aws:ecr:eu-west-1:111122223333:repository/shop/sha256:aa"}
VULNERABILITIES = ["Software and Configuration Checks/Vulnerabilities/CVE"]
PACKAGES = [{"Name": name, "Version": "1.0", "FixedInVersion": "1.1"} for name in ("openssl", "curl", "zlib")]
WEAK_CODE = {"CodeVulnerabilities": [{"FilePath": {"FilePath": "src/app.jar", "StartLine": 12, "EndLine": 14}}]}
CIS = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule"
TRAIL = {"Type": "AwsCloudTrailTrail", "Id": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/all"}


def advised(text: str, **fields: Any) -> dict[str, Any]:
    known = {"ProductArn": PARTNER, "Resources": [NODE], "Types": VULNERABILITIES}
    return known | {"Remediation": {"Recommendation": {"Text": text}}} | fields


@pytest.mark.parametrize(
    ("product", "fields", "step"),
    [
        (
            "guardduty",
            {
                "Types": ["TTPs/Exfiltration:S3-AnomalousBehavior"],
                "Resources": [BUCKET, KEY],
                "Severity": {"Label": "HIGH"},
            },
            "Stop it: deactivate the access key AKIAIOSFODNN7EXAMPLE of deploy.",
        ),
        (
            "guardduty",
            {"Types": ["TTPs/Discovery:Kubernetes-X"], "Resources": [CLUSTER, NODE], "Severity": {"Label": "LOW"}},
            "Find out whether you, a colleague or a known tool did this. If so, set the workflow status to Suppressed.",
        ),
        (
            "inspector",
            {"Types": VULNERABILITIES, "Resources": [IMAGE], "Vulnerabilities": [{"VulnerablePackages": PACKAGES}]},
            (
                "Rebuild the container image with openssl 1.1 (now 1.0), curl 1.1 (now 1.0) and 1 more package, "
                "push it and deploy it again."
            ),
        ),
        (
            "inspector",
            {"Vulnerabilities": [WEAK_CODE]},
            'Change the code at "src/app.jar line 12 to 14" as Inspector advises, and deploy it.',
        ),
        (
            "macie",
            {"Types": ["Sensitive Data Identifications/Passwords/SensitiveData:S3Object-Credentials"]},
            "Look at the object: are these keys or passwords in use? Then revoke them now and issue new ones.",
        ),
        (
            "ssm-patch-manager",
            {"Resources": [NODE], "PatchSummary": {"MissingCount": "5", "InstalledCount": "9"}},
            (
                "Install the 5 missing patches on the EC2 instance with Systems Manager's Patch Manager, "
                "and reboot it where needed."
            ),
        ),
        (
            "",
            {"ProductArn": PARTNER, "Types": ["Sensitive Data Identifications/Passwords"]},
            "Revoke the secret where it was issued, and issue a new one: whoever saw it can use it.",
        ),
        (
            "",
            {
                "ProductArn": PARTNER,
                "Types": ["Sensitive Data Identifications"],
                "Title": "AWS access key in build.log",
            },
            "Revoke the secret where it was issued, and issue a new one: whoever saw it can use it.",
        ),
        (
            "",
            {"Types": ["Software and Configuration Checks"], "Title": "Find secrets in EC2 User Data."},
            "Revoke the secret where it was issued, and issue a new one: whoever saw it can use it.",
        ),
        (
            "",
            {"Types": ["Software and Configuration Checks"], "Title": "alb-tag-compliance", "Resources": [NODE]},
            "Add to the EC2 instance the tags that it lacks, by your company's rules for tags.",
        ),
        (
            "",
            advised("Remove the public address."),
            'Check whether the product\'s advice fits here, and follow it: "Remove the public address."',
        ),
        (
            "securityhub",
            {"Compliance": {"Status": "FAILED"}, "GeneratorId": f"{CIS}/1.9", "Title": "1.9 Ensure .."},
            "Require passwords of at least 14 characters in the password policy for IAM users.",
        ),
        (
            "securityhub",
            {"Compliance": {"Status": "FAILED"}, "GeneratorId": f"{CIS}/3.10", "Title": "3.10 Ensure .."},
            "Make a metric filter and an alarm for changes of security groups on the trail's log group.",
        ),
        (
            "securityhub",
            {
                "Compliance": {"Status": "FAILED"},
                "GeneratorId": "pci-dss/v/3.2.1/PCI.CloudTrail.1",
                "Resources": [TRAIL],
            },
            "Encrypt the trail's log files with a KMS key.",
        ),
    ],
)
def test_the_first_step(product: str, fields: dict[str, Any], step: str) -> None:
    found = finding(product, **fields)
    assert layout_of(found).first_step(found) == step


@pytest.mark.parametrize(
    "advice",
    [
        "Run sudo rm on the host and start it again.",
        "Use curl to fetch the fix and give it to bash.",
        "Call +49 30 12345678 at once.",
        "See https://evil.com for the fix.",
        "Look at evil.com for the fix.",
        "Open javascript:alert(1) in the browser.",
        "Write to joe@evil.com at once.",
    ],
)
def test_advice_that_leads_elsewhere_is_no_step_of_ours(advice: str) -> None:
    for fields in (advised(advice), advised(advice, Types=["Software and Configuration Checks"])):
        found = finding(**fields)
        assert "advice" not in layout_of(found).first_step(found)


@pytest.mark.parametrize(
    ("product", "fields", "called"),
    [
        ("health", {"ProductName": "Health", "Types": ["Software and Configuration Checks"]}, "Health"),
        ("inspector", {"Title": "CWE-89 - SQL injection", "Types": VULNERABILITIES}, "CWE-89"),
        (
            "macie",
            {"Types": ["Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal"]},
            "SensitiveData:S3Object/Personal",
        ),
        ("macie", {"Types": ["SensitiveData:S3Object/Personal"]}, "SensitiveData:S3Object/Personal"),
        ("access-analyzer", {"Types": ["Effects/Data Exposure/External Access Granted"]}, "External Access Granted"),
    ],
)
def test_what_a_finding_is_called(product: str, fields: dict[str, Any], called: str) -> None:
    assert label(finding(product, **fields)) == called


def test_access_from_inside_is_not_told_as_from_outside() -> None:
    types = ["Software and Configuration Checks/AWS Security Best Practices/Internal Access Granted"]
    body = told(finding("access-analyzer", Types=types, Resources=[BUCKET])).body.partition("\nLINKS\n")[0]
    assert "outside" not in body
    assert "Somebody of this account or organization can use a resource" in body


def test_what_aws_writes_of_a_health_event_stands_in_the_first_screen() -> None:
    message = told(finding("health", Title="AWS_RDS_NOTIFICATION", Description="Your certificate ends on Friday."))
    assert "\n  Evidence: Your certificate ends on Friday.\n" in message.body


@pytest.mark.parametrize(
    ("title", "evidence"),
    [
        ("Redshift clusters should prohibit public access", "public: true"),
        ("Redshift clusters should have audit logging enabled", ""),
    ],
)
def test_of_a_resource_only_the_settings_are_evidence_that_the_control_is_about(title: str, evidence: str) -> None:
    details = {"AwsRedshiftCluster": {"PubliclyAccessible": True, "Encrypted": False}}
    cluster = {"Type": "AwsRedshiftCluster", "Id": "c", "Details": details}
    found = finding("securityhub", Title=title, Compliance={"Status": "FAILED"}, Resources=[cluster])
    assert layout_of(found).evidence(found) == evidence


def test_what_somebody_sent_on_purpose_though_it_is_closed_asks_for_no_change() -> None:
    passed = finding("securityhub", Compliance={"Status": "PASSED", "SecurityControlId": "S3.9"})
    opening = told(passed, Kind.CUSTOM_ACTION, custom_action="Tell the owner").body.partition("\n")[0]
    assert opening.endswith("Do now: Ask your security team why they sent this: the finding is closed already.")


def test_the_newer_security_hub_has_a_status_and_no_workflow_status() -> None:
    document = {"class_uid": 2003, "finding_info": {"uid": "f", "title": "t"}, "compliance": {"status": "Fail"}}
    product = {"product": {"uid": "arn:aws:securityhub:eu-west-1::productv2/aws/securityhub"}}
    body = told(finding_from(document | {"metadata": product})).body
    assert "set the status to Suppressed" in body
    assert "workflow status" not in body.partition("\nFACTS\n")[0]


def test_a_digest_says_a_title_once() -> None:
    failed = finding(
        "securityhub", Title="Queues should be blue", Compliance={"Status": "FAILED", "SecurityControlId": "X.1"}
    )
    (group,) = groups_of([entry_of(failed)])
    assert (group.title, *group.first_steps) == ("X.1: Queues should be blue", "Change it so that this is true.")


def test_a_digest_tells_the_same_name_in_several_regions_apart() -> None:
    found = [
        finding("securityhub", Id=region, Title="A", Region=region, Compliance={"SecurityControlId": "EC2.7"})
        for region in ("eu-west-1", "us-east-1")
    ]
    (group,) = groups_of([entry_of(one) for one in found])
    assert group.names(with_account=False) == ["111122223333 (eu-west-1)", "111122223333 (us-east-1)"]
    (alone,) = groups_of([entry_of(found[0])])
    assert alone.names(with_account=False) == ["111122223333"]


def test_a_digest_says_where_not_all_of_a_group_are_mended_alike() -> None:
    shared = {"SecurityControlId": "S3.9"}
    failed, unknown = (
        finding("securityhub", Id=status, Title="Buckets", Compliance=shared | {"Status": status}, Resources=[BUCKET])
        for status in ("FAILED", "WARNING")
    )
    entries = [entry_of(failed), entry_of(failed), entry_of(unknown)]
    (digest,) = compose_digest(entries, "Because.", None, PREFERENCES, NOW)
    step = "Send server access logs of the bucket to a separate log bucket."
    assert f"\n    Do now: {step} Of some it is something else.\n" in digest.message.body


def test_nobody_is_told_to_type_a_command_that_is_not_there() -> None:
    own = "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default"
    body = told(finding(ProductArn=own, Id="report.sh")).body
    assert "Set its workflow status to Notified on the finding's page.\n" in body
    pci = "arn:aws:securityhub:eu-west-1:111122223333:subscription/pci-dss/v/3.2.1/PCI.IAM.7/finding/1"
    assert "page, or type:\n  $ aws securityhub" in told(finding("securityhub", Id=pci)).body
