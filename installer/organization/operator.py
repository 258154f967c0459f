"""The StackSet's questions about the operator role, with which the hub looks after subscriptions in every account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from common.organization import HUB_ACCOUNT
from common.products import PRODUCT_ARNS
from installer.errors import UserError
from installer.organization.permission_set import in_any_account
from stacksets.operator_role import HUB_OPERATOR


def operator_answers(role: str | None, hub: str, products: Sequence[str]) -> Mapping[str, str]:
    """Return the answers by parameter; none where nothing is said about it, so that what is deployed stays.

    Args:
        role: role of the hub that may take the operator role; None where nothing is said.
        hub: the hub account; empty where nothing is said.
        products: ARNs of the product, one a Region.

    Raises:
        UserError: a role is named without the hub account or without the product.
    """
    if role and not (hub and products):
        raise UserError(
            "--operator-role needs --hub-account and --product-arn too (once a Region): the operator role is trusted to that "
            "role of the hub, and launches that product only."
        )
    if not role:
        return {}
    return {HUB_OPERATOR: role, HUB_ACCOUNT: hub, PRODUCT_ARNS: ",".join(map(in_any_account, products))}
