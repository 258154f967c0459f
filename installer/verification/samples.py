"""Findings of our own, in the account's default product; Security Hub deletes none, so they are archived in the end.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from installer.findings.imports import import_findings
from installer.findings.written import written
from installer.verification.ledger import NAME
from installer.verification.stage import Stage
from installer.verification.step import DiffersError
from installer.verification.who import Who

FINDING = "finding"
"""The kind of what is made here."""

_CRITICAL = "CRITICAL"
"""Told at once, however much was told before."""


def new_finding(stage: Stage, who: Who, what: str) -> dict[str, Any]:
    """Return a finding that nobody has seen, and note that it is about to be imported.

    Args:
        stage: the stage.
        who: in whose account.
        what: end of its id.
    """
    account, region = stage.accounts[who], stage.region
    partition = stage.sessions[who].get_partition_for_region(region)
    made = _now()
    finding_id = stage.ledger.name(what)
    stage.ledger.will_make(FINDING, who, id=finding_id)
    return {
        "SchemaVersion": "2018-10-08",
        "Id": finding_id,
        "ProductArn": f"arn:{partition}:securityhub:{region}:{account}:product/{account}/default",
        "GeneratorId": NAME,
        "AwsAccountId": account,
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": made,
        "UpdatedAt": made,
        "Severity": {"Label": _CRITICAL},
        "Title": f"Trial of security notifications: nothing is wrong ({what})",
        "Description": "Somebody verifies that security notifications work. There is nothing to do.",
        "Resources": [{"Type": "Other", "Id": finding_id, "Region": region}],
        "RecordState": "ACTIVE",
    }


def updated(finding: Mapping[str, Any], **fields: object) -> dict[str, Any]:
    """Return a finding as its product updates it now."""
    return {**finding, "UpdatedAt": _now(), **fields}


def import_finding(stage: Stage, who: Who, finding: Mapping[str, Any]) -> None:
    """Import a finding.

    Raises:
        DiffersError: Security Hub refuses it.
    """
    answer = import_findings(stage.sessions[who].client("securityhub"), [finding])
    if answer["FailedCount"]:
        raise DiffersError(f"Security Hub refused the finding: {answer['FailedFindings'][0]['ErrorMessage']}")


def held(stage: Stage, who: Who, finding_id: str) -> dict[str, Any] | None:
    """Return a finding as Security Hub holds it; None as long as it does not."""
    security_hub = stage.sessions[who].client("securityhub")
    found = security_hub.get_findings(Filters={"Id": [{"Value": finding_id, "Comparison": "EQUALS"}]})["Findings"]
    return dict(found[0]) if found else None


def archive(stage: Stage, who: Who, finding_id: str) -> None:
    """Archive a finding, where it was imported at all."""
    found = held(stage, who, finding_id)
    if found is None or found["RecordState"] == "ARCHIVED":
        return
    known = {name: found[name] for name in _IMPORTED if name in found}
    import_finding(stage, who, updated(known, RecordState="ARCHIVED"))


_IMPORTED = (
    "SchemaVersion",
    "Id",
    "ProductArn",
    "GeneratorId",
    "AwsAccountId",
    "Types",
    "CreatedAt",
    "Severity",
    "Title",
    "Description",
    "Resources",
)
"""What an import holds; Security Hub adds more, and would refuse some of that."""


def _now() -> str:
    return written(datetime.now(timezone.utc))
