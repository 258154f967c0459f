"""What a function finds when it starts: what Lambda's runtime brings along, what its zip has, and nothing of this checkout."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from embedded_aws.server.function_start import LONGER
from tests.embedded_aws.functions import NAME, make_function

ANSWERS = """
{imports}
def handler(event, context):
    return {answer}
"""
OWN = {"urllib3.py": "VERSION = 'of the zip'\n", "botocore/__init__.py": "VERSION = 'of the zip'\n"}


@pytest.mark.parametrize(
    ("imports", "answer", "brought", "expected"),
    [
        ("import boto3, botocore", "boto3.__name__", {}, "boto3"),
        ("import importlib.util", "bool(importlib.util.find_spec('ministack'))", {}, False),
        ("import importlib.util", "bool(importlib.util.find_spec('private_names'))", {}, False),
        ("import urllib3", "urllib3.VERSION", OWN, "of the zip"),
        ("import botocore", "botocore.VERSION", OWN, "of the zip"),
        ("import os", "os.environ['ITS_OWN']", {}, "value"),
        ("import os", "os.environ['AWS_SDK_UA_APP_ID'] == str(os.getpid())", {}, True),
        ("import subprocess", "subprocess.run(['false']).returncode", {}, 1),
        ("import socket", "[one.settimeout(1) or one.gettimeout() for one in [socket.socket()]]", {}, [LONGER]),
        ("import urllib.request", "bool(urllib.request.proxy_bypass('127.0.0.1:80'))", {}, True),
    ],
    ids=[
        "the runtime's packages",
        "none of this checkout's packages",
        "none of the server's modules",
        "a module of its zip before the runtime's",
        "a package of its zip before the runtime's",
        "its environment",
        "its process by name",
        "what became of a process of its own",
        "patience with a busy machine, since tests run it hurried",
        "no proxy",
    ],
)
def test_what_a_function_finds(
    embedded_aws: EmbeddedAws, imports: str, answer: str, brought: Mapping[str, str], expected: object
) -> None:
    session = embedded_aws.session(new_account_id())
    make_function(session, ANSWERS.format(imports=imports, answer=answer), brought)
    functions = session.client("lambda")
    functions.update_function_configuration(FunctionName=NAME, Environment={"Variables": {"ITS_OWN": "value"}})
    found = functions.invoke(FunctionName=NAME)
    assert json.load(found["Payload"]) == expected
