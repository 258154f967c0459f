"""checkov finds nothing that has no reason.

It pins many libraries to versions of its own, so that it has an environment of its own: .ci/run makes .venv-checkov.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.controls.table import EXCUSED, ROOT, TEMPLATES

CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"


@pytest.fixture(scope="module")
def failed() -> set[tuple[str, str]]:
    """Every check that failed, with the resource."""
    if not CHECKOV.is_file():
        pytest.skip("checkov is not installed; .ci/run installs it")
    files = [argument for path in TEMPLATES for argument in ("--file", str(path))]
    done = subprocess.run(
        # It would ask its maker's server for texts about the checks.
        [str(CHECKOV), "--framework", "cloudformation", *files, "--output", "json", "--quiet", "--skip-download"],
        capture_output=True,
        text=True,
        check=False,
    )
    found: Any = json.loads(done.stdout)
    reports = found if isinstance(found, list) else [found]
    return {
        (one["check_id"], one["resource"].rpartition(".")[2])
        for report in reports
        for one in report["results"]["failed_checks"]
    }


def test_what_fails_has_a_reason_and_no_reason_is_left_over(failed: set[tuple[str, str]]) -> None:
    assert failed == {(one.id, resource) for one in EXCUSED if one.id.startswith("CKV") for resource in one.of}
