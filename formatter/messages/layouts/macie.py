"""Amazon Macie: sensitive data in S3, or a bucket that could give it away.

https://docs.aws.amazon.com/macie/latest/user/securityhub-integration.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.safe import text
from formatter.messages.asked import Asked
from formatter.messages.facts import data
from formatter.messages.facts.look import Fact, joined, kept, listed, said
from formatter.messages.layouts.layout import Layout, Step

_ACCESS = {"PUBLIC": "public", "NOT_PUBLIC": "not public", "UNKNOWN": ""}
_UNDO = {
    "BucketPublic": "Block public access to the bucket again.",
    "BlockPublicAccessDisabled": "Turn on all four Block Public Access settings again.",
    "BucketEncryptionDisabled": "Turn the bucket's default encryption on again.",
    "SharedExternally": "Take the accounts that are not yours out of the bucket's policy.",
    "SharedWithCloudFront": "Take CloudFront out of the bucket's policy, if it is not meant.",
    "ReplicatedExternally": "End the replication to the account that is not yours.",
}
"""By how the type of a policy finding ends. https://docs.aws.amazon.com/macie/latest/user/findings-types.html"""


_CLOSE_BUCKET = (Step("Block public access to the bucket now: everybody can read it.", Asked.CHANGE),)
_CREDENTIALS = (
    Step(
        "Look at the object: are these keys or passwords in use? Then revoke them now and issue new ones.", Asked.CHANGE
    ),
    Step("Move or delete the object, and keep the new ones in Secrets Manager.", Asked.CHANGE),
    Step(
        "Find out who read it (access logs, CloudTrail) and whether anybody used them; if so, tell your security team now."
    ),
)


def _is_about_data(finding: Finding) -> bool:
    return any("Sensitive Data" in one or "SensitiveData" in one for one in finding.types)


def _is_public(finding: Finding) -> bool:
    return finding.product_fields.get("S3Bucket.effectivePermission", "") == "PUBLIC"


def _happened(finding: Finding) -> str:
    if _is_about_data(finding):
        everybody = " Everybody can read the bucket." if _is_public(finding) else ""
        return f"Macie found sensitive data in an object of an S3 bucket.{everybody}"
    return "Somebody changed the settings of an S3 bucket so that its data is less protected than before."


def _steps(finding: Finding) -> tuple[Step, ...]:
    if _is_about_data(finding):
        if any("Credentials" in one for one in finding.types):
            return (*(_CLOSE_BUCKET if _is_public(finding) else ()), *_CREDENTIALS)
        return (
            *(_CLOSE_BUCKET if _is_public(finding) else ()),
            Step("Look at the object: is the data real, and does it belong there?", Asked.LOOK),
            Step(
                "If it does not, move or delete it, and find out who could read it (bucket policy, access logs).",
                Asked.CHANGE,
            ),
            Step("If real personal data was exposed, tell your security or data protection team now."),
        )
    undo = next((step for end, step in _UNDO.items() if any(end in one for one in finding.types)), "")
    return (
        Step(f"{undo or 'Undo the change, unless it was meant.'} CloudTrail tells who changed it.", Asked.CHANGE),
        Step("If nobody of you did, it is an incident: tell your security team now."),
    )


def _evidence(finding: Finding) -> str:
    objects = said("in ", listed(_objects(finding), 2))
    access = said("bucket ", _ACCESS.get(_access(finding), _access(finding)))
    return joined(joined(data.line(finding), objects), access, by=", ")


def _access(finding: Finding) -> str:
    return finding.product_fields.get("S3Bucket.effectivePermission", "")


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Type", ", ".join(finding.types)),
        ("Object", listed(_objects(finding))),
        ("Bucket access", _access(finding)),
        ("Found by job", finding.product_fields.get("JobArn", "")),
    )


def _objects(finding: Finding) -> list[str]:
    path = finding.product_fields.get("S3Object.Path", "")
    named = (
        text(one.details.get("Key")) or one.short_name
        for one in finding.resources
        if one.kind == "awss3object" and one.id
    )
    return [path] if path else list(named)


LAYOUT = Layout("macie", _happened, _steps, _evidence, _facts)
