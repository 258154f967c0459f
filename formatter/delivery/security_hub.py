"""Ask Security Hub how findings stand, in the format in which the subscription receives them.

Both operations need the same permission, securityhub:GetFindings. Security Hub answers three such calls a second in an account
and Region, so each waits a second after the one before.
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingsV2.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from formatter.delivery.inventory import Query
from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from

if TYPE_CHECKING:
    from types_boto3_securityhub import SecurityHubClient

IDS_AT_ONCE = 20
"""Values that a filter takes."""

_PAGE = 100
_ONE_SECOND = 1.0

_DENIED = ("AccessDeniedException", "InvalidAccessException", "AccessDenied")
"""Not allowed, or Security Hub is not enabled in this account and Region: it will answer the same the next time."""


class HubDeniedError(Exception):
    """The function may not ask, or there is nobody to ask."""


class HubUnreachableError(Exception):
    """Security Hub throttled, failed, or did not answer in time."""


@dataclass(frozen=True)
class FindingsPage:
    """Some findings, and where the next page begins (empty after the last)."""

    findings: tuple[Finding, ...]
    token: str = ""


class SecurityHub(Protocol):
    """Whoever knows how findings stand; both methods raise HubDeniedError and HubUnreachableError."""

    def page(self, query: Query, token: str) -> FindingsPage:
        """Return a page of at most a hundred findings that a query finds."""

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:
        """Return those of at most IDS_AT_ONCE findings that it still holds, by their own ids, of at most as many accounts."""


class AwsSecurityHub:
    """Security Hub itself.

    Args:
        client: botocore's.
        pause: waits so many seconds.
        is_ocsf: whether to ask the newer Security Hub for OCSF.
    """

    def __init__(self, client: SecurityHubClient, pause: Callable[[float], None], *, is_ocsf: bool) -> None:
        self._client = client
        self._pause = pause
        self._is_ocsf = is_ocsf
        self._asked = False

    def page(self, query: Query, token: str) -> FindingsPage:
        """Return a page of what a query finds."""
        answer = self._ask(query.ocsf() if self._is_ocsf else query.asff(), token)
        return FindingsPage(tuple(map(finding_from, answer["Findings"])), answer.get("NextToken", ""))

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:
        """Return what it still holds, page by page: several products may use one id."""
        filters = (_by_ids_v2 if self._is_ocsf else _by_ids)(ids, accounts)
        found: list[Finding] = []
        token = ""
        while True:
            answer = self._ask(filters, token)
            found += map(finding_from, answer["Findings"])
            if not (token := answer.get("NextToken", "")):
                return tuple(found)

    def _ask(self, filters: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        if self._asked:
            self._pause(_ONE_SECOND)
        self._asked = True
        operation = "get_findings_v2" if self._is_ocsf else "get_findings"
        arguments = {"Filters": filters, "MaxResults": _PAGE} | ({"NextToken": token} if token else {})
        try:
            answer: Mapping[str, Any] = getattr(self._client, operation)(**arguments)
        except ClientError as error:
            is_denied = error.response["Error"]["Code"] in _DENIED
            raise (HubDeniedError if is_denied else HubUnreachableError)(str(error)) from error
        except BotoCoreError as error:
            raise HubUnreachableError(str(error)) from error
        return answer


def _by_ids(ids: Sequence[str], accounts: Sequence[str]) -> Mapping[str, Any]:
    found = {"Id": _equal(ids), "AwsAccountId": _equal(accounts)}
    return {name: values for name, values in found.items() if values}


def _by_ids_v2(ids: Sequence[str], accounts: Sequence[str]) -> Mapping[str, Any]:
    fields = {"finding_info.uid": _equal(ids), "cloud.account.uid": _equal(accounts)}
    parts = [
        {"StringFilters": [{"FieldName": field, "Filter": one} for one in values], "Operator": "OR"}
        for field, values in fields.items()
        if values
    ]
    return {"CompositeFilters": parts, "CompositeOperator": "AND"}


def _equal(values: Sequence[str]) -> list[dict[str, str]]:
    return [{"Value": value, "Comparison": "EQUALS"} for value in values]
