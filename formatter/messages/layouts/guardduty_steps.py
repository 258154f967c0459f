"""What to do about a finding of GuardDuty.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_remediate.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.messages.asked import Asked
from formatter.messages.facts import action
from formatter.messages.layouts import containment
from formatter.messages.layouts.guardduty_type import finding_type, is_noise_from_outside
from formatter.messages.layouts.layout import Step
from formatter.messages.layouts.tokens import token

_ROOT = "Stop it: change the root user's password and delete its access keys."
_PUBLIC_BUCKET = "Stop it: block public access to the bucket."
_PUBLIC_ACCOUNT = "Stop it: block public access to the buckets of the whole account."
_FILE = "Stop it: let nobody download the file; keep it for your security team."
_COPY = "Stop it: do not restore or share it."
_CLUSTER_POLICY = "Stop it: undo the role binding, or close the dashboard to the internet."
_DATABASE = "Stop it: let only known addresses reach the database."

_BY_TYPE = {
    "Object:S3/MaliciousFile": _FILE,
    "Policy:IAMUser/RootCredentialUsage": _ROOT,
    "Policy:S3/AccountBlockPublicAccessDisabled": _PUBLIC_ACCOUNT,
}
_BY_PURPOSE_AND_RESOURCE = {
    "Discovery:RDS": _DATABASE,
    "Policy:Kubernetes": _CLUSTER_POLICY,
    "Policy:S3": _PUBLIC_BUCKET,
}
_BY_RESOURCE = {
    "EC2": containment.NETWORK,
    "ECS": containment.TASK,
    "EKS": containment.POD,
    "IAM": containment.KEY,
    "IAMUser": containment.KEY,
    "Kubernetes": containment.POD,
    "Lambda": containment.FUNCTION,
    "RDS": containment.DATABASE,
    "S3": containment.BUCKET,
}
"""By what stands between the colon and the slash of a type."""

_COPIES = ("!Snapshot", "!AMI", "!RecoveryPoint")
"""What Malware Protection for Backup finds is at rest.

https://docs.aws.amazon.com/guardduty/latest/ug/findings-malware-protection-backup.html
"""

_POLICY = "Policy:"
"""The purpose of findings that tell of what somebody of the account did, not of an attack."""

_SECURITY_TEAM = "it is an incident: tell your security team now, and delete nothing (it is evidence)."
_CALL = Step("Call your security team now, and delete nothing (it is evidence).")
_NOTHING = (Step("There is nothing to do: this is a sample, made for a try-out."),)


def steps(finding: Finding) -> tuple[Step, ...]:
    """Return what to do, in order; what may be going on now is stopped first: asking who did it loses the time for that."""
    if finding.is_sample:
        return _NOTHING
    stop = containment.step(finding, _containment(finding))
    if is_noise_from_outside(finding):
        return _noise(finding)
    if finding.severity >= Severity.HIGH and not finding_type(finding).startswith(_POLICY):
        return (stop, _CALL, _who(finding))
    return (_who(finding), Step(f"If not, {_SECURITY_TEAM}"), stop)


def _who(finding: Finding) -> Step:
    with_what = containment.actor(finding)
    return Step(
        f"Find out whether you, a colleague or a known tool did this{with_what}. "
        "If so, set the workflow status to Suppressed.",
        Asked.SET_STATUS,
    )


def _noise(finding: Finding) -> tuple[Step, ...]:
    port = token(finding, action.port(finding))
    what = f"port {port}" if port else "this port"
    return (
        Step(
            f"Check whether {what} must be open to the internet; if not, close it in the security group.", Asked.CHANGE
        ),
        Step("If it must, allow only known addresses, or put a load balancer before it.", Asked.CHANGE),
        Step(f"If somebody got in, {_SECURITY_TEAM}"),
    )


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
        or containment.by_resources(finding, finding.resources)
    )
