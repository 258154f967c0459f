"""GuardDuty's own type of a finding, and what it means in plain words.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.facts.product_fields import PREFIX

_PURPOSES = {
    "AttackSequence": "Several signals together look like an attack that is under way.",
    "Backdoor": "A resource may be controlled by somebody else.",
    "Behavior": "A resource behaves unlike before.",
    "CredentialAccess": "Somebody may be after passwords or keys.",
    "CryptoCurrency": "A resource seems to be mining cryptocurrency.",
    "DefenseEvasion": "Somebody may be trying not to be seen.",
    "Discovery": "Somebody is looking around in this account.",
    "Execution": "Suspicious software may be running.",
    "Exfiltration": "Data may be leaving this account.",
    "Impact": "Somebody may be destroying or misusing resources.",
    "InitialAccess": "Somebody may be getting into this account.",
    "Object": "A file may be malicious.",
    "PenTest": "A tool for attacks is used against this account.",
    "Persistence": "Somebody may be making sure that they can come back.",
    "Policy": "Somebody did what good practice advises against.",
    "PrivilegeEscalation": "Somebody may be gaining more permissions.",
    "Recon": "Somebody is looking for weak points.",
    "ResourceConsumption": "Somebody may be using resources of this account for themselves.",
    "Stealth": "Somebody may be hiding their tracks.",
    "Trojan": "Malicious software may be at work.",
    "UnauthorizedAccess": "Somebody acts in this account in a way that is unusual or not allowed.",
}
"""Threat purposes, the first part of GuardDuty's types."""

_ANOMALY = "AnomalousBehavior"

_BY_PURPOSE_AND_RESOURCE = {
    "Recon:IAMUser": "Somebody uses credentials of this account to find out what they can reach with them.",
    "Discovery:IAMUser": "Somebody uses credentials of this account to find out what they can reach with them.",
    "Discovery:S3": "Somebody uses credentials of this account to find out what is in its buckets.",
    "Discovery:Kubernetes": "Somebody is looking around in a Kubernetes cluster of this account.",
    "Discovery:RDS": "Somebody tries to log in to a database, and may be looking for weak points.",
    "Discovery:Runtime": "A process on a resource of this account is looking around.",
    "Object:S3": "A file in a bucket is malicious, or may be.",
    "Policy:IAMUser": "Somebody used credentials in a way that good practice advises against.",
    "Policy:S3": "Somebody changed a bucket so that its data is less protected than before.",
}
"""What is said more exactly where the type names the resource too."""

_TRIES_PORTS = "Somebody outside tries which ports of a resource are open."
_BY_TYPE = {
    "Recon:EC2/PortProbeEMRUnprotectedPort": _TRIES_PORTS,
    "Recon:EC2/PortProbeUnprotectedPort": _TRIES_PORTS,
    "Execution:Runtime/ReverseShell": "A process gives somebody else a command line on a resource of this account.",
    "Execution:EC2/MaliciousFile": "Malware lies on a disk of an instance.",
    "Execution:ECS/MaliciousFile": "Malware lies on a disk of a container workload.",
    "Execution:Kubernetes/MaliciousFile": "Malware lies on a disk of a Kubernetes workload.",
    "Execution:Container/MaliciousFile": "Malware lies on a disk of a container workload.",
    "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS": (
        "Credentials of an instance's role are used outside AWS: somebody has taken them."
    ),
    "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS": (
        "Credentials of an instance's role are used from another account: somebody may have taken them."
    ),
}
"""What is said most exactly, by the whole type.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
"""

_ACTOR, _TARGET = "ACTOR", "TARGET"
_ONLY_ROLES = {
    "Impact:EC2/PortSweep": _ACTOR,
    "Impact:EC2/WinRMBruteForce": _ACTOR,
    "Recon:EC2/PortProbeEMRUnprotectedPort": _TARGET,
    "Recon:EC2/PortProbeUnprotectedPort": _TARGET,
    "Recon:EC2/Portscan": _ACTOR,
}
"""The role that a resource has in each finding of a type; OCSF states none.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html
"""

_SCANS = "A resource of this account scans others, so somebody else may control it."
_GUESSES = "A resource of this account guesses the passwords of others, so somebody else may control it."
_IS_GUESSED = "Somebody outside is guessing passwords of a resource."
_SSH, _RDP = "UnauthorizedAccess:EC2/SSHBruteForce", "UnauthorizedAccess:EC2/RDPBruteForce"
_BY_ROLE = {
    ("Impact:EC2/PortSweep", _ACTOR): _SCANS,
    ("Impact:EC2/WinRMBruteForce", _ACTOR): _GUESSES,
    ("Recon:EC2/Portscan", _ACTOR): _SCANS,
    (_RDP, _ACTOR): _GUESSES,
    (_RDP, _TARGET): _IS_GUESSED,
    (_SSH, _ACTOR): _GUESSES,
    (_SSH, _TARGET): _IS_GUESSED,
}


def finding_type(finding: Finding) -> str:
    """Return GuardDuty's own type, such as `Recon:EC2/Portscan`; an empty text where there is none.

    ASFF puts namespaces before it and writes a hyphen for its slash: `TTPs/Discovery/Recon:EC2-Portscan`. Some families
    have their purpose in the namespace instead: `TTPs/Defense Evasion/IAMUser-AnomalousBehavior`.
    https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html
    """
    with_colon = next((one for one in reversed(finding.types) if ":" in one), "")
    return _from_colon(with_colon) if with_colon else _from_namespace(finding)


def _from_colon(stated: str) -> str:
    before, _, rest = stated.partition(":")
    namespace, _, purpose = before.rpartition("/")
    category = _last_category(namespace)
    if purpose == "EC2":  # as in TTPs/DefenseEvasion/EC2:Unusual-DNS-Resolver
        return f"{category}:{purpose}/{rest.replace('-', '')}"
    resource, slash, name = rest.partition("/") if "/" in rest else rest.partition("-")
    behavior = f"{_ANOMALY}." if category == _ANOMALY else ""  # as in TTPs/AnomalousBehavior/Execution:Kubernetes-..
    return f"{purpose}:{resource}" + (f"/{behavior}{name}" if slash else "")


def _from_namespace(finding: Finding) -> str:
    for stated in reversed(finding.types):
        namespace, _, rest = stated.rpartition("/")
        if "/" in namespace and "-" in rest:
            return f"{_last_category(namespace)}:{rest.replace('-', '/', 1)}"
    return ""


def _last_category(namespace: str) -> str:
    return namespace.rpartition("/")[2].replace(" ", "")


def happened(finding: Finding) -> str:
    """Return what the type means, for the one that does it or the one to whom it is done."""
    kind = finding_type(finding)
    told = (
        _BY_ROLE.get((kind, _role(finding)))
        or _BY_TYPE.get(kind.partition("!")[0])
        or _BY_PURPOSE_AND_RESOURCE.get(kind.partition("/")[0])
        or _PURPOSES.get(kind.partition(":")[0])
    )
    return f"GuardDuty saw suspicious activity. {told or 'Somebody should look at it now.'}"


def is_noise_from_outside(finding: Finding) -> bool:
    """Tell whether somebody outside only tries the ports or passwords of a resource, as happens to all that is open."""
    kind = finding_type(finding)
    return _role(finding) == _TARGET and (kind in (_SSH, _RDP) or kind.startswith("Recon:EC2/PortProbe"))


def stated_role(finding: Finding) -> str:
    """Return the role of the resource, ACTOR or TARGET; an empty text where the finding does not say."""
    return finding.product_fields.get(PREFIX + "resourceRole", "")


def _role(finding: Finding) -> str:
    return stated_role(finding) or _ONLY_ROLES.get(finding_type(finding), "")
