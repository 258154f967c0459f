"""Whose product sent a finding, by the ARN that Security Hub checks against the sender.

The name of a product proves nothing: everybody may import findings under any name, but under an ARN of AWS only AWS.
https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

_PARTS_OF_ARN = 6
_LONGEST_ARN = 128
"""AWS's own are shorter; a summary keeps it whole."""

_KINDS = ("product", "productv2")


def aws_product_of(arn: str) -> str:
    """Return the id of AWS's own product, such as `guardduty`; an empty text for anybody else's."""
    parts = arn.split(":")
    if (
        len(arn) > _LONGEST_ARN
        or len(parts) != _PARTS_OF_ARN
        or (parts[0], parts[2], parts[4]) != ("arn", "securityhub", "")
    ):
        return ""
    kind, _, product = parts[5].partition("/aws/")
    return product if kind in _KINDS and "/" not in product else ""
