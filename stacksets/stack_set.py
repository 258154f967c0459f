"""The service-managed StackSet that brings launch role and boundary to every account, also to those still to come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from troposphere import Equals, If, Parameter, Ref, Template
from troposphere import cloudformation as cfn

from common.names import STACK_SET_NAME
from common.options import Formatting
from common.organization import ORGANIZATION_ID, organization_id
from stacksets.template import launch_role_template

TARGETS = "OrganizationalUnitIds"
FORMATTING = "Formatting"
ACCOUNT_TYPE = "AccountType"
RETAIN = "RetainStacksOnAccountRemoval"

MANAGEMENT = "Management account"
DELEGATED = "Delegated administrator"
# One account that cannot take the role must not keep it from the others.
OPERATION_PREFERENCES: Mapping[str, Any] = {
    "FailureTolerancePercentage": 100,
    "MaxConcurrentPercentage": 100,
    "RegionConcurrencyType": "PARALLEL",
}
"""How the StackSet goes about its accounts.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
"""

_HAS_FUNCTION = "HasFunction"
_IS_MANAGEMENT = "IsManagementAccount"

_TARGET = r"(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})"
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html"""


def stack_set_template() -> Template:
    """Return the template that the management account, or a delegated administrator, deploys once.

    IAM is global, so one Region is enough: the stacks go to the Region of this template. A service-managed StackSet never
    reaches the management account itself.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
    """
    template = Template(
        Description=(
            "Brings the launch role for security notifications to every account but the management account; there, and in "
            "single accounts, deploy the launch role's own template"
        )
    )
    template.set_version("2010-09-09")
    for parameter in _parameters():
        template.add_parameter(parameter)
    template.add_condition(_HAS_FUNCTION, Equals(Ref(FORMATTING), Formatting.LAMBDA.value))
    template.add_condition(_IS_MANAGEMENT, Equals(Ref(ACCOUNT_TYPE), MANAGEMENT))
    template.add_resource(_stack_set())
    return template


def _stack_set() -> cfn.StackSet:
    return cfn.StackSet(
        "LaunchRoleStackSet",
        StackSetName=STACK_SET_NAME,
        Description="Launch role and permissions boundary of the Service Catalog product for security notifications",
        PermissionModel="SERVICE_MANAGED",
        CallAs=If(_IS_MANAGEMENT, "SELF", "DELEGATED_ADMIN"),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        AutoDeployment=cfn.AutoDeployment(Enabled=True, RetainStacksOnAccountRemoval=Ref(RETAIN)),
        OperationPreferences=cfn.OperationPreferences(**OPERATION_PREFERENCES),
        Parameters=[cfn.Parameter(ParameterKey=ORGANIZATION_ID, ParameterValue=Ref(ORGANIZATION_ID))],
        StackInstancesGroup=[
            cfn.StackInstances(
                DeploymentTargets=cfn.DeploymentTargets(OrganizationalUnitIds=Ref(TARGETS)),
                Regions=[Ref("AWS::Region")],
            )
        ],
        TemplateBody=If(_HAS_FUNCTION, _body(Formatting.LAMBDA), _body(Formatting.EVENTBRIDGE)),
        # The linter takes the functions inside these texts for forgotten ones of this template.
        Metadata={"cfn-lint": {"config": {"ignore_checks": ["E1029"]}}},
    )


def _body(formatting: Formatting) -> str:
    return json.dumps(launch_role_template(formatting).to_dict(), sort_keys=True)


def _parameters() -> tuple[Parameter, ...]:
    return (
        organization_id(),
        Parameter(
            TARGETS,
            Type="CommaDelimitedList",
            Description=(
                "Where the role goes: the root or organizational units, separated by commas. In AWS CloudShell, the root: "
                "aws organizations list-roots --query 'Roots[].Id' --output text; the units below it: aws organizations "
                "list-organizational-units-for-parent --query 'OrganizationalUnits[].[Id,Name]' --output text --parent-id ROOT"
            ),
            AllowedPattern=f"^{_TARGET}$",
            ConstraintDescription="must be ids of roots (r-ab12) or units (ou-ab12-cd34ef56), separated by commas.",
        ),
        Parameter(
            FORMATTING,
            Type="String",
            Description=(
                "How the product formats emails: lambda (recommended), or eventbridge, where the launch role gets no IAM "
                "permission at all. Choose what you chose for the portfolio."
            ),
            AllowedValues=[one.value for one in Formatting],
            Default=Formatting.LAMBDA.value,
        ),
        Parameter(
            ACCOUNT_TYPE,
            Type="String",
            Description=(
                "The account you are in: the management account, or a delegated administrator of StackSets. In AWS "
                "CloudShell, the management account's id: aws organizations describe-organization "
                "--query Organization.MasterAccountId --output text"
            ),
            AllowedValues=[MANAGEMENT, DELEGATED],
            Default=MANAGEMENT,
        ),
        Parameter(
            RETAIN,
            Type="String",
            Description="Whether role and boundary stay when an account leaves; false removes them.",
            AllowedValues=["false", "true"],
            Default="false",
        ),
    )
