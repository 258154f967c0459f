"""GuardDuty's findings keep their own type, are told as what they are, and say how to stop what happens.

https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html
"""

from __future__ import annotations

import pytest

from formatter.finding.finding import Finding
from formatter.messages.layouts.guardduty_type import finding_type
from formatter.messages.layouts.registry import layout_of
from harness.findings import finding

FROM_INSIDE = "Somebody uses credentials of this account to find out what they can reach with them."


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
    found = finding("guardduty", Types=[f"TTPs/{purpose}/IAMUser-AnomalousBehavior"])
    assert finding_type(found) == f"{purpose.replace(' ', '')}:IAMUser/AnomalousBehavior"
    assert not layout_of(found).happened(found).endswith("Somebody should look at it now.")


@pytest.mark.parametrize(
    ("type_", "sentence"),
    [
        ("TTPs/Discovery/IAMUser-AnomalousBehavior", FROM_INSIDE),
        ("TTPs/Discovery/Recon:IAMUser-MaliciousIPCaller", FROM_INSIDE),
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
    found = finding("guardduty", Types=[type_])
    assert layout_of(found).happened(found) == f"GuardDuty saw suspicious activity. {sentence}"


KEY, BUCKET, INSTANCE = "AwsIamAccessKey", "AwsS3Bucket", "AwsEc2Instance"
STOP_KEY = "Stop it: deactivate the access key, or revoke the sessions of the role or user."
STOP_POD = (
    "Stop it: isolate the pod with a network policy and revoke the access of the Kubernetes user or service account."
)
STOP_BUCKET = (
    "Stop it: block public access to the bucket, deny the principal in its policy, "
    "and deactivate the principal's access key."
)
STOP_NETWORK = "Stop it: isolate the resource with a security group that lets nothing in or out; do not terminate it."
STOP_USER = "Stop it: let only known addresses reach the database, and change the password of the user."
STOP_FUNCTION = "Stop it: set the function's reserved concurrency to 0."


@pytest.mark.parametrize(
    ("type_", "resources", "stop"),
    [
        ("Policy:S3/BucketBlockPublicAccessDisabled", [KEY, BUCKET], "Stop it: block public access to the bucket."),
        (
            "Policy:S3/AccountBlockPublicAccessDisabled",
            [KEY],
            "Stop it: block public access to the buckets of the whole account.",
        ),
        ("Exfiltration:S3/AnomalousBehavior", [KEY, BUCKET], STOP_BUCKET),
        (
            "Object:S3/MaliciousFile",
            [BUCKET, "AwsS3Object"],
            "Stop it: let nobody download the file; keep it for your security team.",
        ),
        ("Impact:Kubernetes/TorIPCaller", [KEY, "AwsEksCluster"], STOP_POD),
        ("AttackSequence:EKS/CompromisedCluster", ["AwsEksCluster", INSTANCE], STOP_POD),
        ("Execution:Runtime/ReverseShell", [INSTANCE, "AWS::EKS::Cluster"], STOP_POD),
        (
            "Policy:Kubernetes/AnonymousAccessGranted",
            ["AwsEksCluster"],
            "Stop it: undo the role binding, or close the dashboard to the internet.",
        ),
        ("CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin", ["AwsRdsDbInstance"], STOP_USER),
        ("Discovery:RDS/TorIPCaller", ["AwsRdsDbInstance"], "Stop it: let only known addresses reach the database."),
        ("Backdoor:Lambda/C&CActivity.B", ["AwsLambdaFunction"], STOP_FUNCTION),
        ("Execution:EC2/MaliciousFile!Snapshot", ["AwsEc2Snapshot"], "Stop it: do not restore or share it."),
        ("Execution:EC2/MaliciousFile!AMI", ["Other"], "Stop it: do not restore or share it."),
        ("Execution:S3/MaliciousFile!RecoveryPoint", ["Other"], "Stop it: do not restore or share it."),
        (
            "Policy:IAMUser/RootCredentialUsage",
            [KEY],
            "Stop it: change the root user's password and delete its access keys.",
        ),
        ("Policy:IAMUser/ShortTermRootCredentialUsage", [KEY], STOP_KEY),
        ("UnauthorizedAccess:IAMUser/TorIPCaller", [KEY], STOP_KEY),
        ("AttackSequence:EC2/CompromisedInstanceGroup", [INSTANCE, KEY], STOP_NETWORK),
        ("Backdoor:EC2/Spambot", [INSTANCE], STOP_NETWORK),
        ("Execution:Runtime/ReverseShell", [INSTANCE], STOP_NETWORK),
        ("Made:Up/Type", ["AWS::IAM::User"], STOP_KEY),
        ("Made:Up/Type", ["AWS::Lambda::Function"], STOP_FUNCTION),
        ("", [], STOP_NETWORK),
    ],
)
def test_it_says_how_to_stop_what_happens(type_: str, resources: list[str], stop: str) -> None:
    found = finding(
        "guardduty",
        Types=[type_],
        Severity={"Label": "HIGH"},
        Resources=[{"Id": "x", "Type": resource} for resource in resources],
    )
    assert [step.text for step in layout_of(found).steps(found) if step.text.startswith("Stop it")] == [stop]


def _texts(found: Finding) -> tuple[str, ...]:
    return tuple(step.text for step in layout_of(found).steps(found))


def in_role(type_: str, role: str) -> Finding:
    fields = {"aws/guardduty/service/resourceRole": role} if role else {}
    return finding("guardduty", Types=[type_], Severity={"Label": "MEDIUM"}, ProductFields=fields)


SCANS = "A resource of this account scans others, so somebody else may control it."
GUESSES = "A resource of this account guesses the passwords of others, so somebody else may control it."
IS_GUESSED = "Somebody outside is guessing passwords of a resource."
TRIES_PORTS = "Somebody outside tries which ports of a resource are open."
UNUSUAL = "Somebody acts in this account in a way that is unusual or not allowed."
FIND_OUT = "Find out whether you, a colleague or a known tool did this. If so, set the workflow status to Suppressed."
CLOSE_PORT = "Check whether this port must be open to the internet; if not, close it in the security group."


@pytest.mark.parametrize(
    ("type_", "role", "sentence", "first_step"),
    [
        ("Recon:EC2/Portscan", "ACTOR", SCANS, FIND_OUT),
        ("Recon:EC2/Portscan", "", SCANS, FIND_OUT),
        ("Impact:EC2/PortSweep", "", SCANS, FIND_OUT),
        ("Impact:EC2/WinRMBruteForce", "", GUESSES, FIND_OUT),
        ("UnauthorizedAccess:EC2/SSHBruteForce", "ACTOR", GUESSES, FIND_OUT),
        ("UnauthorizedAccess:EC2/RDPBruteForce", "ACTOR", GUESSES, FIND_OUT),
        ("UnauthorizedAccess:EC2/SSHBruteForce", "TARGET", IS_GUESSED, CLOSE_PORT),
        ("UnauthorizedAccess:EC2/RDPBruteForce", "TARGET", IS_GUESSED, CLOSE_PORT),
        ("UnauthorizedAccess:EC2/SSHBruteForce", "", UNUSUAL, FIND_OUT),
        ("Recon:EC2/PortProbeUnprotectedPort", "TARGET", TRIES_PORTS, CLOSE_PORT),
        ("Recon:EC2/PortProbeEMRUnprotectedPort", "", TRIES_PORTS, CLOSE_PORT),
        ("Recon:IAMUser/TorIPCaller", "TARGET", FROM_INSIDE, FIND_OUT),
    ],
)
def test_it_tells_who_does_it_to_whom(type_: str, role: str, sentence: str, first_step: str) -> None:
    found = in_role(type_, role)
    layout = layout_of(found)
    assert layout.happened(found) == f"GuardDuty saw suspicious activity. {sentence}"
    assert layout.first_step(found) == first_step


def test_noise_from_the_internet_isolates_nothing() -> None:
    found = in_role("Recon:EC2/PortProbeUnprotectedPort", "TARGET")
    assert _texts(found)[1:] == (
        "If it must, allow only known addresses, or put a load balancer before it.",
        "If somebody got in, it is an incident: tell your security team now, and delete nothing (it is evidence).",
    )


@pytest.mark.parametrize(
    ("type_", "severity"),
    [
        ("Backdoor:EC2/Spambot", "CRITICAL"),
        ("UnauthorizedAccess:EC2/SSHBruteForce", "CRITICAL"),
        ("AttackSequence:EC2/CompromisedInstanceGroup", "CRITICAL"),
        ("AttackSequence:EC2/CompromisedInstanceGroup", "HIGH"),
        ("Execution:Runtime/ReverseShell", "HIGH"),
        ("Execution:EC2/MaliciousFile", "HIGH"),
    ],
)
def test_what_may_happen_now_is_stopped_before_anybody_asks_who_does_it(type_: str, severity: str) -> None:
    found = finding("guardduty", Types=[type_], Severity={"Label": severity})
    assert _texts(found) == (
        STOP_NETWORK,
        "Call your security team now, and delete nothing (it is evidence).",
        FIND_OUT,
    )


def test_a_critical_sample_calls_nobody() -> None:
    sample = finding("guardduty", Types=["AttackSequence:EC2/CompromisedInstanceGroup"], Sample=True)
    assert _texts(sample) == ("There is nothing to do: this is a sample, made for a try-out.",)


def with_key(key: str, owner: str = "IAMUser", severity: str = "HIGH") -> Finding:
    resource = {
        "Type": "AwsIamAccessKey",
        "Id": f"AWS::IAM::AccessKey:{key}",
        "Details": {"AwsIamAccessKey": {"PrincipalName": "deploy-bot", "PrincipalType": owner}},
    }
    types = ["TTPs/UnauthorizedAccess:IAMUser-MaliciousIPCaller"]
    return finding("guardduty", Types=types, Severity={"Label": severity}, Resources=[resource])


@pytest.mark.parametrize(
    ("found", "first_step"),
    [
        (with_key("AKIAEXAMPLE"), "Stop it: deactivate the access key AKIAEXAMPLE of deploy-bot."),
        (
            with_key("ASIAEXAMPLE"),
            "Stop it: revoke the sessions of deploy-bot (key ASIAEXAMPLE) in IAM; attach AWSDenyAll where it is a user's.",
        ),
        (
            with_key("AKIAEXAMPLE", severity="MEDIUM"),
            FIND_OUT.replace(" this.", " this with the access key AKIAEXAMPLE of deploy-bot."),
        ),
    ],
)
def test_a_key_is_stopped_by_its_id(found: Finding, first_step: str) -> None:
    assert layout_of(found).first_step(found) == first_step


def test_only_a_user_s_own_key_is_deactivated_by_command() -> None:
    (command,) = layout_of(with_key("AKIAEXAMPLE")).commands(with_key("AKIAEXAMPLE"))
    assert command.text == (
        "aws iam update-access-key --user-name deploy-bot --access-key-id AKIAEXAMPLE --status Inactive"
    )
    for other in (with_key("ASIAEXAMPLE"), with_key("AKIAEXAMPLE", "Root"), with_key("AKIA; rm -rf /")):
        assert not layout_of(other).commands(other)


@pytest.mark.parametrize("type_", ["Execution:ECS/MaliciousFile", "Execution:Runtime/NewBinaryExecuted"])
def test_a_task_of_ecs_is_isolated_and_kept(type_: str) -> None:
    resources = [{"Type": "AwsEcsCluster", "Id": "arn:aws:ecs:eu-central-1:111122223333:cluster/shop"}]
    found = finding("guardduty", Types=[type_], Severity={"Label": "HIGH"}, Resources=resources)
    assert layout_of(found).first_step(found) == (
        "Stop it: isolate the task with a security group that lets nothing in or out; do not stop it, it is evidence."
    )
