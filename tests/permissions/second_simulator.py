"""Judge the same cases with another simulator: @cloud-copilot/iam-simulate, which runs on Node.

It validates policies and requests against AWS's service authorization reference, and leaves out every condition key that the
reference does not list for the action: a condition on a key that AWS does not carry fails here.
https://github.com/cloud-copilot/iam-simulate
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.permissions.evaluator import ACCOUNT, EVERYTHING, Principal, Request

FOLDER = Path(__file__).parent
_SCRIPT = FOLDER / "simulate.mjs"
_INSTALL = "npm ci --prefix tests"


def missing() -> str:
    """Return why the simulator cannot run, and what to do; empty where it can."""
    if not shutil.which("node"):
        return f"no Node; install it and run `{_INSTALL}`"
    if not (FOLDER.parent / "node_modules" / "@cloud-copilot").is_dir():
        return f"the second simulator is not installed; run `{_INSTALL}`"
    return ""


def judge(questions: Sequence[tuple[Principal, Request]]) -> list[str]:
    """Return the simulator's word on each: Allowed, ImplicitlyDenied, ExplicitlyDenied, or what is wrong with the question.

    All go in one call, since a start of Node takes longer than a hundred answers.
    """
    asked = json.dumps([_simulation(principal, request) for principal, request in questions])
    done = subprocess.run(  # our own script
        ["node", str(_SCRIPT)], input=asked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    verdicts: list[str] = json.loads(done.stdout)
    return verdicts


def _simulation(principal: Principal, request: Request) -> dict[str, Any]:
    simulation: dict[str, Any] = {
        "request": {
            "principal": request.principal,
            "action": request.action,
            "resource": {"resource": request.resource, "accountId": _account(request)},
            "contextVariables": _context(request),
        },
        "identityPolicies": _named(principal.policies),
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
    }
    if principal.boundary is not None:
        simulation["permissionBoundaryPolicies"] = _named((principal.boundary,))
    if principal.resource_policy is not None:
        simulation["resourcePolicy"] = principal.resource_policy
        simulation["identityPolicies"] = [] if request.service else _named(principal.policies or (EVERYTHING,))
    elif _account(request) != ACCOUNT or request.action.startswith("kms:"):
        simulation["resourcePolicy"] = _LEFT_TO_CALLER
    return simulation


_LEFT_TO_CALLER = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "*", "Resource": "*"}
    ],
}
"""What owners of buckets elsewhere, and of keys, say: the caller's account decides."""


def _account(request: Request) -> str:
    """Return the account whose policies count; a shared product is looked up in the account that it is shared with."""
    return ACCOUNT if request.resource.startswith("arn:aws:catalog:") else request.resource_account


def _named(policies: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"name": f"policy{number}", "policy": policy} for number, policy in enumerate(policies)]


def _context(request: Request) -> dict[str, Any]:
    known: dict[str, Any] = {
        "aws:SecureTransport": "true" if request.tls else "false",
        "aws:ResourceAccount": request.resource_account,
    }
    if not request.service:
        known |= {
            "aws:PrincipalArn": _role_of(request.principal),
            "aws:PrincipalAccount": request.principal.split(":")[4],
        }
    return known | dict(request.keys)


def _role_of(principal: str) -> str:
    if ":assumed-role/" not in principal:
        return principal
    _, _, rest = principal.partition(":assumed-role/")
    return f"arn:aws:iam::{principal.split(':')[4]}:role/{rest.partition('/')[0]}"
