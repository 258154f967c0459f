"""The Identity Center permission set, deployed in the management account or Identity Center's delegated administrator."""

from __future__ import annotations

from troposphere import Equals, GetAtt, Output, Parameter, Ref, Template, sso

from permission_sets.policy import PRODUCT_IDS, READ_FINDINGS, READS_FINDINGS, owner_policy
from product.names import PERMISSION_SET_NAME

INSTANCE_ARN = "InstanceArn"
RELAY_STATE = "RelayState"


def permission_set_template() -> Template:
    """Return the template of the permission set; whom it is assigned to stays with the admin of Identity Center."""
    template = Template(Description="Identity Center permission set for subscribing to security notifications")
    template.set_version("2010-09-09")
    for parameter in _parameters():
        template.add_parameter(parameter)
    template.add_condition(READS_FINDINGS, Equals(Ref(READ_FINDINGS), "Yes"))
    permission_set = template.add_resource(
        sso.PermissionSet(
            "PermissionSet",
            Name=PERMISSION_SET_NAME,
            Description="Subscribe to security notifications in AWS Service Catalog",
            InstanceArn=Ref(INSTANCE_ARN),
            SessionDuration="PT1H",
            RelayStateType=Ref(RELAY_STATE),
            InlinePolicy=owner_policy(),
        )
    )
    template.add_output(
        Output(
            "PermissionSetArn", Value=GetAtt(permission_set, "PermissionSetArn"), Description="Permission set to assign"
        )
    )
    return template


def _parameters() -> tuple[Parameter, ...]:
    return (
        Parameter(
            INSTANCE_ARN,
            Type="String",
            Description=(
                "Identity Center instance. In AWS CloudShell: aws sso-admin list-instances "
                "--query 'Instances[0].InstanceArn' --output text"
            ),
            AllowedPattern=r"^arn:aws[a-z-]*:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}$",
            ConstraintDescription="must be the ARN of an instance, such as arn:aws:sso:::instance/ssoins-0123456789abcdef.",
        ),
        Parameter(
            PRODUCT_IDS,
            Type="CommaDelimitedList",
            Description=(
                "ARN of the product in each Region, separated by commas; account and product id are those of the hub. The "
                "hub's stack shows it as output ProductArn."
            ),
            AllowedPattern=r"^arn:aws[a-z-]*:catalog:[a-z0-9-]+:[0-9]{12}:product/prod-[a-z0-9]+$",
            ConstraintDescription="must be ARNs such as arn:aws:catalog:eu-west-1:111122223333:product/prod-abcd1234efgh5.",
        ),
        Parameter(
            RELAY_STATE,
            Type="String",
            Description=(
                "Console page that opens after signing in; the hub's stack shows the product's page as output ProductPage."
            ),
            AllowedPattern=r"^https://\S{1,232}$",
            ConstraintDescription="must be a console address of at most 240 characters.",
        ),
        Parameter(
            READ_FINDINGS,
            Type="String",
            Description="Whether holders may also read the account's Security Hub findings, so that links in emails open.",
            AllowedValues=["Yes", "No"],
            Default="Yes",
        ),
    )
