"""Links open the right finding in the right account, Region and partition."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from formatter.messages.links import console_url, portal_url, source_console_url
from formatter.settings import Preferences
from harness.findings import NOW, from_event, told


def finding(own_id: str, region: str = "eu-west-1", **fields: Any) -> Any:
    return finding_from({"Id": own_id, "Region": region, "AwsAccountId": "111122223333", **fields})


def found_id(url: str) -> str:
    """Read the id out of a console address as the console does: it decodes what is behind the # twice."""
    search = parse_qs(urlsplit(url).fragment.partition("?")[2])["search"][0]
    field, _, filter_text = search.partition("=")
    assert field in ("Id", "finding_info.uid")
    return unquote(filter_text).removeprefix("\\operator\\:EQUALS\\:")


@pytest.mark.parametrize(
    "own_id",
    [
        "arn:aws:securityhub:eu-west-1:111122223333:security-control/S3.9/finding/0f9a",
        "with space / and + plus",
        "per%cent %2F",
        "a&b=c#d?e",
        "ümläut 日本",
    ],
)
def test_the_id_survives(own_id: str) -> None:
    assert found_id(console_url(finding(own_id))) == own_id


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1).map(str.strip).filter(bool))
def test_any_id_survives_the_console_link_and_the_shortcut(own_id: str) -> None:
    url = console_url(finding(own_id))
    assert found_id(url) == own_id
    shortcut = portal_url("corp", "111122223333", "View", url)
    query = parse_qs(urlsplit(shortcut).fragment.partition("?")[2])
    assert query["destination"] == [url]
    assert (query["account_id"], query["role_name"]) == (["111122223333"], ["View"])


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
    ],
)
def test_partition_and_region(region: str, host: str) -> None:
    address = urlsplit(console_url(finding("f", region)))
    assert (address.scheme, address.netloc, address.query) == ("https", host, f"region={region}")


def test_the_newer_security_hub_has_a_console_of_its_own() -> None:
    url = console_url(finding_from({"finding_info": {"uid": "u-1"}, "cloud": {"region": "eu-west-1"}}))
    assert "/securityhub/v2/home" in url
    assert found_id(url) == "u-1"


@pytest.mark.parametrize(
    ("portal", "start"),
    [
        ("my-company", "https://my-company.awsapps.com/start/#/console?"),
        ("d-1234567890", "https://d-1234567890.awsapps.com/start/#/console?"),
        ("https://my-company.awsapps.com/start", "https://my-company.awsapps.com/start/#/console?"),
        ("https://my-company.awsapps.com/start/#/", "https://my-company.awsapps.com/start/#/console?"),
        ("https://sso.example.com/start/", "https://sso.example.com/start/#/console?"),
        ("https://my-company.awsapps.com", "https://my-company.awsapps.com/start/#/console?"),
        (
            "start.us-gov-home.awsapps.com/directory/corp",
            "https://start.us-gov-home.awsapps.com/directory/corp/#/console?",
        ),
        ("https://start.home.awsapps.cn/directory/corp", "https://start.home.awsapps.cn/directory/corp/#/console?"),
        (
            "https://ssoins-1234.portal.eu-west-1.app.aws",
            "https://ssoins-1234.portal.eu-west-1.app.aws/#/console?",
        ),
    ],
)
def test_every_kind_of_portal_address(portal: str, start: str) -> None:
    assert portal_url(portal, "111122223333", "View", "https://x").startswith(start)


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        (
            "https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/findings?macros=current&fId=1",
            True,
        ),
        ("https://console.aws.amazon.com/access-analyzer/home?region=us-west-2#/findings/details/1", True),
        ("https://us-gov-west-1.console.amazonaws-us-gov.com/guardduty/home", True),
        ("https://cn-north-1.console.amazonaws.cn/guardduty/home", True),
        ("https://phd.aws.amazon.com/phd/home#/event-log", True),
        ("http://console.aws.amazon.com/", False),
        ("https://console.aws.amazon.com.evil.example/", False),
        ("https://evil-console.aws.amazon.com/", False),
        ("https://console.aws.amazon.com@evil.example/", False),
        ("https://me:secret@console.aws.amazon.com/", False),
        ("https://console.aws.amazon.com:8443/", False),
        ("https://console.aws.amazon.com:port/", False),
        ("https://[console.aws.amazon.com/", False),
        ("https://console.aws.amazon.com/ https://evil.example", False),
        ("https://console.aws.amazon.com/\u202e", False),
        ("https://my-bucket.s3.amazonaws.com/", False),
        ("javascript:alert(1)", False),
        ("", False),
        ("https://eu-west-'.console.aws.amazon.com/x", False),
        ("https://a.b.console.aws.amazon.com/x", False),
    ],
)
def test_only_pages_of_the_console_become_links(url: str, is_ours: bool) -> None:
    finding = finding_from({"SourceUrl": url})
    assert source_console_url(finding) == (url if is_ours else "")
    assert not is_ours or portal_url("corp", "1", "View", url).endswith(quote(url, safe=""))


@pytest.mark.parametrize(
    ("name", "label", "page"),
    [
        ("guardduty_port_probe", "GuardDuty", "guardduty/home?region=eu-central-1#/findings?search=id%3Daa02"),
        (
            "guardduty_port_probe",
            "Detective, if it is on",
            "detective/home?region=eu-central-1#findings/GuardDuty/aa02",
        ),
        ("config_rule", "AWS Config", "config/home?region=eu-central-1"),
        ("inspector_cve_fixed", "Inspector", "inspector/v2/home?region=eu-central-1"),
        (
            "access_analyzer_unused",
            "Access Analyzer",
            "access-analyzer/home?region=eu-central-1#/unused-access-findings?resource=arn%3Aaws%3Aiam%3A%3A111122223333",
        ),
        (
            "access_analyzer_external",
            "At the product that found it",
            "access-analyzer/home?region=eu-central-1#/findings/",
        ),
    ],
)
def test_pages_of_the_products(name: str, label: str, page: str) -> None:
    body = told(from_event(name), Kind.NEW, Preferences(), NOW).body
    assert re.search(rf"^  {label}:\n  https://[a-z0-9.-]*console.aws.amazon.com/{re.escape(page)}", body, re.MULTILINE)


def test_without_an_id_the_link_leads_to_the_list() -> None:
    assert console_url(finding_from({"Region": "eu-west-1"})).endswith("/securityhub/home?region=eu-west-1#/findings")
