"""What to do about a finding of GuardDuty.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_remediate.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.messages.layouts.guardduty_type import finding_type, is_noise_from_outside

_CREDENTIALS = "Stop it: deactivate the access key, or revoke the sessions of the role or user."
_ROOT = "Stop it: change the root user's password and delete its access keys."
_BUCKET = (
    "Stop it: block public access to the bucket, deny the principal in its policy, "
    "and deactivate the principal's access key."
)
_PUBLIC_BUCKET = "Stop it: block public access to the bucket."
_PUBLIC_ACCOUNT = "Stop it: block public access to the buckets of the whole account."
_FILE = "Stop it: let nobody download the file; keep it for your security team."
_COPY = "Stop it: do not restore or share it."
_POD = "Stop it: isolate the pod with a network policy and revoke the access of the Kubernetes user or service account."
_CLUSTER_POLICY = "Stop it: undo the role binding, or close the dashboard to the internet."
_DATABASE = "Stop it: let only known addresses reach the database"
_FUNCTION = "Stop it: set the function's reserved concurrency to 0."
_NETWORK = "Stop it: isolate the resource with a security group that lets nothing in or out."

_BY_TYPE = {
    "Object:S3/MaliciousFile": _FILE,
    "Policy:IAMUser/RootCredentialUsage": _ROOT,
    "Policy:S3/AccountBlockPublicAccessDisabled": _PUBLIC_ACCOUNT,
}
_BY_PURPOSE_AND_RESOURCE = {
    "Discovery:RDS": f"{_DATABASE}.",
    "Policy:Kubernetes": _CLUSTER_POLICY,
    "Policy:S3": _PUBLIC_BUCKET,
}
_BY_RESOURCE = {
    "EC2": _NETWORK,
    "ECS": _NETWORK,
    "EKS": _POD,
    "IAM": _CREDENTIALS,
    "IAMUser": _CREDENTIALS,
    "Kubernetes": _POD,
    "Lambda": _FUNCTION,
    "RDS": f"{_DATABASE}, and change the password of the user.",
    "S3": _BUCKET,
}
"""By what stands between the colon and the slash of a type."""

_COPIES = ("!Snapshot", "!AMI", "!RecoveryPoint")
"""What Malware Protection for Backup finds is at rest.

https://docs.aws.amazon.com/guardduty/latest/ug/findings-malware-protection-backup.html
"""

_BY_KIND = {
    "eks": _POD,
    "iamaccesskey": _CREDENTIALS,
    "iamuser": _CREDENTIALS,
    "iamrole": _CREDENTIALS,
    "s3": _BUCKET,
    "rds": _BY_RESOURCE["RDS"],
    "lambda": _FUNCTION,
}
"""By resource type, in order, for the types that name no resource, such as `Execution:Runtime/NewBinaryExecuted`."""


_WHO = "Find out whether you, a colleague or a known tool did this. If so, set the workflow status to Suppressed."
_SECURITY_TEAM = "it is an incident: tell your security team now, and delete nothing (it is evidence)."
_CALL = "Call your security team now, and delete nothing (it is evidence)."
"""First where it happens now: whoever first asks who did it loses the time in which it can be stopped."""

_NOISE = (
    "Check whether this port must be open to the internet; if not, close it in the security group.",
    "If it must, allow only known addresses, or put a load balancer before it.",
    f"If somebody got in, {_SECURITY_TEAM}",
)


def steps(finding: Finding) -> tuple[str, ...]:
    """Return what to do, in order."""
    if finding.is_sample:
        return ("There is nothing to do: this is a sample, made for a try-out.",)
    if finding.severity is Severity.CRITICAL or finding_type(finding).startswith("AttackSequence:"):
        return (_CALL, _containment(finding), _WHO)
    if is_noise_from_outside(finding):
        return _NOISE
    return (_WHO, f"If not, {_SECURITY_TEAM}", _containment(finding))


def _containment(finding: Finding) -> str:
    """Return how to stop it, by the type: a key among the resources may be the attacker's."""
    kind = finding_type(finding)
    if kind.endswith(_COPIES):
        return _COPY
    purpose_and_resource = kind.partition("/")[0]
    return (
        _BY_TYPE.get(kind)
        or _BY_PURPOSE_AND_RESOURCE.get(purpose_and_resource)
        or _BY_RESOURCE.get(purpose_and_resource.partition(":")[2])
        or _by_resources(finding)
    )


def _by_resources(finding: Finding) -> str:
    kinds = [resource.kind for resource in finding.resources]
    return next((stop for part, stop in _BY_KIND.items() if any(part in kind for kind in kinds)), _NETWORK)
