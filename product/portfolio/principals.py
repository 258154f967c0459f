"""Who may launch: IAM roles by name pattern, so that one entry serves every account.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_AssociatePrincipalWithPortfolio.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from troposphere import Sub

from common.names import OPERATOR_ROLE_NAME
from product.portfolio.options import PortfolioOptions

_NO_REGION_IN_PATH = "us-east-1"
"""Roles of Identity Center carry its home Region in their path, but for this one.

https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
"""


def principals(options: PortfolioOptions) -> Mapping[str, Sub]:
    """Return the patterns of all principals by logical id; account id and Region are empty in such a pattern.

    The logical id follows from the pattern. Numbered ones would move up when one is taken out of the list, and CloudFormation,
    which makes the new association before it removes the old, would end with removing one that is still wanted.
    """
    region = options.identity_center_region
    path = "" if region == _NO_REGION_IN_PATH else f"{region}/"
    found = {}
    for name in options.permission_sets:
        pattern = f"aws-reserved/sso.amazonaws.com/{path}AWSReservedSSO_{name}_*"
        found[_logical_id("PermissionSet", name, pattern)] = pattern
    for name in options.roles:
        found[_logical_id("Role", name, name)] = name
    if options.operator_role:
        found[_logical_id("Operator", "", OPERATOR_ROLE_NAME)] = OPERATOR_ROLE_NAME
    return {logical_id: Sub(f"arn:${{AWS::Partition}}:iam:::role/{pattern}") for logical_id, pattern in found.items()}


def _logical_id(kind: str, name: str, pattern: str) -> str:
    digest = hashlib.sha256(pattern.encode()).hexdigest()[:8]
    return f"{kind}{re.sub(r'[^A-Za-z0-9]', '', name)}{digest}"
