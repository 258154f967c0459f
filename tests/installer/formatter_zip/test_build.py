"""The zip is the same everywhere, small, and runs by itself."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import pytz

from formatter import iam_actions
from installer.formatter_zip.build import build_formatter_zip

LARGEST = 1.6 * 2**20
"""A third of it are time zones; tables of controls and resource types are read only when an email is written."""

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "PATH": "",
    "TABLE_NAME": "table",
    "TOPIC_ARN": "arn:aws:sns:eu-west-1:111122223333:topic",
}


@pytest.fixture(scope="module")
def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build_formatter_zip({})))


def run_beside_the_zip(path: Path, code: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=path.parent, env=ENVIRONMENT, capture_output=True, text=True
    )
    return run.stdout


def test_the_same_content_gives_the_same_bytes() -> None:
    assert build_formatter_zip({}) == build_formatter_zip({})


def test_nothing_in_the_zip_depends_on_time_or_system(archive: zipfile.ZipFile) -> None:
    for entry in archive.infolist():
        assert (entry.date_time, entry.create_system, entry.compress_type) == (
            (1980, 1, 1, 0, 0, 0),
            3,
            zipfile.ZIP_STORED,
        )


def test_the_zip_is_small_and_holds_only_what_is_imported(archive: zipfile.ZipFile) -> None:
    assert len(build_formatter_zip({})) < LARGEST
    tops = {name.partition("/")[0] for name in archive.namelist()}
    assert tops == {"formatter", "pytz", "aws_lambda_powertools", "typing_extensions.py", "licenses"}
    assert len(archive.namelist()) == len(set(archive.namelist()))
    assert not [name for name in archive.namelist() if "__pycache__" in name or name.endswith(".pyc")]


def test_the_licence_of_everything_in_the_zip_is_in_it(archive: zipfile.ZipFile) -> None:
    texts = {name.split("/")[1] for name in archive.namelist() if name.startswith("licenses/")}
    assert texts == {"security-notifications", "aws-lambda-powertools", "botocore", "pytz"}
    assert all(archive.read(name).strip() for name in archive.namelist() if name.startswith("licenses/"))


def test_every_zone_of_the_form_is_in_the_zip(archive: zipfile.ZipFile) -> None:
    zones = {name.removeprefix("pytz/zoneinfo/") for name in archive.namelist() if name.startswith("pytz/zoneinfo/")}
    assert zones == set(pytz.common_timezones)


def test_the_stand_in_has_every_name_that_is_taken_from_it(archive: zipfile.ZipFile) -> None:
    taken = {
        alias.name
        for name in archive.namelist()
        if name.endswith(".py")
        for node in ast.walk(ast.parse(archive.read(name)))
        if isinstance(node, ast.ImportFrom) and node.module == "typing_extensions"
        for alias in node.names
    }
    assert taken == {"NotRequired", "deprecated"}


def test_the_function_runs_from_the_zip_with_what_lambda_brings(tmp_path: Path) -> None:
    path = tmp_path / "formatter.zip"
    path.write_bytes(build_formatter_zip({}))
    code = f"""
import sys
class OnlyWhatLambdaBrings:
    def find_spec(self, name, path=None, target=None):
        brought = {{"botocore", "jmespath", "urllib3", "dateutil", "six"}}
        in_zip = {{"pytz", "aws_lambda_powertools", "typing_extensions", "formatter"}}
        if name.partition(".")[0] in brought | in_zip | set(sys.stdlib_module_names):
            return None
        raise ModuleNotFoundError(name)
sys.path.insert(0, {str(path)!r})
sys.meta_path.insert(0, OnlyWhatLambdaBrings())
import formatter.handler, aws_lambda_powertools, pytz
import formatter.delivery.sweep, formatter.delivery.watch, formatter.messages.compose
assert all({str(path)!r} in module.__file__ for module in (formatter.handler, aws_lambda_powertools, pytz))
"""
    run_beside_the_zip(path, code)


def test_the_clients_of_the_zip_know_what_the_function_calls_and_no_more(tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(build_formatter_zip({})))
    archive.extractall(tmp_path / "code")
    code = f"""
import sys, json
sys.path.insert(0, {str(tmp_path / "code")!r})
from formatter.clients import SERVICES, make_client
clients = map(make_client, SERVICES)
print(json.dumps({{one.meta.service_model.service_name: one.meta.service_model.operation_names for one in clients}}))
"""
    known = json.loads(run_beside_the_zip(tmp_path / "code", code))
    expected = {
        *iam_actions.CALLED_ACTIONS,
        f"dynamodb:{iam_actions.TRANSACTION}",
        "securityhub:GetFindingsV2",
    }
    assert {f"{service}:{name}" for service, names in known.items() for name in names} == expected


def test_without_the_models_botocore_reads_its_own() -> None:
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from formatter.clients import make_client
assert hasattr(make_client("dynamodb"), "delete_table")
assert hasattr(make_client("sns"), "create_topic")
"""
    run_beside_the_zip(Path(__file__), code)
