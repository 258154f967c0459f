"""Control Tower's proactive controls, judged by cfn-guard with AWS's own rules, refuse nothing that has no reason."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template
from tests.controls.table import EXCUSED, ROOT, TEMPLATES

PACKAGE = ROOT / "tests" / "node_modules" / "@cdklabs" / "cdk-validator-cfnguard"
RULES = PACKAGE / "rules" / "control-tower" / "cfn-guard"
SYSTEM = {"Linux": "ubuntu", "Darwin": "macos"}.get(platform.system(), "")
MACHINE = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
GUARD = PACKAGE / "bin" / SYSTEM / MACHINE / "cfn-guard"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cfn-guard; npm brings it without the right to run."""
    if not GUARD.is_file():
        pytest.skip("cfn-guard is not installed; run `npm ci --prefix tests`")
    copied = tmp_path_factory.mktemp("guard") / "cfn-guard"
    copied.write_bytes(GUARD.read_bytes())
    copied.chmod(0o755)
    return copied


CHOSEN = "chosen.yaml"


@pytest.fixture(scope="module")
def refused(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """By template, the names of the rules that it does not pass; all in one run, since reading the rules takes longest."""
    options = SubscriptionOptions(
        artifact_bucket="b", formatter_key="k", version="1", key_alias="alias/ours", log_retention_days=365
    )
    chosen = tmp_path_factory.mktemp("chosen") / CHOSEN
    chosen.write_text(subscription_template(options).to_yaml(), encoding="utf-8")
    data = [argument for path in (*TEMPLATES, chosen) for argument in ("--data", str(path))]
    asked = ["--rules", str(RULES), "--type", "CFNTemplate", "--show-summary", "none", "--output-format", "json"]
    done = subprocess.run(
        [str(program), "validate", *data, *asked, "--structured"], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert {Path(one["name"]).name for one in found} == {path.name for path in (*TEMPLATES, chosen)}
    return {Path(one["name"]).name: {rule["Rule"]["name"] for rule in one["not_compliant"]} for one in found}


def test_what_is_refused_has_a_reason_and_no_reason_is_left_over(refused: Mapping[str, set[str]]) -> None:
    assert set().union(*(refused[path.name] for path in TEMPLATES)) == {one.rule for one in EXCUSED if one.rule}


def test_with_the_admins_choices_a_subscription_is_refused_only_for_what_is_meant_to_be_so(
    refused: Mapping[str, set[str]],
) -> None:
    # The rule on the template alone does not know that Fn::Sub gives the ARN of a key.
    without_arn = {"cloudwatch_log_group_encrypted_check"}
    meant = {one.rule for one in EXCUSED if one.verdict == "meant"}
    assert refused[CHOSEN] <= meant | without_arn
