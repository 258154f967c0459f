"""The service-managed StackSet that brings launch role and boundary to every account, also to those still to come."""

from __future__ import annotations

import json

from troposphere import Parameter, Ref, Template
from troposphere import cloudformation as cfn

from product.names import STACK_SET_NAME
from product.subscription.options import Formatting
from stacksets.launch_role import ORGANIZATION_ID
from stacksets.template import launch_role_template, organization_id

TARGETS = "OrganizationalUnitIds"
CALL_AS = "CallAs"
RETAIN = "RetainStacksOnAccountRemoval"

_TARGET = r"(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})"
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html"""


def stack_set_template(formatting: Formatting) -> Template:
    """Return the template that the management account, or a delegated administrator, deploys once.

    IAM is global, so one Region is enough: the stacks go to the Region of this template.
    """
    template = Template(Description="Brings the launch role for security notifications to every account")
    template.set_version("2010-09-09")
    for parameter in _parameters():
        template.add_parameter(parameter)
    template.add_resource(
        cfn.StackSet(
            "LaunchRoleStackSet",
            StackSetName=STACK_SET_NAME,
            Description="Launch role and permissions boundary of the Service Catalog product for security notifications",
            PermissionModel="SERVICE_MANAGED",
            CallAs=Ref(CALL_AS),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            AutoDeployment=cfn.AutoDeployment(Enabled=True, RetainStacksOnAccountRemoval=Ref(RETAIN)),
            OperationPreferences=cfn.OperationPreferences(
                # One account that cannot take the role must not keep it from the others.
                FailureTolerancePercentage=100,
                MaxConcurrentPercentage=100,
                RegionConcurrencyType="PARALLEL",
            ),
            Parameters=[cfn.Parameter(ParameterKey=ORGANIZATION_ID, ParameterValue=Ref(ORGANIZATION_ID))],
            StackInstancesGroup=[
                cfn.StackInstances(
                    DeploymentTargets=cfn.DeploymentTargets(OrganizationalUnitIds=Ref(TARGETS)),
                    Regions=[Ref("AWS::Region")],
                )
            ],
            TemplateBody=json.dumps(launch_role_template(formatting).to_dict(), sort_keys=True),
        )
    )
    return template


def _parameters() -> tuple[Parameter, ...]:
    return (
        organization_id(),
        Parameter(
            TARGETS,
            Type="CommaDelimitedList",
            Description=(
                "Where the role goes: the root or organizational units, separated by commas. In AWS CloudShell: "
                "aws organizations list-roots --query 'Roots[0].Id' --output text"
            ),
            AllowedPattern=f"^{_TARGET}$",
            ConstraintDescription="must be ids of roots (r-ab12) or units (ou-ab12-cd34ef56), separated by commas.",
        ),
        Parameter(
            CALL_AS,
            Type="String",
            Description="SELF in the management account, DELEGATED_ADMIN in a delegated administrator of StackSets.",
            AllowedValues=["SELF", "DELEGATED_ADMIN"],
            Default="SELF",
        ),
        Parameter(
            RETAIN,
            Type="String",
            Description="Whether role and boundary stay when an account leaves; false removes them.",
            AllowedValues=["false", "true"],
            Default="false",
        ),
    )
