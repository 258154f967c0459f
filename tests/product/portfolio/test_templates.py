"""The hub's templates, as they are generated and as an admin may download them."""

from __future__ import annotations

from pathlib import Path

import pytest
from troposphere import Template

import product.portfolio
from common.choices.words import Launch
from product.portfolio.artifacts import artifact_template
from product.portfolio.options import PortfolioOptions, Version
from product.portfolio.template import portfolio_template
from tests.golden import AssertGolden
from tests.template_checks import assert_stands_alone

FOLDER = Path(product.portfolio.__file__).parent
VERSION = Version("1.0.0-0a1b2c3d", "Release 1.0.0", "https://bucket.s3.eu-central-1.amazonaws.com/templates/0a1b.yaml")
PORTFOLIO = PortfolioOptions(
    versions=(VERSION,),
    permission_sets=("SubscribeToSecurityNotifications",),
    roles=("Developer-*",),
    identity_center_region="eu-central-1",
    support_email="security@example.com",
)
TEMPLATES = {
    **{f"artifacts_{one.value}.yaml": artifact_template(one) for one in Launch},
    "portfolio.yaml": portfolio_template(PORTFOLIO),
}


@pytest.mark.parametrize(("name", "template"), TEMPLATES.items(), ids=TEMPLATES)
def test_golden_template(name: str, template: Template, assert_golden: AssertGolden) -> None:
    assert_golden(FOLDER / name, template.to_yaml())


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_stands_alone_in_the_console(template: Template) -> None:
    assert_stands_alone(template)
