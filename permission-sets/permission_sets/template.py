"""The Identity Center permission set, deployed in the management account or Identity Center's delegated administrator."""

from __future__ import annotations

from troposphere import Equals, FindInMap, GetAtt, Output, Parameter, Ref, Select, Split, Sub, Template, sso

from common.console import CONSOLE_MAP, console_mapping
from common.names import PERMISSION_SET_NAME, PRODUCT_NAME
from permission_sets.policy import PRODUCT_ARNS, READS_FINDINGS, owner_policy

INSTANCE_ARN = "InstanceArn"
READ_FINDINGS = "ReadFindings"


def permission_set_template() -> Template:
    """Return the template of the permission set; whom it is assigned to stays with the admin of Identity Center."""
    template = Template(Description="Identity Center permission set for subscribing to security notifications")
    template.set_version("2010-09-09")
    for parameter in _parameters():
        template.add_parameter(parameter)
    template.add_mapping(CONSOLE_MAP, console_mapping())
    template.add_condition(READS_FINDINGS, Equals(Ref(READ_FINDINGS), "Yes"))
    permission_set = template.add_resource(
        sso.PermissionSet(
            "PermissionSet",
            Name=PERMISSION_SET_NAME,
            Description="Subscribe to security notifications in AWS Service Catalog",
            InstanceArn=Ref(INSTANCE_ARN),
            SessionDuration="PT1H",
            RelayStateType=_product_page(),
            InlinePolicy=owner_policy(),
        )
    )
    template.add_output(
        Output(
            "PermissionSetArn", Value=GetAtt(permission_set, "PermissionSetArn"), Description="Permission set to assign"
        )
    )
    return template


def _product_page() -> Sub:
    """Return the console page of the first product, in its own Region; it opens after signing in."""
    first = Select(0, Ref(PRODUCT_ARNS))
    return Sub(
        "https://${Region}.${Domain}/servicecatalog/home?region=${Region}#products/${Id}",
        Region=Select(3, Split(":", first)),
        Domain=FindInMap(CONSOLE_MAP, Ref("AWS::Partition"), "Domain"),
        Id=Select(1, Split("/", first)),
    )


def _parameters() -> tuple[Parameter, ...]:
    named = f"ProductViewDetails[?ProductViewSummary.Name=='{PRODUCT_NAME}'].ProductARN"
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
            PRODUCT_ARNS,
            Type="CommaDelimitedList",
            Description=(
                "ARN of the product in each Region, separated by commas; signing in leads to the first. * may stand for the "
                "account, since the product's id is unique. In AWS CloudShell of the hub account, in each Region: "
                f'aws servicecatalog search-products-as-admin --query "{named}" --output text'
            ),
            AllowedPattern=r"^arn:aws[a-z-]*:catalog:[a-z0-9-]+:([0-9]{12}|\*):product/prod-[a-z0-9]+$",
            ConstraintDescription="must be ARNs such as arn:aws:catalog:eu-west-1:*:product/prod-abcd1234efgh5.",
        ),
        Parameter(
            READ_FINDINGS,
            Type="String",
            Description="Whether holders may also read the account's Security Hub findings, so that links in emails open.",
            AllowedValues=["Yes", "No"],
            Default="Yes",
        ),
    )
