"""Artifacts are named by what is in them, and the zip runs by itself."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytz

from installer.artifacts import build_formatter_zip, formatter_artifact, template_artifact

LARGEST = 1.5 * 2**20
ROOT = Path(__file__).parents[2]


def names() -> list[str]:
    return zipfile.ZipFile(io.BytesIO(build_formatter_zip())).namelist()


def test_the_same_content_gives_the_same_bytes_and_name() -> None:
    assert build_formatter_zip() == build_formatter_zip()
    assert formatter_artifact().key == formatter_artifact().key
    assert template_artifact("templates", "a").key != template_artifact("templates", "b").key


def test_nothing_in_the_zip_depends_on_time_or_system() -> None:
    for entry in zipfile.ZipFile(io.BytesIO(build_formatter_zip())).infolist():
        assert (entry.date_time, entry.create_system, entry.compress_type) == (
            (1980, 1, 1, 0, 0, 0),
            3,
            zipfile.ZIP_STORED,
        )


def test_the_zip_is_small_and_holds_only_what_is_imported() -> None:
    assert len(build_formatter_zip()) < LARGEST
    tops = {name.partition("/")[0] for name in names()}
    assert tops == {"formatter", "pytz", "aws_lambda_powertools", "typing_extensions.py"}
    assert not [name for name in names() if "__pycache__" in name or name.endswith(".pyc")]


def test_every_zone_of_the_form_is_in_the_zip() -> None:
    zones = {name.removeprefix("pytz/zoneinfo/") for name in names() if name.startswith("pytz/zoneinfo/")}
    assert zones == set(pytz.common_timezones)


def test_the_function_runs_from_the_zip_with_what_lambda_brings(tmp_path: Path) -> None:
    path = tmp_path / "formatter.zip"
    path.write_bytes(build_formatter_zip())
    code = f"""
import sys
class OnlyWhatLambdaBrings:
    def find_spec(self, name, path=None, target=None):
        brought = {{"boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six"}}
        in_zip = {{"pytz", "aws_lambda_powertools", "typing_extensions", "formatter"}}
        if name.partition(".")[0] in brought | in_zip | set(sys.stdlib_module_names):
            return None
        raise ModuleNotFoundError(name)
sys.path.insert(0, {str(path)!r})
sys.meta_path.insert(0, OnlyWhatLambdaBrings())
import formatter.handler, aws_lambda_powertools, pytz
assert all({str(path)!r} in module.__file__ for module in (formatter.handler, aws_lambda_powertools, pytz))
"""
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=tmp_path, env={"AWS_DEFAULT_REGION": "eu-west-1", "PATH": ""}
    )
