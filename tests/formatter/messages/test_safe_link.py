"""Which addresses of a finding may become links, and which of them are AWS's own."""

from __future__ import annotations

import pytest

from formatter.messages.links import safe_link


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
        "https://aws.amazon.com/",
        "https://eu-central-1.console.aws.amazon.com/guardduty/home?region=eu-central-1#/findings",
        "https://us-gov-west-1.console.amazonaws-us-gov.com/guardduty/home",
        "https://docs.amazonaws.cn/en_us/guardduty/latest/ug/what-is-guardduty.html",
    ],
)
def test_pages_of_aws(url: str) -> None:
    assert safe_link(url) == (url, True)


@pytest.mark.parametrize(
    "url",
    [
        "https://nvd.nist.gov/vuln/detail/CVE-2026-1",
        "https://docs.aws.amazon.com.evil.example/securityhub/iam-6",
        "https://evil-aws.amazon.com.example.com/",
        "https://notaws.amazon.com/",
        "https://bucket.s3.amazonaws.com/instructions.html",
        "https://amazonaws.cn.example.com/",
    ],
)
def test_pages_elsewhere(url: str) -> None:
    assert safe_link(url) == (url, False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://docs.aws.amazon.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://docs.aws.amazon.com@evil.example/",
        "https://@evil.example/",
        "https://evil.example:8443/",
        "https://[::1]/",
        "https://[",
        "https://localhost/",
        "https://docs.aws.amazon.com\\@evil.example/",
        "https://docs.aws.amazon.com/\nhttps://evil.example/",
        "https://docs.aws.amazon.com/ https://evil.example/",
        "https://docs.aws.amazon.com/\u202e",
        "https://\u0430ws.amazon.com/",
        "https://docs.aws.amazon.com/<b>",
        "https://docs.aws.amazon.com/" + "x" * 3_000,
        "see https://docs.aws.amazon.com/",
    ],
)
def test_what_stays_text(url: str) -> None:
    assert safe_link(url) is None
