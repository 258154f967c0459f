"""How severe a finding in ASFF is, wherever its product writes that.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formatter.finding.safe import branch, number, text
from formatter.finding.severity import Severity

_NORMALIZED_UP_TO = (
    (0, Severity.INFORMATIONAL),
    (39, Severity.LOW),
    (69, Severity.MEDIUM),
    (89, Severity.HIGH),
    (100, Severity.CRITICAL),
)
"""Upper ends of Severity.Normalized by label."""

_SCALE_OF_TEN = 10


def stated_severity(raw: Mapping[str, Any]) -> Severity | None:
    """Return label, else normalized number, else what products write elsewhere; None where nothing says."""
    severity = raw.get("Severity")
    # Nearly every finding has a label; a repeat must not pay for the other readings.
    label = _labelled(branch(severity, "Label"))
    return label if label is not None else _without_label(raw, severity)


def _without_label(raw: Mapping[str, Any], severity: object) -> Severity | None:
    provider = branch(raw, "FindingProviderFields", "Severity")
    readings = (
        _labelled(severity),
        _labelled(branch(provider, "Label")),
        _normalized(branch(severity, "Normalized")),
        _normalized(branch(provider, "Normalized")),
        _labelled(branch(raw, "ProductFields", "aws/securityhub/SeverityLabel")),
        _labelled(branch(severity, "Original")),
        _product_number(branch(severity, "Product")),
    )
    return next((found for found in readings if found is not None), None)


def _labelled(value: object) -> Severity | None:
    return Severity.__members__.get(text(value).upper())


def _normalized(value: object) -> Severity | None:
    found = number(value)
    if found is None:
        return None
    return next((severity for upper, severity in _NORMALIZED_UP_TO if found <= upper), Severity.CRITICAL)


def _product_number(value: object) -> Severity | None:
    """Read a product's own number, which is on a scale of ten or of a hundred."""
    found = number(value)
    return _normalized(found * 10 if found is not None and 0 < found <= _SCALE_OF_TEN else found)
