"""Where each kind of event keeps what the filters look at.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_ABSENT = '{"exists":false}'


@dataclass(frozen=True)
class Format:
    """Pieces of event patterns, as texts of a template: `${Name}` stands for what the form's answers make of it.

    Attributes:
        name: key of the mapping of severities.
        detail_type: detail type of its events.
        severity: the condition on severities, `${Severities}` being their matchers.
        critical: the condition that only critical findings meet.
        is_open: the condition that a finding is open, whatever its severity.
        is_new: the same for who has no memory: taken on or archived by anybody is enough not to tell it again.
        is_over: the conditions each of which says that it is over: closed, or suppressed.
        product: the condition on the product, `${Products}` being its matchers.
        account: the condition on the account, `${Accounts}` being its matchers.
        tag: the condition on a tag, `${TagKey}` being its key and `${Values}` its values' matchers.
        no_tag: the condition that no resource carries the key. EventBridge's `exists` works on leaves only; where tags are
            pairs of name and value, the condition is that there is no tag at all.
        always: a condition that any finding meets.
    """

    name: str
    detail_type: str
    severity: str
    critical: str
    is_open: str
    is_new: str
    is_over: tuple[str, ...]
    product: str
    account: str
    tag: str
    no_tag: str
    always: str


ASFF = Format(
    name="Label",
    detail_type="Security Hub Findings - Imported",
    severity=f'"Severity":{{"Label":[${{Severities}},{_ABSENT}]}}',
    critical='"Severity":{"Label":["CRITICAL"]}',
    is_open=f'"Workflow":{{"Status":["NEW","NOTIFIED",{_ABSENT}]}}',
    is_new=f'"Workflow":{{"Status":["NEW",{_ABSENT}]}},"RecordState":["ACTIVE",{_ABSENT}]',
    is_over=(
        '"Workflow":{"Status":["RESOLVED","SUPPRESSED"]}',
        '"RecordState":["ARCHIVED"]',
        '"Compliance":{"Status":["PASSED"]}',
    ),
    product='"ProductName":[${Products}]',
    account='"AwsAccountId":[${Accounts}]',
    tag='"Resources":{"Tags":{"${TagKey}":[${Values}]}}',
    no_tag=f'"Resources":{{"Tags":{{"${{TagKey}}":[{_ABSENT}]}}}}',
    always='"Id":[{"exists":true}]',
)

CUSTOM_ACTION = replace(ASFF, detail_type="Security Hub Findings - Custom Action")
"""Security Hub CSPM's only: the newer Security Hub has no custom actions."""

OCSF = Format(
    name="Id",
    detail_type="Findings Imported V2",
    severity=f'"severity_id":[${{Severities}},{_ABSENT}]',
    critical='"severity_id":[5,6]',
    # 0 unknown, 1 new, 2 in progress. https://schema.ocsf.io/classes/detection_finding
    is_open=f'"status_id":[0,1,2,{_ABSENT}]',
    # A finding that its product closed keeps its status: only activity 3, close, says so.
    is_new=f'"status_id":[0,1,{_ABSENT}],"activity_id":[0,1,2,{_ABSENT}]',
    is_over=(
        '"status_id":[3,4,5,6]',
        '"activity_id":[3]',
        '"compliance":{"status_id":[1]}',
    ),
    product='"metadata":{"product":{"name":[${Products}]}}',
    account='"cloud":{"account":{"uid":[${Accounts}]}}',
    tag='"resources":{"tags":{"name":["${TagKey}"],"value":[${Values}]}}',
    no_tag=f'"resources":{{"tags":{{"name":[{_ABSENT}]}}}}',
    always='"finding_info":{"uid":[{"exists":true}]}',
)
