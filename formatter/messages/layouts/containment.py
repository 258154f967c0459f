"""How to stop what goes on at a resource, by its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from formatter.finding.finding import Finding
from formatter.finding.resource import Resource
from formatter.messages.asked import Asked
from formatter.messages.layouts.layout import Command, Step
from formatter.messages.layouts.tokens import argument, token
from formatter.messages.main_resource import main_resource

_TEMPORARY = "ASIA"
_INSTANCE = re.compile(r"i-[0-9a-z-]{1,40}")
_LONG_LIVED = "AKIA"
"""How the ids of access keys begin. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"""

POD = "Stop it: isolate the pod with a network policy and revoke the access of the Kubernetes user or service account."
DATABASE = "Stop it: let only known addresses reach the database, and change the password of the user."
FUNCTION = "Stop it: set the function's reserved concurrency to 0."
BUCKET = (
    "Stop it: block public access to the bucket, deny the principal in its policy, "
    "and deactivate the principal's access key."
)
KEY = "Stop it: deactivate the access key, or revoke the sessions of the role or user."
NETWORK = "Stop it: isolate the resource with a security group that lets nothing in or out; do not terminate it."
CUT_OFF = "Stop it: cut the resource off from the network; do not destroy it."
TASK = "Stop it: isolate the task with a security group that lets nothing in or out; do not stop it, it is evidence."

_BY_KIND = {
    "eks": POD,
    "kubernetes": POD,
    "iamaccesskey": KEY,
    "iamuser": KEY,
    "iamrole": KEY,
    "s3": BUCKET,
    "rds": DATABASE,
    "lambda": FUNCTION,
    "ecs": TASK,
    "ec2instance": NETWORK,
}
"""By resource type, in order."""


def by_resources(finding: Finding, resources: Sequence[Resource]) -> str:
    """Return how to stop what goes on at the first of these that says it."""
    kinds = [resource.kind for resource in resources]
    otherwise = NETWORK if finding.is_aws_product else CUT_OFF
    found = next((stop for part, stop in _BY_KIND.items() if any(part in kind for kind in kinds)), otherwise)
    return named(finding, found)


def named(finding: Finding, stop: str) -> str:
    """Return the sentence with the key or the instance by its id, where the finding names one.

    With a key in hand a bucket need not be public: it is the key that has to be stopped.
    """
    if stop in (KEY, BUCKET) and (key := access_key(finding)) and (stop == KEY or _key_id(finding, key)):
        return _stop_key(finding, key)
    if stop in (NETWORK, CUT_OFF) and (number := _instance_id(*finding.resources)):
        return NETWORK.replace("the resource", number)
    return stop


def step(finding: Finding, stop: str) -> Step:
    """Return it as a step, which changes something."""
    return Step(named(finding, stop), Asked.CHANGE)


def actor(finding: Finding) -> str:
    """Return ` with the access key AKIA..` or ` on i-0abc`; an empty text where the finding names neither."""
    if (key := access_key(finding)) and (number := _key_id(finding, key)):
        whose = token(finding, key.principal)
        return f" with the access key {number}" + (f" of {whose}" if whose else "")
    number = _instance_id(*filter(None, (main_resource(finding),)))
    return f" on {number}" if number else ""


def access_key(finding: Finding) -> Resource | None:
    """Return the access key that the finding is about."""
    return _first(finding, "iamaccesskey")


def commands(finding: Finding) -> tuple[Command, ...]:
    """Return the command that deactivates a user's own access key; none for the keys of a session."""
    key = access_key(finding)
    number, user = (_key_id(finding, key), argument(key.principal)) if key else ("", "")
    if not (number.startswith(_LONG_LIVED) and user and key and key.principal_type == "IAMUser"):
        return ()
    line = f"aws iam update-access-key --user-name {user} --access-key-id {number} --status Inactive"
    return (Command(line, actions=("iam:UpdateAccessKey",)),)


def _stop_key(finding: Finding, key: Resource) -> str:
    number, whose = _key_id(finding, key), token(finding, key.principal)
    of = f" of {whose}" if whose else ""
    if number.startswith(_TEMPORARY):
        return f"Stop it: revoke the sessions{of} (key {number}) in IAM; attach AWSDenyAll where it is a user's."
    return f"Stop it: deactivate the access key {number}{of}." if number else KEY


def _key_id(finding: Finding, key: Resource) -> str:
    number = token(finding, key.id.rpartition(":")[2])
    return number if number.startswith((_LONG_LIVED, _TEMPORARY)) else ""


def _instance_id(*resources: Resource) -> str:
    """Return the id of the first instance, which tells what it is even where its type is misspelled or `Other`."""
    ends = (one.id.rpartition("/")[2] for one in resources)
    return next((end for end in ends if _INSTANCE.fullmatch(end)), "")


def _first(finding: Finding, kind: str) -> Resource | None:
    return next((one for one in finding.resources if kind in one.kind), None)
