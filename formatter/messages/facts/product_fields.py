"""GuardDuty's own document, of which ASFF keeps the leaves as fields of the product.

`aws/guardduty/service/action/portProbeAction/portProbeDetails.0_/localPortDetails/port` is one; an item of a list is seen
written as `x.0_`, `x:0`, `x/0`, `x.0` and `x[0]`.
https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from formatter.finding.finding import Finding

PREFIX = "aws/guardduty/service/"
"""Before the names of GuardDuty's fields."""

_PRODUCT = "guardduty"
_MOST_FIELDS = 500
_DEEPEST = 20
_ITEM = re.compile(r"[:.\[/](\d{1,4})[\]_]?(?=[/:.\[]|$)")


@lru_cache(maxsize=1)
def guardduty_service(finding: Finding) -> dict[str, Any]:
    """Return the fields as the nested document that they were, lists as lists; nothing of other products."""
    if finding.aws_product != _PRODUCT:
        return {}
    root: dict[str, Any] = {}
    own = [key for key in finding.product_fields if key.startswith(PREFIX)]
    for key in own[:_MOST_FIELDS]:
        _put(root, _ITEM.sub(r"/\1", key.removeprefix(PREFIX)).split("/")[:_DEEPEST], finding.product_fields[key])
    return {name: _with_lists(value) for name, value in root.items()}


def _put(branch: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        inner = branch.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        branch = inner
    branch.setdefault(path[-1], value)


def _with_lists(value: object) -> object:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(one) for name, one in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
