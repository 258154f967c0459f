"""What CloudFormation and Service Catalog hand on: a subscription's resources keep their own tags beside it."""

from __future__ import annotations

import pytest
from rich.console import Console

from common.names import LAUNCHED_TAG_KEY, PRODUCT_TAG_KEY, STACK_TAG_KEY
from embedded_aws.process import EmbeddedAws
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Player
from local.journey.setup import REGION

_AUTO = "aws:servicecatalog:provisioningArtifactIdentifier"


@pytest.fixture(scope="module")
def launched(embedded_aws: EmbeddedAws) -> tuple[EmbeddedAws, str]:
    stage = Player(embedded_aws, Choices(), Console(quiet=True)).subscribe()
    account = stage.organization.owner_account
    # An update finds the same tags, and those of AWS are in nobody's way.
    Owner(embedded_aws, account, "jane").update(stage.subscription, {"MinimumSeverity": "Low"})
    return embedded_aws, account


def test_resources_have_their_own_tags_and_what_is_handed_on(launched: tuple[EmbeddedAws, str]) -> None:
    aws, account = launched
    session = aws.session(account, REGION)
    sns, functions, iam = (session.client(name) for name in ("sns", "lambda", "iam"))
    topics = [one["TopicArn"] for one in sns.list_topics()["Topics"]]
    roles = [one["RoleName"] for one in iam.list_roles()["Roles"] if one["RoleName"].startswith("SecNotification")]
    found = [
        *(sns.list_tags_for_resource(ResourceArn=one)["Tags"] for one in topics),
        *(iam.list_role_tags(RoleName=one)["Tags"] for one in roles),
    ]
    (function,) = functions.list_functions()["Functions"]
    listed = [{one["Key"]: one["Value"] for one in tags} for tags in found]
    for tags in (*listed, functions.list_tags(Resource=function["FunctionArn"])["Tags"]):
        assert (tags[PRODUCT_TAG_KEY], tags[LAUNCHED_TAG_KEY]) == ("subscription", "true")
        assert tags[_AUTO].startswith("pa-")
        assert STACK_TAG_KEY not in tags


def test_the_stack_is_known_by_what_service_catalog_hands_on(launched: tuple[EmbeddedAws, str]) -> None:
    aws, account = launched
    stacks = aws.session(account, REGION).client("cloudformation").describe_stacks()["Stacks"]
    (stack,) = (one for one in stacks if one["StackName"].startswith("SC-"))
    tags = {one["Key"]: one["Value"] for one in stack["Tags"]}
    assert tags[LAUNCHED_TAG_KEY] == "true"
    assert PRODUCT_TAG_KEY not in tags
