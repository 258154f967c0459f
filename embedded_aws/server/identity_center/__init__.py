"""IAM Identity Center: permission sets, the roles that stand for them in accounts, and signing in."""

from __future__ import annotations

from embedded_aws.server.identity_center import administration, identity_store, resource_types
from embedded_aws.server.permissions import on_everything
from embedded_aws.server.service import register_json_service


def install() -> None:
    """Add its APIs, of which sso-admin signs as sso, and its CloudFormation resource types."""
    register_json_service("sso", administration.OPERATIONS, on_everything("sso"))
    register_json_service("identitystore", identity_store.OPERATIONS, on_everything("identitystore"))
    resource_types.install()
