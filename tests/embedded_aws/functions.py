"""Functions made by hand, for what no product of ours does."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from types_boto3_lambda.type_defs import FunctionConfigurationResponseTypeDef

NAME = "f"


def make_function(
    session: boto3.Session, code: str, brought: Mapping[str, str] = MappingProxyType({})
) -> FunctionConfigurationResponseTypeDef:
    """Make a function, whose role may nothing, of a module with a `handler`, and of what else its zip brings along."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = session.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name, content in {"code.py": code, **brought}.items():
            archive.writestr(name, content)
    return session.client("lambda").create_function(
        FunctionName=NAME, Runtime="python3.12", Handler="code.handler", Role=role, Code={"ZipFile": zipped.getvalue()}
    )
