"""From a finding to what SNS sends: opened, repeated, taken on, over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from botocore.exceptions import ClientError

from common.choices.words import Formatting
from common.names import FINDING_RULE_V2, LOG_GROUP
from event_matching import EventPattern
from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from installer.findings.newer_sample import hand_over, newer_event
from installer.verification import samples
from installer.verification.formatter_log import FormatterLog
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, SkippedError, Step
from installer.verification.steps.addresses import CONFIRMED
from installer.verification.steps.launching import queue, resources, trial
from installer.verification.steps.patterns import event_around, passes, patterns_of
from installer.verification.who import Who

FINDING = "finding"
_OPEN = "open finding"

_TOLD_SECONDS = 900
"""The first messages of a subscription may wait for WELCOME, which some sweeps prepare."""
_HELD_SECONDS = 180
_ENDED = (Kind.RESOLVED.value, Kind.NO_LONGER_REPORTED.value)
_SAMPLES = 20


def log_of(stage: Stage) -> FormatterLog:
    """Return the log of the trial's formatter.

    Raises:
        SkippedError: this edition has none.
    """
    group = resources(stage).get(LOG_GROUP)
    if group is None:
        raise SkippedError("this edition has no formatter")
    return FormatterLog(stage, Who.WORKLOAD, group)


def require_published(stage: Stage, finding_id: str, kinds: tuple[str, ...] = ("",)) -> str:
    """Wait until the formatter says that it told a finding, and SNS has sent that; returns the subject.

    Raises:
        DiffersError: one of both did not happen.
    """
    log, heard = log_of(stage), queue(stage)
    line = stage.wait(lambda: next(filter(None, (log.told(finding_id, kind) for kind in kinds)), None), _TOLD_SECONDS)
    if line is None:
        raise DiffersError(f"the formatter told nothing of the finding within {_TOLD_SECONDS // 60} minutes")
    message = stage.wait(lambda: heard.message(line["message_id"]), _HELD_SECONDS)
    if message is None:
        raise DiffersError("the formatter published, and SNS sent nothing to the topic's queue")
    return str(message["Subject"])


def _tell(stage: Stage) -> str:
    finding = samples.new_finding(stage, Who.WORKLOAD, "opened")
    samples.import_finding(stage, Who.WORKLOAD, finding)
    subject = require_published(stage, finding["Id"])
    samples.import_finding(stage, Who.WORKLOAD, samples.updated(finding))
    log = log_of(stage)
    if stage.wait(lambda: log.silent(finding["Id"]), _TOLD_SECONDS) is None:
        raise DiffersError(
            "an update of the finding that changes nothing did not reach the formatter, or was told again"
        )
    stage.ledger.note(_OPEN, finding)
    return f"it was told as '{subject}', and its repeat was not"


def _take_on(stage: Stage) -> str:
    finding_id = stage.ledger.notes[_OPEN]["Id"]
    hub = stage.sessions[Who.WORKLOAD].client("securityhub")
    before = stage.wait(lambda: samples.held(stage, Who.WORKLOAD, finding_id), _HELD_SECONDS)
    if before is None:
        raise DiffersError("GetFindings does not know the finding that was imported")
    hub.batch_update_findings(
        FindingIdentifiers=[{"Id": finding_id, "ProductArn": before["ProductArn"]}], Workflow={"Status": "NOTIFIED"}
    )

    def taken_on() -> str | None:
        found = samples.held(stage, Who.WORKLOAD, finding_id)
        return found["UpdatedAt"] if found and found["Workflow"]["Status"] == "NOTIFIED" else None

    after = stage.wait(taken_on, _HELD_SECONDS)
    if after is None:
        raise DiffersError("BatchUpdateFindings did not change the workflow status")
    if after != before["UpdatedAt"]:
        raise DiffersError("BatchUpdateFindings changed UpdatedAt")
    return "the workflow status changed, and UpdatedAt did not"


def _resolve(stage: Stage) -> str:
    finding = stage.ledger.notes[_OPEN]
    samples.import_finding(stage, Who.WORKLOAD, samples.updated(finding, RecordState="ARCHIVED"))
    subject = require_published(stage, finding["Id"], _ENDED)
    return f"its end was told as '{subject}'"


def _newer_sample(stage: Stage) -> str:
    function = trial(stage).outputs.get("FunctionName")
    if function is None:
        raise SkippedError(
            "this edition has no function, and nobody but AWS brings findings into the newer Security Hub"
        )
    session = stage.sessions[Who.WORKLOAD]
    event = newer_event(session, stage.accounts[Who.WORKLOAD], "Critical", {}, datetime.now(timezone.utc))
    subject = require_published(stage, hand_over(session, function, event))
    return f"a finding in its format was told as '{subject}'"


def _newer(stage: Stage) -> str:
    """Read real findings of the newer Security Hub as the formatter reads them."""
    try:
        found = stage.sessions[Who.WORKLOAD].client("securityhub").get_findings_v2(MaxResults=_SAMPLES)["Findings"]
    except ClientError as error:
        raise SkippedError(f"the newer Security Hub does not answer: {error.response['Error']['Message']}") from error
    if not found:
        raise SkippedError("the newer Security Hub has no finding yet")
    matched = 0
    for raw in found:
        missing = [name for name in ("finding_info", "metadata", "severity_id", "activity_id") if name not in raw]
        if missing or not finding_from(raw).id:
            raise DiffersError(f"a finding of class {raw.get('class_uid')} lacks {', '.join(missing) or 'its id'}")
        matched += _matches_as_meant(stage, raw)
    return f"{len(found)} findings read as expected; the pattern takes {matched} of them, as meant"


def _matches_as_meant(stage: Stage, raw: Mapping[str, Any]) -> bool:
    """Return whether EventBridge matches a finding, which it does where the product's own matcher does.

    Raises:
        DiffersError: one of both does, and the other does not.
    """
    event = event_around(raw, stage.region)
    pattern = patterns_of(Formatting.LAMBDA, {})[FINDING_RULE_V2]
    matches = passes(stage.sessions[Who.WORKLOAD].client("events"), pattern, event, "a real finding")
    if matches is not EventPattern.parse(pattern).matches(event):
        raise DiffersError(
            f"EventBridge {'takes' if matches else 'leaves out'} a finding of class {raw.get('class_uid')}"
        )
    return matches


STEPS = (
    Step(
        name=FINDING,
        title="Import a finding, and import it again",
        who=(Who.WORKLOAD,),
        makes="a finding about nothing, and an email to your address",
        cost="0.01 $",
        expects="Security Hub, EventBridge, Lambda and SNS hand it on within minutes; the repeat is not told.",
        settles=("one-finding-an-event", "import-makes-event"),
        by_hand=r"""
./install.sh test-finding --severity critical --profile WORKLOAD
aws logs filter-log-events --log-group-name LOG_GROUP --filter-pattern delivered --profile WORKLOAD
""",
        play=_tell,
        after=(CONFIRMED,),
    ),
    Step(
        name="workflow",
        title="Take the finding on",
        who=(Who.WORKLOAD,),
        makes="a change of that finding",
        cost=NOTHING,
        expects="BatchUpdateFindings changes the workflow status and leaves UpdatedAt alone.",
        settles=("updatedat-stays",),
        by_hand=r"""
aws securityhub batch-update-findings --workflow Status=NOTIFIED \
  --finding-identifiers Id=FINDING,ProductArn=PRODUCT_ARN --profile WORKLOAD
aws securityhub get-findings --filters 'Id=[{Value=FINDING,Comparison=EQUALS}]' \
  --query 'Findings[].[UpdatedAt,Workflow.Status]' --profile WORKLOAD
""",
        play=_take_on,
        after=(FINDING,),
    ),
    Step(
        name="resolve",
        title="Archive the finding",
        who=(Who.WORKLOAD,),
        makes="an email to your address",
        cost=NOTHING,
        expects="The archived finding makes an event, and its end is told.",
        settles=("archive-makes-event",),
        by_hand=r"""
./install.sh test-finding --resolve --profile WORKLOAD
""",
        play=_resolve,
        after=(FINDING,),
    ),
    Step(
        name="newer-sample",
        title="Hand the function a finding of the newer Security Hub",
        who=(Who.WORKLOAD,),
        makes="an email to your address",
        cost="0.01 $",
        expects="The function reads the newer format, and tells it.",
        settles=("asynchronous-invocation",),
        by_hand=r"""
aws lambda invoke --function-name FUNCTION --invocation-type Event --payload file://event.json \
  --profile WORKLOAD answer.json
""",
        play=_newer_sample,
        after=(CONFIRMED,),
    ),
    Step(
        name="newer-security-hub",
        title="Read findings of the newer Security Hub",
        who=(Who.WORKLOAD,),
        makes=NOTHING,
        cost=NOTHING,
        expects="They have the fields that the formatter reads, and EventBridge matches them as the pattern means it.",
        settles=("ocsf-fields",),
        by_hand=r"""
aws securityhub get-findings-v2 --max-results 20 --profile WORKLOAD
""",
        play=_newer,
    ),
)
