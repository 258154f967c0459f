"""Which finding it is: the same one in both formats, and never two under one key."""

from __future__ import annotations

import hashlib
import json

from formatter.finding.finding import Finding

KEY_CHARACTERS = 32
"""Hexadecimal characters of a key: 128 bits, so that no two findings ever meet under one."""


def finding_key(finding: Finding) -> str:
    """Return the key under which the finding is remembered.

    A finding is identified by Id and ProductArn together; the newer Security Hub writes `productv2` where the older one writes
    `product`, and keeps the Id. Where one of the two is missing, what else names its origin takes its place.
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFindingIdentifier.html
    """
    if not finding.own_id:
        return hash_of("raw", finding.raw_json())
    if not finding.product_arn:
        return hash_of("origin", finding.product_name, finding.account_id, finding.region, finding.own_id)
    return key_of_id(finding.product_arn, finding.own_id)


def key_of_id(product_arn: str, own_id: str) -> str:
    """Return the key of the finding that a product knows by that id."""
    return hash_of("id", product_arn.replace("::productv2/", "::product/"), own_id)


def hash_of(*parts: str) -> str:
    """Return a short hash of the parts; no two lists of parts are written alike."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:KEY_CHARACTERS]
