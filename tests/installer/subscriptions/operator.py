"""A hub that is installed, shared and has the operator role in its accounts."""

from __future__ import annotations

import json
from pathlib import Path

from embedded_aws.organization import Organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles

REGION = "us-east-1"
HUB_ROLE = "Operators"
LOOK = (
    "cloudformation:*",
    "organizations:*",
    "s3:*",
    "servicecatalog:*",
    "sts:AssumeRole",
)


def operator(aws: EmbeddedAws, organization: Organization, folder: Path, key_alias: str = "") -> Profiles:
    """Install, and return the terminal of the admin, whose profile `operator` looks after subscriptions.

    Args:
        aws: the embedded AWS.
        organization: the organization.
        folder: where the commands run; gets the configuration.
        key_alias: of the customer's key, which is there already; empty for none.
    """
    hub = organization.hub
    found = Profiles(aws, folder, management=organization.management, hub=hub)
    key = ("--key-alias", key_alias) if key_alias else ()
    prepare = ("organization", "--profile", "management", "--hub-account", hub, *key, "--yes")
    found.says(*prepare)
    share = ("--share-with-organizational-units", organization.shared_unit)
    installed = ("--profile", "hub", "--regions", REGION)
    found.says("install", *installed, *share, "--roles", "Admin", "--operator-role", HUB_ROLE, *key, "--yes")
    catalog = aws.session(hub, REGION).client("servicecatalog")
    (product,) = catalog.search_products_as_admin()["ProductViewDetails"]
    found.says(*prepare, "--product-arn", product["ProductARN"], "--operator-role", HUB_ROLE)
    iam = aws.session(hub).client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{hub}:root"}, "Action": "sts:AssumeRole"}
    allow = {"Effect": "Allow", "Action": LOOK, "Resource": "*"}
    iam.create_role(
        RoleName=HUB_ROLE, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    iam.put_role_policy(RoleName=HUB_ROLE, PolicyName="Look", PolicyDocument=document)
    found.add_role("operator", "hub", f"arn:aws:iam::{hub}:role/{HUB_ROLE}")
    (folder / "notifications.toml").write_text(
        f"regions = ['{REGION}']\nroles = ['Admin']\noperator_role = '{HUB_ROLE}'\n"
        f"share_with_organizational_units = ['{organization.shared_unit}']\n"
    )
    return found
