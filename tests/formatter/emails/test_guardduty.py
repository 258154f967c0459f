"""GuardDuty's findings keep their own type, are told as what they are, and say how to stop what happens.

https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html
"""

from __future__ import annotations

import pytest

from formatter.emails.layouts.guardduty_type import finding_type
from formatter.emails.layouts.registry import layout_of
from tests.formatter.emails.findings import finding


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort"], "Recon:EC2/PortProbeUnprotectedPort"),
        (["TTPs/Policy:IAMUser-RootCredentialUsage"], "Policy:IAMUser/RootCredentialUsage"),
        (["TTPs/PenTest:IAMUser/KaliLinux"], "PenTest:IAMUser/KaliLinux"),
        (["TTPs/AttackSequence:S3/CompromisedData"], "AttackSequence:S3/CompromisedData"),
        (["TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS"], "Backdoor:EC2/C&CActivity.B!DNS"),
        (["Effects/Data Exfiltration/Exfiltration:S3-AnomalousBehavior"], "Exfiltration:S3/AnomalousBehavior"),
        (["Threats", "Execution:Runtime/NewBinaryExecuted"], "Execution:Runtime/NewBinaryExecuted"),
        (["TTPs/DefenseEvasion/EC2:Unusual-DNS-Resolver"], "DefenseEvasion:EC2/UnusualDNSResolver"),
        (["TTPs/DefenseEvasion/EC2:Unusual-DoH-Activity"], "DefenseEvasion:EC2/UnusualDoHActivity"),
        (["TTPs/DefenseEvasion/EC2:Unusual-DoT-Activity"], "DefenseEvasion:EC2/UnusualDoTActivity"),
        (["TTPs/Defense Evasion/DefenseEvasion:EC2-UnusualDNSResolver"], "DefenseEvasion:EC2/UnusualDNSResolver"),
        (["TTPs/Discovery/RDS-MaliciousIPCaller"], "Discovery:RDS/MaliciousIPCaller"),
        (["TTPs/Discovery/RDS-TorIPCaller"], "Discovery:RDS/TorIPCaller"),
        (
            ["TTPs/AnomalousBehavior/Discovery:Kubernetes-PermissionChecked"],
            "Discovery:Kubernetes/AnomalousBehavior.PermissionChecked",
        ),
        (
            [
                "TTPs/Command and Control/CryptoCurrency:Lambda-BitcoinTool.B",
                "Effects/Resource Consumption/CryptoCurrency:Lambda-BitcoinTool.B",
            ],
            "CryptoCurrency:Lambda/BitcoinTool.B",
        ),
        (["Unusual Behaviors/VM/Behavior:EC2-NetworkPortUnusual"], "Behavior:EC2/NetworkPortUnusual"),
        (["TTPs"], ""),
        (["TTPs/Discovery"], ""),
        ([], ""),
    ],
)
def test_guardduty_s_own_type(types: list[str], expected: str) -> None:
    assert finding_type(finding(Types=types)) == expected


@pytest.mark.parametrize(
    "purpose",
    [
        "Credential Access",
        "Defense Evasion",
        "Discovery",
        "Exfiltration",
        "Impact",
        "Initial Access",
        "Persistence",
        "Privilege Escalation",
    ],
)
def test_an_anomaly_of_a_user_has_its_purpose_in_the_namespace(purpose: str) -> None:
    found = finding(ProductName="GuardDuty", Types=[f"TTPs/{purpose}/IAMUser-AnomalousBehavior"])
    assert finding_type(found) == f"{purpose.replace(' ', '')}:IAMUser/AnomalousBehavior"
    assert not layout_of(found).happened(found).endswith("Somebody should look at it now.")


@pytest.mark.parametrize(
    ("type_", "sentence"),
    [
        ("TTPs/Discovery/IAMUser-AnomalousBehavior", "Somebody is looking around in this account."),
        ("TTPs/DefenseEvasion/EC2:Unusual-DNS-Resolver", "Somebody may be trying not to be seen."),
        ("Unusual Behaviors/VM/Behavior:EC2-NetworkPortUnusual", "A resource behaves unlike before."),
        (
            "Unusual Behaviors/User/ResourceConsumption:IAMUser-ComputeResources",
            "Somebody may be using resources of this account for themselves.",
        ),
        ("TTPs/Made up/MadeUp:EC2-Something", "Somebody should look at it now."),
    ],
)
def test_it_says_what_a_type_means(type_: str, sentence: str) -> None:
    found = finding(ProductName="GuardDuty", Types=[type_])
    assert layout_of(found).happened(found) == f"GuardDuty saw suspicious activity. {sentence}"
