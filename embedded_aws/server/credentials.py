"""Secrets of this run instead of those that everybody knows.

MiniStack's roots all have one secret from its environment, and the sessions of functions have secrets made of their names.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import lambda_svc, s3, sts

from embedded_aws.server import run


def install() -> None:
    """Give roots and functions secrets of this run."""
    _give_roots_secrets()
    _give_functions_secrets()


def _give_roots_secrets() -> None:
    resolve = iam_evaluator.resolve_credential

    def resolve_with_secret(access_key_id: str, *arguments: object, **named: object) -> object:
        found = resolve(access_key_id, *arguments, **named)
        if getattr(found, "principal_type", "") != "Root":
            return found
        return dataclasses.replace(found, secret_access_key=run.keys().root_secret(access_key_id))

    # s3, which checks presigned links itself, has imported the name.
    iam_evaluator.resolve_credential = s3.resolve_credential = resolve_with_secret


def _give_functions_secrets() -> None:
    make = lambda_runtime.execution_credentials

    def make_secret(config: dict[str, Any]) -> dict[str, str]:
        made: dict[str, str] = make(config)
        key = made["AWS_ACCESS_KEY_ID"]
        session = sts._sessions.get(key)
        if session is None:  # without enforced permissions a function acts as the account's root
            return {**made, "AWS_SECRET_ACCESS_KEY": run.keys().root_secret(key)}
        session["SecretAccessKey"] = run.keys().role_secret(f"secret {key}")
        session["SessionToken"] = run.keys().role_secret(f"token {key}")
        return {
            **made,
            "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
            "AWS_SESSION_TOKEN": session["SessionToken"],
        }

    # lambda_svc, which starts other runtimes, has imported the name.
    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = make_secret
