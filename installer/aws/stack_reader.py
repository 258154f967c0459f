"""Look at the CloudFormation stacks of one account and Region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from common.template_text import read_template
from installer.aws.stack_state import StackState

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackTypeDef

IN_REVIEW = "REVIEW_IN_PROGRESS"
"""What a change set that is to create a stack leaves until it is executed: a stack without anything in it."""


def outputs_of(stack: StackTypeDef) -> dict[str, str]:
    """Return a stack's outputs."""
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}


def parameters_of(stack: StackTypeDef) -> dict[str, str]:
    """Return the values of a stack's parameters."""
    return {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", ())}


class StackReader:
    """Looks at stacks.

    Args:
        client: CloudFormation client.
    """

    def __init__(self, client: CloudFormationClient) -> None:
        self._client = client

    def status(self, name: str) -> str | None:
        """Return the stack's status, None where there is no stack."""
        stack = self.describe(name)
        return None if stack is None or stack["StackStatus"] == IN_REVIEW else str(stack["StackStatus"])

    def describe(self, name: str) -> StackTypeDef | None:
        """Return the stack's description, None where there is no stack."""
        try:
            stacks = self._client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return next((stack for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"), None)

    def state(self, name: str) -> StackState:
        """Return the stack as it is."""
        stack = self.describe(name)
        if stack is None or stack["StackStatus"] == IN_REVIEW:
            return StackState(name, is_in_review=stack is not None)
        return StackState(
            name,
            str(stack["StackStatus"]),
            str(stack.get("StackStatusReason", "")),
            bool(stack.get("EnableTerminationProtection")),
            outputs_of(stack),
            parameters_of(stack),
        )

    def with_template(self, stack: StackState) -> StackState:
        """Return the stack with the template that made it, where there is one."""
        if not stack.status:
            return stack
        # The stubs know only what boto3 makes of JSON.
        body = cast("str | Mapping[str, Any]", self._client.get_template(StackName=stack.name)["TemplateBody"])
        return replace(stack, template=read_template(body) if isinstance(body, str) else body)

    def outputs(self, name: str) -> dict[str, str]:
        """Return the stack's outputs; none where there is no stack."""
        stack = self.describe(name)
        return outputs_of(stack) if stack else {}

    def resource_ids(self, name: str) -> dict[str, str]:
        """Return the physical ids of what is in the stack by logical id; none where there is no stack."""
        if self.status(name) is None:
            return {}
        pages = self._client.get_paginator("list_stack_resources").paginate(StackName=name)
        found = (one for page in pages for one in page["StackResourceSummaries"])
        return {one["LogicalResourceId"]: one.get("PhysicalResourceId", "") for one in found}
