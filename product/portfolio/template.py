"""The hub's portfolio with its one product."""

from __future__ import annotations

from troposphere import FindInMap, GetAtt, Output, Ref, Sub, Tags, Template
from troposphere import servicecatalog as sc

from common.console import CONSOLE_MAP, console_mapping
from common.names import LAUNCH_ROLE_NAME, PORTFOLIO_NAME, PRODUCT_NAME, PRODUCT_TAG_KEY
from common.options import Launch
from product.portfolio.options import PortfolioOptions
from product.portfolio.principals import principals

PORTFOLIO = "Portfolio"
PRODUCT = "Product"
ASSOCIATION = "ProductInPortfolio"
TAGS = Tags({PRODUCT_TAG_KEY: "hub"})


def portfolio_template(options: PortfolioOptions) -> Template:
    """Return the template of the portfolio stack.

    All versions stand in it, the older ones unchanged: CloudFormation matches versions by template address and name, and
    without ReplaceProvisioningArtifacts keeps the id of those that match, so that no subscription loses its version.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicecatalog-cloudformationproduct.html
    """
    template = Template(Description="Service Catalog portfolio for security notifications")
    template.set_version("2010-09-09")
    template.add_resource(
        sc.Portfolio(
            PORTFOLIO,
            DisplayName=PORTFOLIO_NAME,
            ProviderName=options.provider,
            Description="Emails about new Security Hub findings, set up by whoever owns the account",
            Tags=TAGS,
        )
    )
    template.add_resource(_product(options))
    template.add_resource(
        sc.PortfolioProductAssociation(ASSOCIATION, PortfolioId=Ref(PORTFOLIO), ProductId=Ref(PRODUCT))
    )
    if options.launch is Launch.ROLE:
        template.add_resource(_launch_constraint())
    for logical_id, arn in principals(options).items():
        template.add_resource(_principal(logical_id, arn))
    _add_outputs(template)
    return template


def _product(options: PortfolioOptions) -> sc.CloudFormationProduct:
    support = {"SupportEmail": options.support_email, "SupportUrl": options.support_url}
    return sc.CloudFormationProduct(
        PRODUCT,
        Name=PRODUCT_NAME,
        Owner=options.provider,
        Description=(
            "Get readable emails about new Security Hub findings of this account. Launch it, type your address and the "
            "minimum severity, and confirm the mail that follows."
        ),
        SupportDescription=(
            "No emails? Look for the confirmation mail, also in spam. To change or end your subscription choose Update or "
            "Terminate under Provisioned products."
        ),
        ReplaceProvisioningArtifacts=False,
        ProvisioningArtifactParameters=[
            sc.ProvisioningArtifactProperties(
                Name=version.name,
                Description=version.description,
                Info=sc.Info(LoadTemplateFromURL=version.template_url),
            )
            for version in options.versions
        ],
        Tags=TAGS,
        **{name: value for name, value in support.items() if value},
    )


def _launch_constraint() -> sc.LaunchRoleConstraint:
    """Return the constraint by local role name: the role of that name in the account of the launch.

    https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
    """
    return sc.LaunchRoleConstraint(
        "LaunchConstraint",
        DependsOn=ASSOCIATION,
        PortfolioId=Ref(PORTFOLIO),
        ProductId=Ref(PRODUCT),
        LocalRoleName=LAUNCH_ROLE_NAME,
        Description="Launch with the role that the StackSet brings to every account",
    )


def _principal(logical_id: str, arn: Sub) -> sc.PortfolioPrincipalAssociation:
    return sc.PortfolioPrincipalAssociation(
        logical_id, PortfolioId=Ref(PORTFOLIO), PrincipalARN=arn, PrincipalType="IAM_PATTERN"
    )


def _add_outputs(template: Template) -> None:
    template.add_mapping(CONSOLE_MAP, console_mapping())
    product_arn = "arn:${AWS::Partition}:catalog:${AWS::Region}:${AWS::AccountId}:product/${Product}"
    outputs = {
        "PortfolioId": (Ref(PORTFOLIO), "Portfolio to share"),
        "ProductId": (Ref(PRODUCT), "Product that owners launch"),
        "ProductArn": (Sub(product_arn), "ARN of the product, for the permission set"),
        "ProductPage": (
            Sub(
                "https://${AWS::Region}.${Domain}/servicecatalog/home?region=${AWS::Region}#products/${Product}",
                Domain=FindInMap(CONSOLE_MAP, Ref("AWS::Partition"), "Domain"),
            ),
            "Page from which owners launch it",
        ),
        "VersionIds": (GetAtt(PRODUCT, "ProvisioningArtifactIds"), "Ids of the product's versions"),
    }
    for name, (value, description) in outputs.items():
        template.add_output(Output(name, Value=value, Description=description))
