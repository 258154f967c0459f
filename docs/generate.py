"""The parts of the documentation that are made by running the product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from click.testing import CliRunner
from permission_sets.template import permission_set_template

from common.options import Formatting, Launch
from installer.main import COMMANDS, main
from product.portfolio.artifacts import artifact_template
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template
from stacksets.template import launch_role_template

NO_VALUE = {"Ref": "AWS::NoValue"}

REASONS = {
    "MakeStacks": "Service Catalog makes, updates and deletes the stack of a subscription. Only `SC-...`.",
    "TagStacks": "Service Catalog tags the stacks that it makes and updates.",
    "LookAtTemplates": "Service Catalog reads a template's parameters before there is a stack; IAM offers no resource to name.",
    "ReadStoredTemplates": "Service Catalog keeps its own copy of every template in a bucket of its own; only marked objects.",
    "ReadArtifacts": "Template and zip: only marked objects of this product's buckets, in this organization.",
    "MakeTopics": "The topic that mails.",
    "BeginEmails": "Subscribe the addresses of the form; by email only.",
    "EndEmails": "Unsubscribe an address that left the form; IAM offers no resource to name.",
    "MakeRules": "The EventBridge rules.",
    "MakeQueues": "The dead-letter queue.",
    "MakeAlarms": "The alarms on queue and function.",
    "MakeFunctions": "The formatter. No permission to invoke it.",
    "LetRulesInvoke": "EventBridge may invoke the formatter; nobody else can be let in.",
    "MakeLogGroups": "The formatter's log group. No permission to read it.",
    "ListLogGroups": "CloudFormation looks its log group up in the list of all; IAM offers nothing narrower.",
    "MakeTables": "The memory. No permission to read or write items.",
    "LookAfterRoles": "The formatter's role: look at it, tag it, delete it.",
    "MakeRolesWithBoundary": "Create the formatter's role and give it permissions, only with the permissions boundary on it.",
    "GiveRolesToFunctions": "Hand that role to Lambda, and to nothing else.",
    "Remember": "Read and write what was told, in the subscription's own table.",
    "FindWhatWaits": "Find what is still to be told.",
    "Mail": "Publish to the subscription's topic and see which addresses are confirmed.",
    "Log": "Write the function's log; metrics travel in it.",
    "KeepWhatFailed": "Lambda puts events that failed into the dead-letter queue.",
    "FindProducts": "The list of products; it shows only what is shared with the holder.",
    "LaunchThisProduct": "Look at and launch this product, no other.",
    "OwnProvisionedProducts": "Look at, update and terminate one's own subscriptions only.",
    "PassLaunchRole": "Hand the launch role to Service Catalog, and to nothing else.",
    "ReadFindings": "Read findings of the account, so that links in emails open. Can be left out.",
    "OurAlarms": "The subscription's alarm publishes to its topic, no others.",
    "OurRules": "The subscription's rules send to its queue (and, without a function, its topic), no others.",
    "OnlyOverTls": "Nobody without TLS.",
    "OrganizationReadsArtifacts": "The launch role of every account of the organization reads marked artifacts.",
    "S3WritesAccessLogs": "S3 writes the access log of the artifact bucket.",
    "OnlyServiceCatalogForThisOrganization": "Only Service Catalog may take the launch role.",
}
"""Why each statement is there."""


def commands() -> str:
    """Return the help of every command."""
    parts = ["# Commands", "", "Made by running each command with `--help`.", ""]
    for name in ("", *COMMANDS):
        arguments = [name, "--help"] if name else ["--help"]
        help_text = CliRunner().invoke(main, arguments, prog_name="./install.sh", terminal_width=100).output
        parts += [f"## ./install.sh {name}".rstrip(), "", "```text", help_text.rstrip(), "```", ""]
    return "\n".join(parts)


def permissions() -> str:
    """Return every policy statement with its reason."""
    parts = [
        "# Permissions",
        "",
        "Every statement of every policy, and why it is there; made from the templates. `tests/permissions` proves that all",
        "that CloudFormation and the function call is allowed, and that a hundred ways to get more are denied.",
        "",
        "Everything of the launch role but stacks and templates works only when CloudFormation calls on its behalf",
        "(`aws:CalledVia`). `SC-*` are the names that CloudFormation gives to what stacks of Service Catalog are made of.",
        "`Name.Attribute` stands for a resource or a parameter of the same template.",
        "",
    ]
    for title, policy in _policies().items():
        parts += [f"## {title}", "", "| Statement | Actions | On | Only if | Why |", "|---|---|---|---|---|"]
        parts += [_row(statement) for statement in policy["Statement"]]
        parts.append("")
    return "\n".join(parts)


def _policies() -> dict[str, Any]:
    launch = launch_role_template(Formatting.LAMBDA).to_dict()["Resources"]
    options = SubscriptionOptions(artifact_bucket="b", formatter_key="k", version="1")
    stack = subscription_template(options).to_dict()["Resources"]
    buckets = artifact_template(Launch.ROLE).to_dict()["Resources"]
    owner = permission_set_template().to_dict()["Resources"]["PermissionSet"]["Properties"]
    return {
        "Launch role: trust": launch["LaunchRole"]["Properties"]["AssumeRolePolicyDocument"],
        "Launch role": launch["LaunchRole"]["Properties"]["Policies"][0]["PolicyDocument"],
        "Permissions boundary": launch["PermissionsBoundary"]["Properties"]["PolicyDocument"],
        "Formatter's role": stack["FormatterRole"]["Properties"]["Policies"][0]["PolicyDocument"],
        "Permission set": owner["InlinePolicy"],
        "Topic": stack["TopicPolicy"]["Properties"]["PolicyDocument"],
        "Dead-letter queue": stack["QueuePolicy"]["Properties"]["PolicyDocument"],
        "Artifact bucket": buckets["ArtifactBucketPolicy"]["Properties"]["PolicyDocument"],
        "Log bucket": buckets["LogBucketPolicy"]["Properties"]["PolicyDocument"],
    }


def _row(statement: dict[str, Any]) -> str:
    found = statement["Fn::If"][1] if "Fn::If" in statement else statement
    effect = "denies " if found["Effect"] == "Deny" else ""
    cells = (
        f"`{found['Sid']}`",
        effect + _codes(found["Action"]),
        _codes(found.get("Resource", "")),
        "; ".join(_conditions(found)),
        REASONS[found["Sid"]],
    )
    return f"| {' | '.join(cells)} |"


def _conditions(statement: dict[str, Any]) -> Iterator[str]:
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield f"`{key}` {operator} {_codes(values)}"


def _codes(values: Any) -> str:
    listed = values if isinstance(values, list) else [values]
    return ", ".join(f"`{_text(value)}`" for value in listed if value)


def _text(node: Any) -> str:
    """Return a value of a template as a reader writes it."""
    if not isinstance(node, dict):
        return str(node).replace("${AWS::Partition}", "aws").replace("${AWS::AccountId}", "ACCOUNT")
    ((function, given),) = node.items()
    if function == "Fn::GetAtt":
        return ".".join(given)
    if function == "Fn::Join":
        return str(given[0]).join(map(_text, given[1]))
    if function == "Fn::If":
        return " or ".join(sorted({_text(one) for one in given[1:] if one != NO_VALUE}))
    return _text(given[0] if isinstance(given, list) else given)
