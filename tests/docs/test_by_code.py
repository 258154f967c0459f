"""What docs/by-code.md says is tried: with the real aws client, and as a template."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials
from harness.profiles import Profiles
from tests.embedded_aws.waiting import stack_status

PAGE = Path(__file__).parents[2] / "docs" / "by-code.md"
ROLE = "Admin"
NAME = "security-notifications"
TERRAFORM = Path(__file__).with_name("provisioned_product.json")
"""Arguments and attributes of the provider's resource, from its schema.

https://github.com/hashicorp/terraform-provider-aws, internal/service/servicecatalog/provisioned_product.go
"""


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [str(one) for one in found]


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    """An organization in which the product is installed, and a role of the owner's account may launch it."""
    found = create_organization(embedded_aws)
    iam = embedded_aws.session(found.owner_account).client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": found.owner_account}, "Action": "sts:AssumeRole"}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    iam.put_role_policy(RoleName=ROLE, PolicyName="All", PolicyDocument=json.dumps({"Statement": [everything]}))
    return found


@pytest.fixture(scope="module")
def line(embedded_aws: EmbeddedAws, organization: Organization, tmp_path_factory: pytest.TempPathFactory) -> Profiles:
    accounts = {"management": organization.management, "hub": organization.hub, "root": organization.owner_account}
    found = Profiles(embedded_aws, tmp_path_factory.mktemp("profiles"), **accounts)
    found.says("organization", "--profile", "management", "--hub-account", organization.hub, "--yes")
    share = ("--share-with-organizational-units", organization.shared_unit)
    found.says("install", "--profile", "hub", "--regions", "us-east-1", "--roles", ROLE, *share, "--yes")
    found.add_role("owner", "root", f"arn:aws:iam::{organization.owner_account}:role/{ROLE}")
    return found


@pytest.fixture
def session(embedded_aws: EmbeddedAws, organization: Organization, line: Profiles) -> Any:
    """The owner's session."""
    account = organization.owner_account
    arn = f"arn:aws:iam::{account}:role/{ROLE}"
    keys = embedded_aws.session(account).client("sts").assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
    credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return embedded_aws.session(account, credentials=credentials)


def answers(session: Any) -> dict[str, str]:
    """Return the answers of the one subscription; none where there is none."""
    level = {"Key": "Account", "Value": "self"}
    found = session.client("servicecatalog").search_provisioned_products(AccessLevelFilter=level)["ProvisionedProducts"]
    if not found:
        return {}
    assert [(one["Name"], one["Status"]) for one in found] == [(NAME, "AVAILABLE")]
    stack = session.client("cloudformation").describe_stacks(StackName=found[0]["PhysicalId"])["Stacks"][0]
    return {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}


def test_the_aws_client_launches_changes_and_ends(line: Profiles, session: Any) -> None:
    launch, wait, change, end = blocks("sh")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "AWS_CONFIG_FILE": str(line.file),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_PROFILE": "owner",
        "AWS_PAGER": "",
    }
    (product,) = session.client("servicecatalog").search_products()["ProductViewSummaries"]
    (version,) = session.client("servicecatalog").describe_product(Id=product["ProductId"])["ProvisioningArtifacts"]
    known = f"product={product['ProductId']}\nversion={version['Id']}\n"

    def run(begin: str) -> dict[str, str]:
        # A launch takes a minute in AWS and none here.
        script = f"set -eu\nsleep() {{ command sleep 0.1; }}\n{known}{begin}{wait}"
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, '"SUCCEEDED"' in done.stdout) == (0, True), (done.stdout, done.stderr)
        return answers(session)

    assert run(launch)["MinimumSeverity"] == "High"
    changed = run(change)
    assert (changed["MinimumSeverity"], changed["EmailAddresses"]) == ("Medium", "team@example.com")
    assert run(end) == {}


def test_a_template_launches_and_ends(line: Profiles, session: Any) -> None:
    (body,) = blocks("yaml")
    status = json.loads(line.run("status", "--profile", "hub", "--regions", "us-east-1", "--json").stdout)
    (version,) = status["regions"][0]["versions"]
    stacks = session.client("cloudformation")
    stack = stacks.create_stack(StackName="own", TemplateBody=body.replace("VERSION", version["name"]))["StackId"]
    assert stack_status(stacks, stack) == "CREATE_COMPLETE"
    assert answers(session)["MinimumSeverity"] == "High"
    (output,) = stacks.describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    assert output["OutputValue"].startswith("arn:aws:sns:us-east-1:")
    stacks.delete_stack(StackName=stack)
    assert stack_status(stacks, stack) == "DELETE_COMPLETE"
    assert answers(session) == {}


def test_the_provider_of_terraform_has_each_argument_and_attribute() -> None:
    known = json.loads(TERRAFORM.read_text(encoding="utf-8"))
    resource, lifecycle = blocks("hcl")
    used, inside = set(), ""
    for text in resource[: resource.index("output ")].splitlines()[1:-1]:
        name = text.split()[0] if text.split() else ""
        if name.isidentifier():
            used.add(f"{inside}{name}")
        inside = f"{name}." if text.endswith("{") else "" if name == "}" else inside
    assert used == {
        *("name", "product_name", "provisioning_artifact_name"),
        *("provisioning_parameters", "provisioning_parameters.key", "provisioning_parameters.value"),
    }
    assert used <= set(known["arguments"])
    assert set(known["required"]) <= used
    for choice in known["exactly_one_of"]:
        assert len(used & set(choice)) == 1, choice
    (ignored,) = re.findall(r"ignore_changes = \[(\w+)\]", lifecycle)
    assert ignored in known["arguments"]
    attributes = {f"outputs.{name}" for name in re.findall(r"\bone\.(\w+)", resource)}
    assert attributes == {"outputs.key", "outputs.value"}
    assert attributes <= set(known["attributes"])
    prose = PAGE.read_text(encoding="utf-8")
    for name in ("retain_physical_resources", "ignore_errors", "path_id", "provisioning_artifact_id", "timeouts"):
        assert f"`{name}`" in prose or f"`{name}" in prose
        assert name in {*known["arguments"], *known["blocks"]}, name
