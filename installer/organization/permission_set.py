"""Make the permission set with which people may launch the product, where Identity Center lives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from permission_sets.policy import PRODUCT_ARNS
from permission_sets.template import INSTANCE_ARN, permission_set_template

from installer.errors import UserError
from installer.stacks import Change, StackDeployer
from product.names import PERMISSION_SET_NAME, PRODUCT_TAG_KEY

STACK_NAME = "security-notifications-permission-set"
_TAGS = {PRODUCT_TAG_KEY: "organization"}


class PermissionSet:
    """The permission set of the product.

    Args:
        sso: client of Identity Center's administration in its home Region.
        stacks: deploys stacks there.
        region: that Region.
    """

    def __init__(self, sso: Any, stacks: StackDeployer, region: str) -> None:
        self._sso = sso
        self._stacks = stacks
        self._region = region

    def changes(self, product_arns: Sequence[str]) -> tuple[Change, ...]:
        """Return what deploying the permission set would change; nothing where another account has made it.

        Raises:
            UserError: there is no Identity Center instance in its Region.
        """
        instance = self._instance()
        if self._stacks.status(STACK_NAME) is None and self._exists(instance):
            return ()
        return self._stacks.plan(STACK_NAME, *_stack(instance, product_arns))

    def deploy(self, product_arns: Sequence[str]) -> None:
        """Deploy the permission set for the product in each of its Regions; signing in leads to the first.

        Raises:
            UserError: there is no Identity Center instance in its Region.
        """
        self._stacks.deploy(STACK_NAME, *_stack(self._instance(), product_arns))

    def remove(self) -> bool:
        """Remove the permission set; returns whether there was anything."""
        return self._stacks.delete(STACK_NAME)

    def _instance(self) -> str:
        instances = self._sso.list_instances()["Instances"]
        if not instances:
            raise UserError(
                f"There is no Identity Center instance in {self._region}: name its home Region with --identity-center-region."
            )
        return str(instances[0]["InstanceArn"])

    def _exists(self, instance: str) -> bool:
        pages = self._sso.get_paginator("list_permission_sets").paginate(InstanceArn=instance)
        arns = (arn for page in pages for arn in page["PermissionSets"])
        described = (self._sso.describe_permission_set(InstanceArn=instance, PermissionSetArn=arn) for arn in arns)
        return any(one["PermissionSet"]["Name"] == PERMISSION_SET_NAME for one in described)


def _stack(instance: str, product_arns: Sequence[str]) -> tuple[str, dict[str, str], Mapping[str, str]]:
    products = ",".join(_in_any_account(arn) for arn in product_arns)
    return permission_set_template().to_yaml(), {INSTANCE_ARN: instance, PRODUCT_ARNS: products}, _TAGS


def _in_any_account(product_arn: str) -> str:
    """Return the ARN for any account: owners launch in theirs what belongs to the hub's, and the id alone is unique."""
    return re.sub(r":[0-9]{12}:product/", ":*:product/", product_arn)
