"""The console's page of a resource, and what people call its kind.

What has a type that the table does not know (ASFF's `Other`) is known by its ARN.
The table beside this file says by resource type how its ids are built and where its page is, with where that was seen; AWS
documents no addresses of its console's pages. It is read only when an email is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from formatter.finding.finding import LONGEST_ID, Finding
from formatter.finding.resource import Resource
from formatter.finding.safe import text
from formatter.messages.links import CONSOLE_DOMAINS, encoded, is_part_of_host
from formatter.messages.main_resource import main_resource

_TABLE = Path(__file__).with_name("resource_types.json")
_PLACEHOLDER = re.compile(r"{([a-z]+)([+$]?)}")
_PATTERNS = {
    "partition": "aws[a-z-]*",
    "region": "[a-z0-9-]*",
    "account": "[0-9]*",
    "path": "(?:.*/)?",
    "suffix": "[A-Za-z0-9]{6}",
}
_ONE_PART = "[^/:]+"
_COMMON = frozenset({"partition", "region", "account", "path"})
_APIS = {"aws-cn": "amazonaws.com.cn"}
_USERS = ("IAMUser", "User")
"""Whose access key has a page; the root user's and a role's have none there."""

_SCOPES = {"global": "CLOUDFRONT", "regional": "REGIONAL"}
"""What AWS WAF calls in commands what its ARNs call otherwise."""


def page_of_main_resource(finding: Finding, tab: str = "") -> str:
    """Return the console's page of the resource that the finding is about; an empty text where none is known.

    Args:
        finding: the finding.
        tab: what to add to the address to open one of the page's tabs.
    """
    resource = main_resource(finding)
    return resource_page(finding, resource, tab) if resource else ""


def resource_page(finding: Finding, resource: Resource, tab: str = "") -> str:
    """Return the address of the resource's page in the console of its Region and partition."""
    template, values = _kind(resource).get("page", ""), resource_values(finding, resource)
    names = {name for name, _ in _PLACEHOLDER.findall(template)}
    if not template or not all(values.get(name) for name in names):
        return ""
    return _PLACEHOLDER.sub(lambda one: _in_address(values[one[1]], one[1], one[2]), template) + tab


def resource_values(finding: Finding, resource: Resource) -> dict[str, str]:
    """Return what its id says of it by name (`name`, `id`, `arn`, `account` ..), and where it is.

    What somebody else chose is in it: quote each value for a shell and encode it for an address.
    """
    found = _from_id(resource)
    region = found.get("region") or resource.region or finding.region
    partition = found.get("partition") or finding.partition
    if partition not in CONSOLE_DOMAINS or (region and not is_part_of_host(region)):
        return {}
    return {
        **found,
        "account": found.get("account") or finding.account_id,
        "region": "" if region == "global" else region,
        "partition": partition,
        "console": CONSOLE_DOMAINS[partition],
        "api": _APIS.get(partition, "amazonaws.com"),
        "scope": _SCOPES.get(found.get("scope", ""), ""),
        "user": resource.principal if resource.principal_type in _USERS else "",
    }


def noun(resource: Resource | None) -> str:
    """Return what people call this kind of resource, such as `security group`; `resource` where the table has none."""
    return text(_kind(resource).get("noun")) or "resource"


def look_at(resource: Resource | None) -> str:
    """Return what of this kind of resource makes it safe or unsafe, such as `its inbound rules`; may be empty."""
    return text(_kind(resource).get("look_at"))


def _kind(resource: Resource | None) -> Mapping[str, Any]:
    return _entry(resource.kind, resource.id) if resource else {}


@lru_cache(maxsize=64)
def _entry(kind: str, id_: str) -> Mapping[str, Any]:
    return _types().get(kind) or next(
        (entry for entry in _types().values() if any(_matches(pattern, id_) for pattern in entry.get("ids", ()))),
        {},
    )


def _matches(pattern: str, id_: str) -> bool:
    return id_.startswith(pattern[:4]) and len(id_) <= LONGEST_ID and _compiled(pattern).fullmatch(id_) is not None


@cache
def _types() -> Mapping[str, Mapping[str, Any]]:
    table = json.loads(_TABLE.read_text(encoding="utf-8"))
    return {name.lower(): entry for name, entry in table.items()}


def _from_id(resource: Resource) -> dict[str, str]:
    """Return the parts of its ARN; of a plain id, where a type has one, that."""
    if len(resource.id) > LONGEST_ID or not resource.id.isprintable():
        return {}
    for pattern in _kind(resource).get("ids", ()):
        if match := _compiled(pattern).fullmatch(resource.id):
            return {**match.groupdict(""), "arn": resource.id}
        own = {name for name, _ in _PLACEHOLDER.findall(pattern)} - _COMMON
        if len(own) == 1 and re.fullmatch(r"[A-Za-z0-9._-]+", resource.id):
            return {own.pop(): resource.id}
    return {"arn": resource.id} if resource.id.startswith("arn:") else {}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts, end = [], 0
    for one in _PLACEHOLDER.finditer(pattern):
        inner = ".+" if one[2] else _PATTERNS.get(one[1], _ONE_PART)
        parts += [re.escape(pattern[end : one.start()]), f"(?P<{one[1]}>{inner})"]
        end = one.end()
    return re.compile("".join(parts) + re.escape(pattern[end:]))


def _in_address(value: str, name: str, mark: str) -> str:
    """Return the value as part of an address; hosts stay as they are, CloudWatch Logs encodes twice with `$`."""
    if name in ("region", "console", "api"):
        return value
    return encoded(encoded(value)).replace("%", "$") if mark == "$" else encoded(value)
