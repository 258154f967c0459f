"""Security Hub is asked for what the rule lets through, in both formats; denied and throttled are told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from botocore.validate import validate_parameters

from formatter.delivery.inventory import Query, queries
from formatter.delivery.security_hub import AwsSecurityHub, HubDeniedError, HubUnreachableError
from formatter.filters import Filters, ProductFilter
from formatter.finding.severity import Severity

ALL = Filters(minimum_severity=Severity.HIGH)
FULL = Query(
    (Severity.CRITICAL, Severity.HIGH), "team", ("a", "b"), ("GuardDuty",), is_all_but=True, accounts=("111122223333",)
)
SEVERITIES = (Severity.CRITICAL, Severity.HIGH)

QUERIES = [
    ("everything", ALL, (Query(SEVERITIES),)),
    (
        "a tag, and critical ones without it",
        ALL._replace(tag_key="team", tag_values=("a",)),
        (Query((Severity.CRITICAL,)), Query(SEVERITIES, "team", ("a",))),
    ),
    (
        "a tag only",
        ALL._replace(tag_key="team", tag_values=("a",), critical_without_tag=False),
        (Query(SEVERITIES, "team", ("a",)),),
    ),
    ("a tag's key alone cannot be asked", ALL._replace(tag_key="team"), ()),
    ("nor can a wildcard", ALL._replace(tag_key="team", tag_values=("a*",)), ()),
    ("nor more than twenty values", ALL._replace(accounts=tuple(map(str, range(21)))), ()),
    (
        "only some products",
        ALL._replace(product_filter=ProductFilter.ONLY, products=("Inspector",)),
        (Query(SEVERITIES, products=("Inspector",)),),
    ),
    (
        "all but some products",
        ALL._replace(product_filter=ProductFilter.ALL_BUT, products=("Inspector",)),
        (Query(SEVERITIES, products=("Inspector",), is_all_but=True),),
    ),
    (
        "a product in small letters",
        ALL._replace(product_filter=ProductFilter.ONLY, products=("inspector",)),
        (Query(SEVERITIES, products=("Inspector",)),),
    ),
    (
        "the product of two names",
        ALL._replace(product_filter=ProductFilter.ONLY, products=("Security Hub",)),
        (Query(SEVERITIES, products=("Security Hub", "Security Hub CSPM")),),
    ),
    (
        "a product of somebody else, whose right name is not known",
        ALL._replace(product_filter=ProductFilter.ONLY, products=("Inspector", "prowler")),
        (Query(SEVERITIES),),
    ),
    (
        "all but one of somebody else",
        ALL._replace(product_filter=ProductFilter.ALL_BUT, products=("inspector", "prowler")),
        (Query(SEVERITIES, products=("Inspector",), is_all_but=True),),
    ),
    ("products that are not filtered by", ALL._replace(products=("Inspector",)), (Query(SEVERITIES),)),
]


@pytest.mark.parametrize(("filters", "expected"), [row[1:] for row in QUERIES], ids=[row[0] for row in QUERIES])
def test_what_is_asked(filters: Filters, expected: tuple[Query, ...]) -> None:
    assert queries(filters) == expected


class Client:
    """A Security Hub that answers in pages of two, and checks what it is asked as botocore does."""

    def __init__(self, findings: int = 0, error: Exception | None = None) -> None:
        self._findings = [{"Id": f"f-{number}", "ProductArn": "arn"} for number in range(findings)]
        self._error = error
        self.asked: list[dict[str, Any]] = []

    def get_findings(self, **arguments: Any) -> dict[str, Any]:
        return self._answer("GetFindings", arguments)

    def get_findings_v2(self, **arguments: Any) -> dict[str, Any]:
        return self._answer("GetFindingsV2", arguments)

    def _answer(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        model = boto3.client("securityhub", "eu-central-1").meta.service_model.operation_model(operation)
        validate_parameters(arguments, model.input_shape)
        self.asked.append(arguments)
        if self._error:
            raise self._error
        start = int(arguments.get("NextToken", "0"))
        following = {"NextToken": str(start + 2)} if start + 2 < len(self._findings) else {}
        return {"Findings": self._findings[start : start + 2], **following}


@pytest.mark.parametrize("is_ocsf", [False, True], ids=["asff", "ocsf"])
@pytest.mark.parametrize("query", [FULL, Query((Severity.INFORMATIONAL,)), replace(FULL, is_all_but=False)])
def test_both_operations_take_every_query(query: Query, is_ocsf: bool) -> None:
    client = Client(3)
    hub = AwsSecurityHub(client, lambda _: None, is_ocsf=is_ocsf)
    first = hub.page(query, "")
    rest = hub.page(query, first.token)
    assert [one.own_id for one in (*first.findings, *rest.findings)] == ["f-0", "f-1", "f-2"]
    assert (first.token, rest.token) == ("2", "")


@pytest.mark.parametrize(
    ("severity", "ids"),
    [
        (Severity.INFORMATIONAL, [1]),
        (Severity.LOW, [2]),
        (Severity.MEDIUM, [3]),
        (Severity.HIGH, [4]),
        pytest.param(Severity.CRITICAL, [5, 6], id="critical, and fatal"),
    ],
)
def test_the_newer_format_is_asked_by_numbers(severity: Severity, ids: list[int]) -> None:
    """https://schema.ocsf.io/classes/finding_info."""
    numbers = [part["NumberFilters"] for part in Query((severity,)).ocsf()["CompositeFilters"]]
    asked = [(one[0]["FieldName"], [each["Filter"]["Eq"] for each in one]) for one in numbers]
    assert asked == [("status_id", [0, 1, 2]), ("severity_id", ids)]


@pytest.mark.parametrize("is_ocsf", [False, True], ids=["asff", "ocsf"])
def test_findings_by_their_ids_page_by_page_a_second_apart(is_ocsf: bool) -> None:
    client, pauses = Client(5), list[float]()
    hub = AwsSecurityHub(client, pauses.append, is_ocsf=is_ocsf)
    assert len(hub.findings([f"f-{number}" for number in range(5)], ["111122223333"])) == 5
    assert pauses == [1.0, 1.0]


def test_ids_are_asked_for_in_the_accounts_that_they_are_of() -> None:
    client = Client(1)
    AwsSecurityHub(client, lambda _: None, is_ocsf=False).findings(["a", "b"], ["111122223333"])
    AwsSecurityHub(client, lambda _: None, is_ocsf=True).findings(["a", "b"], ["111122223333"])
    asff, ocsf = (one["Filters"] for one in client.asked)
    assert {name: [one["Value"] for one in values] for name, values in asff.items()} == {
        "Id": ["a", "b"],
        "AwsAccountId": ["111122223333"],
    }
    assert ocsf["CompositeOperator"] == "AND"
    assert [
        (part["Operator"], [one["FieldName"] for one in part["StringFilters"]]) for part in ocsf["CompositeFilters"]
    ] == [
        ("OR", ["finding_info.uid", "finding_info.uid"]),
        ("OR", ["cloud.account.uid"]),
    ]


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "GetFindings")


ERRORS = [
    ("not allowed", error("AccessDeniedException"), HubDeniedError),
    ("Security Hub is off", error("InvalidAccessException"), HubDeniedError),
    ("throttled", error("TooManyRequestsException"), HubUnreachableError),
    ("an error of its own", error("InternalException"), HubUnreachableError),
    ("no answer", ConnectTimeoutError(endpoint_url="securityhub"), HubUnreachableError),
]


@pytest.mark.parametrize(("failure", "expected"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_denied_is_told_from_out_of_reach(failure: Exception, expected: type[Exception]) -> None:
    hub = AwsSecurityHub(Client(error=failure), lambda _: None, is_ocsf=False)
    with pytest.raises(expected):
        hub.findings(["f-1"], [])
