"""What goes to every account, as a template that stands alone or is the body of the StackSet."""

from __future__ import annotations

from troposphere import GetAtt, Output, Parameter, Template

from product.subscription.options import Formatting
from stacksets.boundary import boundary
from stacksets.launch_role import ORGANIZATION_ID, launch_role


def launch_role_template(formatting: Formatting) -> Template:
    """Return the template of launch role and, where there is a function, permissions boundary."""
    template = Template(Description="Launch role of the Service Catalog product for security notifications")
    template.set_version("2010-09-09")
    template.add_parameter(organization_id())
    role = template.add_resource(launch_role(formatting))
    if formatting is Formatting.LAMBDA:
        template.add_resource(boundary())
    template.add_output(
        Output("LaunchRoleArn", Value=GetAtt(role, "Arn"), Description="Role that launches subscriptions")
    )
    return template


def organization_id() -> Parameter:
    """Return the parameter that asks for the organization.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
    """
    return Parameter(
        ORGANIZATION_ID,
        Type="String",
        Description=(
            "Id of your organization. In AWS CloudShell: aws organizations describe-organization "
            "--query Organization.Id --output text"
        ),
        AllowedPattern="^o-[a-z0-9]{10,32}$",
        ConstraintDescription="must be an organization id such as o-a1b2c3d4e5.",
    )
