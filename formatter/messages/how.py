"""HOW: the steps, what to type, how to prove that it is mended, who else describes it, and how to say that you are at it.

Words of ours and of AWS only: what a stranger advises stands among the facts.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from formatter.finding.finding import LONGEST_ID, Finding, State
from formatter.finding.ocsf import OcsfFinding
from formatter.messages.asked import Asked
from formatter.messages.data import INDENT, field, shown, unlinked
from formatter.messages.layouts.layout import Command
from formatter.messages.links import safe_link
from formatter.messages.portal import signs_in
from formatter.messages.telling import Telling
from formatter.messages.words import taking_on

_MOST_COMMANDS = 6
_IN_PROGRESS = 2
"""OCSF's status_id."""

_SEE_PAGE = (
    "For information on how to correct this issue",
    "For directions on how to fix this issue",
    "Please review the remediation guidance provided in the referenced documentation",
)
"""AWS's own advice begins so where it says no more than that its page tells what to do."""

_SEE_ABOVE = "Remediation is available. Please refer to the"
"""Inspector's advice goes on with a section of its console; the fixed versions stand among our facts."""

_NO_ADVICE = "None Provided"
"""What Inspector writes where it has none."""


def how(telling: Telling) -> Iterator[str]:
    """Yield the lines of the section."""
    finding, layout, preferences, steps = telling.finding, telling.layout, telling.preferences, telling.steps
    yield from (f"{INDENT}{number}. {step.text}" for number, step in enumerate(steps, 1))
    yield from _typed(layout.commands(finding))
    if proof := layout.proof(finding)[:_MOST_COMMANDS]:
        yield f"{INDENT}To see how it stands:" if finding.lacks_result else f"{INDENT}To prove that it is mended:"
        yield from _typed(proof)
    if telling.runbook:
        yield f"{INDENT}Your company's runbook:\n{INDENT}{telling.runbook}"
    yield from _of_aws(finding)
    if any(step.asks is Asked.CHANGE for step in steps) and signs_in(finding, preferences):
        role = shown(preferences.admin.permission_set)
        yield f"{INDENT}To change the resource takes a role that may; {role}, which the links use, may look and set the status."
    if finding.state is State.OPEN and telling.history.problem.taken_on is None:
        yield from _take_on(finding)


def take_on_command(finding: Finding) -> str:
    """Return the one line that tells everybody that somebody is at it; empty where the finding lacks what it takes.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html,
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsV2.html
    """
    is_ocsf = isinstance(finding, OcsfFinding)
    names = ("CloudAccountUid", "FindingInfoUid", "MetadataProductUid") if is_ocsf else ("", "Id", "ProductArn")
    values = (finding.account_id, finding.own_id, finding.product_arn)
    found = {name: value for name, value in zip(names, values, strict=True) if name}
    if not all(found.values()) or max(map(len, (*values, finding.region))) > LONGEST_ID:
        return ""
    verb = "batch-update-findings-v2" if is_ocsf else "batch-update-findings"
    status = (
        f"--status-id {_IN_PROGRESS} --comment 'taken on by YOUR NAME'"
        if is_ocsf
        else '--workflow Status=NOTIFIED --note \'{"Text": "taken on", "UpdatedBy": "YOUR NAME"}\''
    )
    region = f"--region {shlex.quote(finding.region)} " if finding.region else ""
    command = f"aws securityhub {verb} {region}--finding-identifiers {shlex.quote(json.dumps([found]))} {status}"
    is_arn_of_aws = finding.is_aws_product and finding.own_id.startswith("arn:") and shown(command) == command
    return command if is_arn_of_aws or unlinked(shown(command)) == command else ""


def advice(finding: Finding) -> str:
    """Return what the finding's own text advises; empty where that says no more than where to look."""
    text = finding.remediation_text
    sees_page = finding.remediation_url and text.startswith(_SEE_PAGE)
    return "" if sees_page or text.startswith(_SEE_ABOVE) or text == _NO_ADVICE else text


def _typed(commands: tuple[Command, ...]) -> Iterator[str]:
    for command in commands[:_MOST_COMMANDS]:
        yield f"{INDENT}$ {shown(command.text)}"
        if command.shows:
            yield f"{INDENT}{INDENT}shows once it is mended: {shown(command.shows)}"


def _of_aws(finding: Finding) -> Iterator[str]:
    if not finding.is_aws_product:
        return
    if text := advice(finding):
        yield field("AWS advises", unlinked(text))
    link = safe_link(finding.remediation_url)
    if link is not None and link.is_aws:
        yield f"{INDENT}AWS's instructions:\n{INDENT}{link.url}"


def _take_on(finding: Finding) -> Iterator[str]:
    status = taking_on([isinstance(finding, OcsfFinding)])
    command = take_on_command(finding)
    yield f"{INDENT}You are at it? Set its {status} on the finding's page{', or type:' if command else '.'}"
    yield f"{INDENT}$ {command}" if command else ""
