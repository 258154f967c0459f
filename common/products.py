"""The parameter that asks for the product, which has another ARN in each Region."""

from __future__ import annotations

from troposphere import Parameter

from common.names import PRODUCT_NAME

PRODUCT_ARNS = "ProductArns"
_ARN = r"arn:aws[a-z-]*:catalog:[a-z0-9-]+:([0-9]{12}|\*):product/prod-[a-z0-9]+"


def product_arns(*, optional: bool = False) -> Parameter:
    """Return the parameter; an optional one may be left empty."""
    named = f"ProductViewDetails[?ProductViewSummary.Name=='{PRODUCT_NAME}'].ProductARN"
    return Parameter(
        PRODUCT_ARNS,
        Type="CommaDelimitedList",
        Description=(
            "ARN of the product in each Region, separated by commas; signing in leads to the first. * may stand for the "
            "account, since the product's id is unique. In AWS CloudShell of the hub account, in each Region: "
            f'aws servicecatalog search-products-as-admin --query "{named}" --output text'
        ),
        AllowedPattern=f"^({_ARN})?$" if optional else f"^{_ARN}$",
        ConstraintDescription="must be ARNs such as arn:aws:catalog:eu-west-1:*:product/prod-abcd1234efgh5.",
        **({"Default": ""} if optional else {}),
    )
