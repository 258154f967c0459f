"""What goes to every account, as a template that stands alone or is the body of the StackSet."""

from __future__ import annotations

from troposphere import GetAtt, Output, Template

from common.options import Formatting
from common.organization import organization_id
from stacksets.boundary import boundary
from stacksets.launch_role import launch_role


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
