"""The table of controls: steps are sentences, commands only read and exist, values are quoted."""

from __future__ import annotations

import functools
import json
import re
import shlex
from pathlib import Path
from typing import Any

import botocore.loaders
import pytest
from botocore import xform_name

from formatter.finding.finding import Finding
from formatter.messages.layouts import controls
from formatter.messages.layouts.registry import layout_of
from harness.findings import finding

TABLE: dict[str, Any] = json.loads(Path(controls.__file__).with_name("controls.json").read_text(encoding="utf-8"))
CONTROLS: dict[str, dict[str, Any]] = TABLE["controls"]
COMMANDS = [command for control in CONTROLS.values() for command in control.get("proof", ())]
MODELS = {"s3api": "s3", "configservice": "config"}
"""What the AWS CLI calls otherwise than its models."""


def of_control(control_id: str, resource: dict[str, Any], **fields: Any) -> Finding:
    compliance = {"Status": "FAILED", "SecurityControlId": control_id}
    return finding("securityhub", Compliance=compliance, Resources=[resource], Region="eu-central-1", **fields)


def test_there_are_enough_of_them() -> None:
    assert len(CONTROLS) >= 150
    assert sum(bool(control.get("proof")) for control in CONTROLS.values()) >= 140


@pytest.mark.parametrize("control_id", CONTROLS)
def test_a_control_has_a_sentence_and_its_page(control_id: str) -> None:
    control = controls.control_named(control_id)
    assert control is not None
    assert re.fullmatch(r"[A-Z].*[^. ]\.", control.step), control.step
    assert len(control.step) <= 120
    assert control.source == f"https://docs.aws.amazon.com/securityhub/latest/userguide/{_anchor(control_id)}"


def _anchor(control_id: str) -> str:
    service, number = control_id.lower().split(".")
    return f"{service}-controls.html#{service}-{number}"


@functools.cache
def operations(service: str) -> set[str]:
    model = botocore.loaders.Loader().load_service_model(service, "service-2")
    return {xform_name(name, "-") for name in model["operations"]}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one["command"][:60])
def test_a_proof_only_reads_by_operations_that_exist(command: dict[str, Any]) -> None:
    calls = re.findall(r"aws ([a-z0-9-]+) ([a-z0-9-]+)", command["command"])
    assert len(command["actions"]) == len(calls)
    for service, operation in calls:
        assert re.match(r"(get|list|describe|batch-get|head)-", operation)
        assert operation in operations(MODELS.get(service, service))
    assert command["shows"]
    assert all(
        re.fullmatch(r"[a-z0-9-]+:((Get|List|Describe|BatchGet)[A-Za-z0-9]+|GET)", one) for one in command["actions"]
    )


@pytest.mark.parametrize(
    ("control_id", "resource", "command"),
    [
        (
            "S3.8",
            {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"},
            "aws s3api get-public-access-block --bucket orders --query PublicAccessBlockConfiguration",
        ),
        (
            "RDS.4",
            {"Type": "AwsRdsDbClusterSnapshot", "Id": "arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:nightly"},
            (
                "aws rds describe-db-cluster-snapshots --db-cluster-snapshot-identifier nightly "
                "--query 'DBClusterSnapshots[].StorageEncrypted' --region eu-central-1"
            ),
        ),
        (
            "KMS.4",
            {"Type": "AWS::KMS::Key", "Id": "arn:aws:kms:eu-west-1:111122223333:key/1-2"},
            "aws kms get-key-rotation-status --key-id 1-2 --query KeyRotationEnabled --region eu-west-1",
        ),
        ("S3.8", {"Type": "AwsS3Bucket", "Id": ""}, None),
        ("ECS.2", {"Type": "AwsEcsService", "Id": "arn:aws:ecs:eu-central-1:111122223333:service/old"}, None),
        ("S3.8", {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::--profile"}, None),
        ("S3.8", {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::a b"}, None),
        ("No.1", {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}, None),
    ],
)
def test_the_proof_is_of_the_resource_or_there_is_none(
    control_id: str, resource: dict[str, str], command: str | None
) -> None:
    found = of_control(control_id, resource)
    assert [one.text for one in layout_of(found).proof(found)] == ([command] if command else [])


@pytest.mark.parametrize("name", ["$(reboot)", "`reboot`", "x;reboot", "x'y", "x|y", "x&y", "x>y"])
def test_nothing_of_a_finding_runs_in_a_shell(name: str) -> None:
    found = of_control("S3.8", {"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::{name}"})
    for command in layout_of(found).proof(found):
        assert name in shlex.split(command.text)


@pytest.mark.parametrize(
    ("fields", "control_id"),
    [
        ({"GeneratorId": "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/4.1"}, "EC2.13"),
        ({"GeneratorId": "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.4.0/rule/4.1"}, ""),
        ({"ProductFields": {"ControlId": "EC2.8"}}, "EC2.8"),
        ({"Title": "S3.8 S3 general purpose buckets should block public access"}, "S3.8"),
        ({"ProductFields": {"ControlId": "PCI.S3.1"}, "Title": "PCI.S3.1 S3 buckets should prohibit public write"}, ""),
    ],
)
def test_standards_that_name_controls_themselves(fields: dict[str, Any], control_id: str) -> None:
    found = finding("securityhub", Compliance={"Status": "FAILED"}, **fields)
    assert controls.control_of(found) == controls.control_named(control_id)


def test_a_control_that_the_table_lacks_is_told_by_its_title() -> None:
    title = "SNS topics should be encrypted at-rest using AWS KMS"
    found = of_control("Made.1", {"Type": "AwsSnsTopic", "Id": "x"}, Title=title)
    assert layout_of(found).first_step(found) == f'Change it so that this is true: "{title}".'


@pytest.mark.parametrize(
    ("control_id", "resource", "end"),
    [
        (
            "S3.8",
            {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"},
            "s3/buckets/orders?region=eu-central-1&tab=permissions",
        ),
        ("S3.1", {"Type": "AwsAccount", "Id": "AWS::::Account:111122223333"}, "s3/settings?region=eu-central-1"),
        (
            "IAM.7",
            {"Type": "AwsAccount", "Id": "AWS::::Account:111122223333"},
            "iam/home?region=eu-central-1#/account_settings",
        ),
    ],
)
def test_the_page_opens_the_right_tab(control_id: str, resource: dict[str, str], end: str) -> None:
    found = of_control(control_id, resource)
    assert layout_of(found).page(found) == f"https://eu-central-1.console.aws.amazon.com/{end}"
