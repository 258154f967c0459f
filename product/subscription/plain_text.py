"""The text that EventBridge itself makes of a finding, where there is no function.

EventBridge wants a text in quotes, and each line in its own; the quotes are part of the email. It puts values in as they are,
takes at most 100 of them, and cannot encode a link.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

from troposphere import Sub, events

from common.console import CONSOLE_MAP
from formatter.messages.links import ASFF_CONSOLE, OCSF_CONSOLE
from product.subscription.pattern.formats import OCSF, Format

_FINDING = "$.detail.findings[0]"
_ASFF_PATHS = {
    "severity": "Severity.Label",
    "title": "Title",
    "description": "Description",
    "account": "AwsAccountId",
    "region": "Region",
    "type": "Resources[0].Type",
    "resource": "Resources[0].Id",
    "product": "ProductName",
    "status": "Workflow.Status",
    "advice": "Remediation.Recommendation.Url",
    "since": "CreatedAt",
    "updated": "UpdatedAt",
    "id": "Id",
}
_OCSF_PATHS = {
    "severity": "severity",
    "title": "finding_info.title",
    "description": "finding_info.desc",
    "account": "cloud.account.uid",
    "region": "cloud.region",
    "type": "resources[0].type",
    "resource": "resources[0].uid",
    "product": "metadata.product.name",
    "status": "status",
    "advice": "remediation.references[0]",
    "since": "finding_info.created_time_dt",
    "updated": "finding_info.modified_time_dt",
    "id": "finding_info.uid",
}


def input_transformer(form: Format) -> events.InputTransformer:
    """Return how a finding of that format becomes text."""
    paths, console = (_OCSF_PATHS, OCSF_CONSOLE) if form is OCSF else (_ASFF_PATHS, ASFF_CONSOLE)
    text = "\n".join(f'"{line}"' for line in _lines(console))
    return events.InputTransformer(
        InputPathsMap={name: f"{_FINDING}.{path}" for name, path in paths.items()},
        InputTemplate=Sub(text, Domain={"Fn::FindInMap": [CONSOLE_MAP, {"Ref": "AWS::Partition"}, "Domain"]}),
    )


def _lines(console: str) -> tuple[str, ...]:
    """Return the lines, in the order of the function's emails: what and where, what to do, since when, then the rest."""
    return (
        "[<severity>] <title>",
        "  <resource> (<type>)",
        "  in account <account>, <region>",
        "DO NOW",
        "  How to mend it: <advice>",
        f"  Open Security Hub: https://<region>.${{Domain}}/{console}/home?region=<region>#/findings",
        "  and search for the id: <id>",
        "  Since (UTC): <since>",
        "WHAT HAPPENED",
        "  <description>",
        "FACTS",
        "  Found by: <product>",
        "  Status: <status>, updated (UTC): <updated>",
        "WHY YOU GET THIS",
        "  Subscription ${AWS::StackName}: every update of a finding that passes its filters is mailed.",
    )
