"""The templates that an admin may download, as they are generated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from permission_sets.template import permission_set_template
from troposphere import Template

import stacksets
from product.portfolio.artifacts import artifact_template
from product.portfolio.options import PortfolioOptions, Version
from product.portfolio.template import portfolio_template
from product.subscription.options import Formatting, Launch
from stacksets.stack_set import stack_set_template
from stacksets.template import launch_role_template
from tests.golden import AssertGolden

ROOT = Path(stacksets.__file__).parents[1]
PORTFOLIO = PortfolioOptions(
    versions=(
        Version("1.0.0-0a1b2c3d", "Release 1.0.0", "https://bucket.s3.eu-central-1.amazonaws.com/templates/0a1b.yaml"),
    ),
    permission_sets=("SubscribeToSecurityNotifications",),
    roles=("Developer-*",),
    identity_center_region="eu-central-1",
    support_email="security@example.com",
)
TEMPLATES = {
    **{f"stacksets/launch_role_{one.value}.yaml": launch_role_template(one) for one in Formatting},
    **{f"stacksets/stack_set_{one.value}.yaml": stack_set_template(one) for one in Formatting},
    "permission-sets/permission_set.yaml": permission_set_template(),
    **{f"product/portfolio/artifacts_{one.value}.yaml": artifact_template(one) for one in Launch},
    "product/portfolio/portfolio.yaml": portfolio_template(PORTFOLIO),
}


@pytest.mark.parametrize(("name", "template"), TEMPLATES.items(), ids=TEMPLATES)
def test_golden_template(name: str, template: Template, assert_golden: AssertGolden) -> None:
    assert_golden(ROOT / name, template.to_yaml())


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_stands_alone_in_the_console(template: Template) -> None:
    written = template.to_dict()
    for name, parameter in written.get("Parameters", {}).items():
        assert parameter["Description"], name
        assert "AllowedPattern" in parameter or "AllowedValues" in parameter, name
    assert "arn:aws:" not in json.dumps(written["Resources"])


@pytest.mark.parametrize("formatting", list(Formatting))
def test_the_stack_set_carries_the_very_template_that_stands_alone(formatting: Formatting) -> None:
    body = stack_set_template(formatting).to_dict()["Resources"]["LaunchRoleStackSet"]["Properties"]["TemplateBody"]
    assert json.loads(body) == json.loads(json.dumps(launch_role_template(formatting).to_dict()))
