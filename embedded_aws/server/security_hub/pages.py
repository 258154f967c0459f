"""Answers of Security Hub in pages of at most a hundred findings.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from embedded_aws.server.security_hub.filters import values_at
from embedded_aws.server.security_hub.store import Finding
from embedded_aws.server.service import ApiError, Parameters

AT_MOST = 100


def page(found: list[Finding], parameters: Parameters, separator: str = "") -> Mapping[str, object]:
    """Return the page that a request asks for.

    Args:
        found: all findings that fit.
        parameters: MaxResults, NextToken and SortCriteria.
        separator: what stands between the parts of a field's path.
    """
    size = parameters.get("MaxResults") or AT_MOST
    if not 1 <= size <= AT_MOST:
        raise ApiError(
            "InvalidInputException", f"Invalid parameter 'MaxResults': {size} is not within 1 and {AT_MOST}."
        )
    begin = _begin(parameters.get("NextToken"))
    _sort(found, parameters.get("SortCriteria") or [], separator)
    following = {"NextToken": str(begin + size)} if begin + size < len(found) else {}
    return {"Findings": found[begin : begin + size], **following}


def _begin(token: str | None) -> int:
    if token and not token.isdecimal():
        raise ApiError("InvalidInputException", "Invalid parameter 'NextToken'.")
    return int(token or 0)


def _sort(found: list[Finding], criteria: Sequence[Mapping[str, str]], separator: str) -> None:
    # The first criterion weighs most.
    for one in reversed(criteria):
        path = one["Field"].split(separator) if separator else [one["Field"]]
        found.sort(key=lambda finding: _sorted_by(finding, path), reverse=one.get("SortOrder") == "desc")


def _sorted_by(finding: Finding, path: Sequence[str]) -> str:
    return str(next(values_at(finding, path), ""))
