"""Who may launch: IAM roles by name pattern, so that one entry serves every account.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_AssociatePrincipalWithPortfolio.html
"""

from __future__ import annotations

from troposphere import Sub

from product.portfolio.options import PortfolioOptions

_NO_REGION_IN_PATH = "us-east-1"
"""Roles of Identity Center carry its home Region in their path, but for this one.

https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
"""


def principal_arns(options: PortfolioOptions) -> tuple[Sub, ...]:
    """Return the patterns of all principals; account id and Region are empty in such a pattern."""
    region = options.identity_center_region
    path = "" if region == _NO_REGION_IN_PATH else f"{region}/"
    reserved = (f"aws-reserved/sso.amazonaws.com/{path}AWSReservedSSO_{name}_*" for name in options.permission_sets)
    return tuple(Sub(f"arn:${{AWS::Partition}}:iam:::role/{name}") for name in (*reserved, *options.roles))
