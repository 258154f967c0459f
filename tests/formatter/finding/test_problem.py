"""Which findings are one problem: two that differ must never meet under one key, since the second would never be told."""

from __future__ import annotations

from typing import Any

import pytest

from formatter.finding.identity import finding_key
from formatter.finding.problem import is_control, problem_key
from formatter.finding.reader import finding_from

ACCOUNT, OTHER_ACCOUNT = "111122223333", "444455556666"
REGION, OTHER_REGION = "eu-west-1", "us-east-1"
BUCKET = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::uploads"}
INSTANCE = {"Type": "AwsEc2Instance", "Id": f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-0a1b"}
ROLE = {"Type": "AwsIamRole", "Id": f"arn:aws:iam::{ACCOUNT}:role/admin"}
TRAIL = {"Type": "AwsCloudTrailTrail", "Id": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/all"}
DISTRIBUTION = {"Type": "AwsCloudFrontDistribution", "Id": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"}
ZONE = {"Type": "AwsRoute53HostedZone", "Id": "arn:aws:route53:::hostedzone/Z1"}
IN_ACCOUNT = {"Type": "AwsAccount", "Id": f"AWS::::Account:{ACCOUNT}"}
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/orders"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"


def product(name: str, region: str = REGION) -> str:
    return f"arn:aws:securityhub:{region}::product/{name}"


def control(
    control_id: str = "S3.8",
    resource: dict[str, Any] | None = None,
    region: str = REGION,
    number: int = 1,
    **fields: Any,
) -> dict[str, Any]:
    return {
        "Id": f"finding-{number}",
        "ProductArn": product("aws/securityhub", region),
        "AwsAccountId": ACCOUNT,
        "Region": region,
        "Compliance": {"Status": "FAILED", "SecurityControlId": control_id},
        "Resources": [resource or BUCKET],
        **fields,
    }


def instance(number: int, group: str = "") -> dict[str, Any]:
    tags = {"Tags": {"aws:autoscaling:groupName": group}} if group else {}
    return {"Type": "AwsEc2Instance", "Id": f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-{number}", **tags}


def image(digest: str, repository: str = REPOSITORY) -> dict[str, Any]:
    return {"Type": "AwsEcrContainerImage", "Id": f"{repository}/sha256:{digest}"}


def function(version: str, name: str = FUNCTION) -> dict[str, Any]:
    return {"Type": "AwsLambdaFunction", "Id": f"{name}:{version}"}


def cve(
    resource: dict[str, Any],
    name: str = "CVE-2026-1",
    packages: tuple[str, ...] = ("openssl",),
    number: int = 1,
    **fields: Any,
) -> dict[str, Any]:
    vulnerability = {"Id": name, "VulnerablePackages": [{"Name": package} for package in packages]}
    return {
        "Id": f"arn:aws:inspector2:{REGION}:{ACCOUNT}:finding/{number}",
        "ProductArn": product("aws/inspector"),
        "AwsAccountId": ACCOUNT,
        "Region": REGION,
        "Vulnerabilities": [vulnerability],
        "Resources": [resource],
        **fields,
    }


def of(name: str, resource: dict[str, Any], number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a finding of some other product of AWS."""
    return {
        "Id": f"finding-{number}",
        "ProductArn": product(name),
        "AwsAccountId": ACCOUNT,
        "Region": REGION,
        "Resources": [resource],
        **fields,
    }


def ocsf_control(uid: str = "finding-9", **fields: Any) -> dict[str, Any]:
    return {
        "class_uid": 2003,
        "finding_info": {"uid": uid},
        "metadata": {"product": {"uid": product("aws/securityhub").replace("product", "productv2", 1)}},
        "cloud": {"account": {"uid": ACCOUNT}, "region": REGION},
        "compliance": {"control": "S3.8"},
        "resources": [{"type": "AWS::S3::Bucket", "uid": BUCKET["Id"]}],
        **fields,
    }


def ocsf_cve(resource: dict[str, Any], uid: str = "v-9", packages: tuple[str, ...] = ("openssl",)) -> dict[str, Any]:
    vulnerability = {"cve": {"uid": "CVE-2026-1"}, "affected_packages": [{"name": package} for package in packages]}
    return {
        "class_uid": 2002,
        "finding_info": {"uid": uid},
        "metadata": {"product": {"uid": product("aws/inspector").replace("product", "productv2", 1)}},
        "cloud": {"account": {"uid": ACCOUNT}, "region": REGION},
        "vulnerabilities": [vulnerability],
        "resources": [resource],
    }


OWN = {"ProductArn": f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/default"}
PROWLER = {"ProductArn": product("prowler/prowler")}
NO_CONTROL = {"Compliance": {"Status": "FAILED"}, "ProductFields": {"ControlId": "4.1"}}
NO_REGION = {"Region": "", "ProductArn": product("aws/securityhub", "")}
RESOLVER = {"Type": "Other", "Id": f"arn:aws:route53resolver:{REGION}:{ACCOUNT}:resolver-query-log-config/1"}
LAYER = FUNCTION.replace(":function:", ":layer:")
PUBLIC = f"arn:aws:ecr-public::{ACCOUNT}:repository/orders"
CLUSTER = {"Type": "AwsEksCluster", "Id": f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/web"}
DATABASE = {"Type": "AwsRdsDbInstance", "Id": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:orders"}
CODE = {"Vulnerabilities": [{"Id": "CWE-798", "CodeVulnerabilities": [{"Cwes": ["CWE-798"]}]}]}
TWO_CVES = {"Vulnerabilities": [{"Id": "1"}, {"Id": "2"}]}
OTHER_DISTRIBUTION = {**DISTRIBUTION, "Id": DISTRIBUTION["Id"] + "2"}
OTHER_IN_OCSF = ocsf_control("finding-8", resources=[{"uid": "arn:aws:s3:::other"}])
TWO_BUCKETS = {"Resources": [BUCKET, {**BUCKET, "Id": "arn:aws:s3:::other"}]}

APART = [
    ("another control", control("S3.8"), control("S3.5", number=2)),
    ("another bucket", control(), control(resource={**BUCKET, "Id": "arn:aws:s3:::downloads"}, number=2)),
    ("a bucket whose name goes on", control(), control(resource={**BUCKET, "Id": "arn:aws:s3:::uploads2"}, number=2)),
    ("another account", control(), control(AwsAccountId=OTHER_ACCOUNT, number=2)),
    ("another Region", control("EC2.7", IN_ACCOUNT), control("EC2.7", IN_ACCOUNT, OTHER_REGION, 2)),
    ("the same trail in another Region", control("CloudTrail.1", TRAIL), control("CloudTrail.1", TRAIL, OTHER_REGION, 2)),
    ("a bucket in another Region", control(), control(region=OTHER_REGION, number=2)),
    ("an account in another Region", control("Config.1", IN_ACCOUNT), control("Config.1", IN_ACCOUNT, OTHER_REGION, 2)),
    ("two controls of IAM", control("IAM.1", ROLE), control("IAM.21", ROLE, number=2)),
    ("two roles", control("IAM.1", ROLE), control("IAM.1", {**ROLE, "Id": ROLE["Id"] + "2"}, number=2)),
    ("a role in another account", control("IAM.1", ROLE), control("IAM.1", ROLE, AwsAccountId=OTHER_ACCOUNT, number=2)),
    ("two distributions", control("CloudFront.1", DISTRIBUTION), control("CloudFront.1", OTHER_DISTRIBUTION, number=2)),
    ("two zones", control("Route53.2", ZONE), control("Route53.2", {**ZONE, "Id": ZONE["Id"] + "2"}, number=2)),
    ("an id that begins like IAM's", control("IAMX.1", IN_ACCOUNT), control("IAMX.1", IN_ACCOUNT, OTHER_REGION, 2)),
    ("numbers of two standards that are alike", control(**NO_CONTROL), control(number=2, **NO_CONTROL)),
    ("a standard's number and another one's rule", control(**NO_CONTROL), control("4.1", number=2)),
    ("without an account", control(AwsAccountId=""), control(AwsAccountId="", number=2)),
    ("without a Region", control(**NO_REGION), control(number=2, **NO_REGION)),
    ("without a resource", control(Resources=[]), control(Resources=[], number=2)),
    ("without the resource's id", control(resource={"Type": "Other"}), control(resource={"Type": "Other"}, number=2)),
    ("of two resources", control(**TWO_BUCKETS), control(number=2, **TWO_BUCKETS)),
    ("of two resources and of the first one", control(**TWO_BUCKETS), control(number=2)),
    ("of an own integration", control(**OWN), control(number=2, **OWN)),
    ("of an own integration and of AWS", control(**OWN), control(number=2)),
    ("of another company", control(**PROWLER), control(number=2, **PROWLER)),
    ("of another company and of AWS", control(**PROWLER), control(number=2)),
    ("of no product at all", control(ProductArn=""), control(ProductArn="", number=2)),
    ("a name of AWS under another ARN", control(**OWN, ProductName="Security Hub"), control(number=2)),
    ("a control's id in a finding of Config", control(ProductArn=product("aws/config")), control(number=2)),
    ("two threats on one instance", cve(INSTANCE, Vulnerabilities=[]), cve(INSTANCE, Vulnerabilities=[], number=2)),
    ("another vulnerability", cve(INSTANCE), cve(INSTANCE, "CVE-2026-2", number=2)),
    ("another package", cve(INSTANCE), cve(INSTANCE, packages=("libssl",), number=2)),
    ("one package more", cve(INSTANCE), cve(INSTANCE, packages=("openssl", "libssl"), number=2)),
    ("packages whose names join alike", cve(INSTANCE, packages=("a", "b,c")), cve(INSTANCE, packages=("a,b", "c"), number=2)),
    ("another instance", cve(instance(1)), cve(instance(2), number=2)),
    ("another group", cve(instance(1, "web")), cve(instance(2, "jobs"), number=2)),
    ("a group and an instance of its name", cve(instance(1, "i-2")), cve(instance(2), number=2)),
    ("another repository", cve(image("a")), cve(image("b", REPOSITORY + "-2"), number=2)),
    ("a repository whose name goes on", cve(image("a")), cve(image("a", REPOSITORY + "/blue"), number=2)),
    ("another function", cve(function("1")), cve(function("1", FUNCTION + "2"), number=2)),
    ("a vulnerability in another account", cve(image("a")), cve(image("a"), AwsAccountId=OTHER_ACCOUNT, number=2)),
    ("a vulnerability in another Region", cve(image("a")), cve(image("a"), Region=OTHER_REGION, number=2)),
    ("two vulnerabilities in one finding", cve(INSTANCE, **TWO_CVES), cve(INSTANCE, number=2, **TWO_CVES)),
    ("without the names of packages", cve(INSTANCE, packages=("",)), cve(INSTANCE, packages=("",), number=2)),
    ("without packages", cve(INSTANCE, packages=()), cve(INSTANCE, packages=(), number=2)),
    ("without the vulnerability's name", cve(INSTANCE, ""), cve(INSTANCE, "", number=2)),
    ("a vulnerability found by another company", cve(INSTANCE, **PROWLER), cve(INSTANCE, number=2, **PROWLER)),
    ("a control and a vulnerability", control(resource=INSTANCE), cve(INSTANCE)),
    ("a control in OCSF of another resource", ocsf_control(), OTHER_IN_OCSF),
    ("an analyzer of each Region", control("IAM.28", IN_ACCOUNT), control("IAM.28", IN_ACCOUNT, OTHER_REGION, 2)),
    ("a zone and its resolver", control("Route53.2", ZONE), control("Route53.2", RESOLVER, number=2)),
    ("a resolver in another Region", control("Route53.9", RESOLVER), control("Route53.9", RESOLVER, OTHER_REGION, 2)),
    ("two weaknesses in a function's code", cve(function("1"), **CODE), cve(function("1"), number=2, **CODE)),
    ("a weakness in its code and in a package", cve(function("1"), "CWE-798", **CODE), cve(function("1"), "CWE-798", number=2)),
    ("a function and a layer of its name", cve(function("1")), cve({"Id": LAYER}, number=2)),
    ("another version of a layer", cve({"Id": LAYER + ":1"}), cve({"Id": LAYER.replace("orders", "jobs") + ":1"}, number=2)),
    ("an image by its tag", cve({"Id": REPOSITORY + ":prod"}), cve({"Id": REPOSITORY + ":dev"}, number=2)),
    ("a public repository", cve({"Id": PUBLIC}), cve({"Id": PUBLIC + "2"}, number=2)),
    ("two clusters' findings of GuardDuty", of("aws/guardduty", CLUSTER), of("aws/guardduty", CLUSTER, 2)),
    ("two attempts to sign in to a database", of("aws/guardduty", DATABASE), of("aws/guardduty", DATABASE, 2)),
    ("two kinds of data in a bucket", of("aws/macie", BUCKET), of("aws/macie", BUCKET, 2)),
    ("two grants of access to a bucket", of("aws/access-analyzer", BUCKET), of("aws/access-analyzer", BUCKET, 2)),
    ("two rules of Config", of("aws/config", BUCKET), of("aws/config", BUCKET, 2)),
    ("a rule of Config and a control", of("aws/config", BUCKET, Compliance={"Status": "FAILED"}), control()),
    ("two patches", of("aws/ssm-patch-manager", INSTANCE), of("aws/ssm-patch-manager", INSTANCE, 2)),
    ("a vulnerability of an own integration", cve(INSTANCE, **OWN), cve(INSTANCE, number=2, **OWN)),
    ("two exposures of one instance", of("aws/securityhub-exposure", INSTANCE), of("aws/securityhub-exposure", INSTANCE, 2)),
    ("nothing but a title", {"Title": "a"}, {"Title": "b"}),
]  # fmt: skip

TOGETHER = [
    ("three standards", control(), control(number=2, GeneratorId="pci-dss/v/3.2.1/PCI.S3.2")),
    ("before and after consolidation", control(number=1, ProductFields={"ControlId": "S3.8"}), control(number=2)),
    ("IAM of two Regions", control("IAM.1", ROLE), control("IAM.1", ROLE, OTHER_REGION, 2)),
    ("IAM of the account", control("IAM.6", IN_ACCOUNT), control("IAM.6", IN_ACCOUNT, OTHER_REGION, 2)),
    ("a role checked by another service", control("Config.9", ROLE), control("Config.9", ROLE, OTHER_REGION, 2)),
    ("a distribution", control("CloudFront.1", DISTRIBUTION), control("CloudFront.1", DISTRIBUTION, OTHER_REGION, 2)),
    ("a hosted zone", control("Route53.2", ZONE), control("Route53.2", ZONE, OTHER_REGION, 2)),
    ("both formats of a control", control(), ocsf_control()),
    ("instances of a group", cve(instance(1, "web")), cve(instance(2, "web"), number=2)),
    ("a repository's images", cve(image("a")), cve(image("b"), number=2)),
    ("a function's versions", cve(function("$LATEST")), cve(function("3"), number=2)),
    (
        "a function with and without one",
        cve(function("3")),
        cve({"Type": "AwsLambdaFunction", "Id": FUNCTION}, number=2),
    ),
    ("packages in any order", cve(INSTANCE, packages=("a", "b")), cve(INSTANCE, packages=("b", "a", "a"), number=2)),
    ("an id with and without its ARN", cve(instance(1)), cve({"Type": "AwsEc2Instance", "Id": "i-1"}, number=2)),
    ("both formats of a vulnerability", cve(instance(1)), ocsf_cve({"type": "AWS::EC2::Instance", "uid": "i-1"})),
    ("and of an image", cve(image("a")), ocsf_cve({"type": "AwsEcrContainerImage", "uid": REPOSITORY})),
]


def names(table: list[tuple[str, Any, Any]]) -> list[str]:
    return [case[0] for case in table]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in APART], ids=names(APART))
def test_two_problems_never_become_one(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert problem_key(finding_from(one)) != problem_key(finding_from(other))


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in TOGETHER], ids=names(TOGETHER))
def test_findings_of_one_problem_meet(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert problem_key(finding_from(one)) == problem_key(finding_from(other))
    assert finding_key(finding_from(one)) != finding_key(finding_from(other))


def test_the_table_is_long_enough() -> None:
    assert len(APART) >= 40


def test_no_two_problems_of_the_table_meet_either() -> None:
    rows = [finding_from(row) for case in APART for row in case[1:]]
    groups = {(finding_key(row), problem_key(row)) for row in rows}
    own = [problem for finding, problem in groups if finding == problem]
    assert len(own) == len(set(own))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(control(), control(Title="another text"), id="whatever else it says"),
        pytest.param(control(), ocsf_control("finding-1"), id="in both formats"),
    ],
)
def test_a_finding_keeps_its_key(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert finding_key(finding_from(one)) == finding_key(finding_from(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(control(), control(**OWN), id="one Id under two products"),
        pytest.param(control(), control(ProductArn=product("aws/securityhub", OTHER_REGION)), id="in two Regions"),
        pytest.param({"Id": "1", "ProductName": "A"}, {"Id": "1", "ProductName": "B"}, id="without a ProductArn"),
        pytest.param({"Title": "A"}, {"Title": "B"}, id="without an Id"),
        pytest.param({"Id": "1"}, {"Id": "1 2"}, id="an Id that goes on"),
        pytest.param({"Id": "\ud800"}, {"Id": "\ud801"}, id="halves of characters"),
        pytest.param("text", "another", id="no objects at all"),
    ],
)
def test_two_findings_never_share_a_key(one: object, other: object) -> None:
    assert finding_key(finding_from(one)) != finding_key(finding_from(other))


def test_only_checks_of_security_hub_are_controls() -> None:
    assert is_control(finding_from(control()))
    assert is_control(finding_from(ocsf_control()))
    assert not is_control(finding_from(control(**PROWLER)))
    assert not is_control(finding_from(control(**NO_CONTROL)))
    assert not is_control(finding_from(cve(INSTANCE)))
