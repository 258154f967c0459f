"""A finding cut down to what one line of a digest needs, small enough to be kept by the thousand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from formatter.finding.finding import Finding
from formatter.finding.ocsf import OcsfFinding
from formatter.finding.reader import finding_from
from formatter.finding.resource import Resource
from formatter.finding.safe import branch, items, text
from formatter.messages.main_resource import main_resource

LONGEST_SUMMARY = 1_024
"""Bytes of a summary as JSON: a digest reads thousands of them."""

_FIRST_STEP = "FirstStep"
_ARCHIVED = 5
"""OCSF's status_id."""


class _Cut(NamedTuple):
    """How long texts, the id, the resource's id and the title may be."""

    text: int
    id: int
    resource: int
    title: int

    def __call__(self, text: str) -> str:
        return text[: self.text]

    def of(self, resource: Resource) -> str:
        """Return the resource's id; where it is too long the name in it, which people know."""
        return resource.id if len(resource.id) <= self.resource else resource.short_name[: self.resource]


_CUTS = (
    _Cut(160, 512, 256, 160),
    _Cut(80, 512, 256, 160),
    _Cut(60, 512, 160, 120),
    _Cut(40, 512, 80, 80),
    _Cut(20, 256, 40, 20),
    _Cut(10, 32, 16, 10),
    _Cut(4, 16, 8, 4),
)
"""The first with which the whole is short enough is taken; the last fits whatever the characters.

The title is cut last: its end, such as `to port 22`, is often all that tells what is wrong.
"""


def summary(finding: Finding) -> dict[str, Any]:
    """Return a small document of the finding's own format, which `finding_from` reads again.

    It keeps id, title, severity, status, account, Region, product, control, type, time of update, the page with
    instructions, the main resource and why a check gave no result; and the first step, where that depends on more.
    """
    shape = _ocsf if isinstance(finding, OcsfFinding) else _asff
    step = first_step(finding)
    tries = (_with_step(shape(finding, cut), step) for cut in _CUTS)
    return next((found for found in tries if len(json.dumps(found)) <= LONGEST_SUMMARY), shape(finding, _CUTS[-1]))


def first_step(finding: Finding) -> str:
    """Return what its product's layout says is to be done first."""
    from formatter.messages.layouts.registry import layout_of

    return layout_of(finding).first_step(finding)


def kept_first_step(kept: Mapping[str, Any]) -> str:
    """Return the first step that a summary kept; empty where what else it kept gives the same."""
    return text(kept.get(_FIRST_STEP))


def _with_step(kept: dict[str, Any], step: str) -> dict[str, Any]:
    return kept if first_step(finding_from(kept)) == step else kept | {_FIRST_STEP: step}


def _asff(finding: Finding, cut: _Cut) -> dict[str, Any]:
    return _filled(
        {
            "Id": finding.id[: cut.id],
            "Title": _title(finding, cut),
            "Severity": {"Label": finding.severity.name},
            "Workflow": _filled({"Status": cut(finding.workflow_status)}),
            "RecordState": cut(finding.record_state),
            "Compliance": _filled(
                {
                    "Status": cut(finding.compliance_status),
                    "SecurityControlId": cut(finding.control_id),
                    "StatusReasons": [{"ReasonCode": cut(code)} for code in _reason_codes(finding)[:1]],
                }
            ),
            "AwsAccountId": cut(finding.account_id),
            "AwsAccountName": cut(finding.account_name),
            "Region": cut(finding.region),
            "ProductArn": _product_arn(finding, cut),
            "CompanyName": cut(finding.company_name),
            "ProductName": cut(finding.product_name),
            "Types": _types(finding, cut),
            "Sample": finding.is_sample,
            "UpdatedAt": _updated(finding),
            "Remediation": _filled({"Recommendation": _filled({"Url": _page(finding, cut)})}),
            "Resources": [
                _filled({"Id": cut.of(one), "Type": cut(one.type), "Name": cut(one.given_name)})
                for one in (main_resource(finding),)
                if one and one.id
            ],
        }
    )


def _ocsf(finding: Finding, cut: _Cut) -> dict[str, Any]:
    account = {"uid": cut(finding.account_id), "name": cut(finding.account_name)}
    return _filled(
        {
            "finding_info": {
                "uid": finding.id[: cut.id],
                "title": _title(finding, cut),
                "types": _types(finding, cut),
                "modified_time_dt": _updated(finding),
            },
            "severity": finding.severity.name,
            "status": cut(finding.workflow_status),
            "status_id": _ARCHIVED if finding.record_state == "ARCHIVED" else 0,
            "compliance": _filled({"status": cut(finding.compliance_status), "control": cut(finding.control_id)}),
            "cloud": _filled({"account": _filled(account), "region": cut(finding.region)}),
            "metadata": {"product": _filled(_ocsf_product(finding, cut))},
            "remediation": _filled({"references": [page] if (page := _page(finding, cut)) else []}),
            "resources": [_ocsf_resource(one, cut) for one in (main_resource(finding),) if one],
        }
    )


def _ocsf_product(finding: Finding, cut: _Cut) -> dict[str, str]:
    return {
        "name": cut(finding.product_name),
        "vendor_name": cut(finding.company_name),
        "uid": _product_arn(finding, cut),
    }


def _ocsf_resource(resource: Resource, cut: _Cut) -> dict[str, Any]:
    return _filled({"uid": cut.of(resource), "type": cut(resource.type), "name": cut(resource.given_name)})


def _title(finding: Finding, cut: _Cut) -> str:
    from formatter.messages.headline import short_title

    title = short_title(finding)
    return title if len(title) <= cut.title else f"{title[: cut.title]}..."


def _types(finding: Finding, cut: _Cut) -> list[str]:
    """Return the one type that says most: products write their own with a colon; of a control the id says more."""
    if finding.control_id and cut != _CUTS[0]:
        return []
    telling = sorted(finding.types, key=lambda one: ":" not in one)
    return [cut(one) for one in telling[:1]]


def _reason_codes(finding: Finding) -> list[str]:
    """Return why a check gave no result, which its advice depends on."""
    reasons = items(branch(finding.raw, "Compliance", "StatusReasons"))
    return [code for one in reasons if (code := text(branch(one, "ReasonCode")))]


def _updated(finding: Finding) -> str:
    return finding.updated_at.isoformat() if finding.updated_at else ""


def _product_arn(finding: Finding, cut: _Cut) -> str:
    """Return what tells the finding from another product's with the same id; one that is cut would name no product."""
    return finding.product_arn if len(finding.product_arn) <= cut.id else ""


def _page(finding: Finding, cut: _Cut) -> str:
    """Return the page with instructions; an address that is cut leads nowhere."""
    return finding.remediation_url if len(finding.remediation_url) <= cut.text else ""


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
