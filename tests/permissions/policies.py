"""The generated policies, ready to be evaluated."""

from __future__ import annotations

from typing import Any

from permission_sets.template import permission_set_template

from product.subscription.options import Formatting, SubscriptionOptions
from product.subscription.template import subscription_template
from stacksets.template import launch_role_template
from tests.permissions.evaluator import resolved


def launch_policy(formatting: Formatting = Formatting.LAMBDA) -> dict[str, Any]:
    role = launch_role_template(formatting).to_dict()["Resources"]["LaunchRole"]["Properties"]
    return dict(resolved(role["Policies"][0]["PolicyDocument"]))


def trust_policy() -> dict[str, Any]:
    role = launch_role_template(Formatting.LAMBDA).to_dict()["Resources"]["LaunchRole"]["Properties"]
    return dict(resolved(role["AssumeRolePolicyDocument"]))


def boundary_policy() -> dict[str, Any]:
    boundary = launch_role_template(Formatting.LAMBDA).to_dict()["Resources"]["PermissionsBoundary"]["Properties"]
    return dict(resolved(boundary["PolicyDocument"]))


def owner_policy() -> dict[str, Any]:
    permission_set = permission_set_template().to_dict()["Resources"]["PermissionSet"]["Properties"]
    return dict(resolved(permission_set["InlinePolicy"]))


def subscription(formatting: Formatting) -> dict[str, Any]:
    options = SubscriptionOptions(artifact_bucket="b", formatter_key="k", version="1", formatting=formatting)
    return dict(subscription_template(options).to_dict()["Resources"])
