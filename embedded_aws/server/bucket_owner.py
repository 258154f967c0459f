"""Refuse requests for a bucket that another account owns than the caller expects; MiniStack does not look at the header.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

import ministack.app
from ministack.services import s3

from embedded_aws.server.service import Headers, Response

_EXPECTED = "x-amz-expected-bucket-owner"
_EXPECTED_OF_SOURCE = "x-amz-source-expected-bucket-owner"


def install() -> None:
    """Compare before S3 does anything."""
    handle = ministack.app.SERVICE_HANDLERS["s3"]

    async def handle_if_expected(
        method: str, path: str, headers: Headers, body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        for bucket, expected in _expectations(path, headers):
            owner = s3._bucket_owner_account(bucket)
            if owner is not None and owner != expected:
                refused: Response = s3._error("AccessDenied", "Access Denied", 403)
                return refused
        answer: Response = await handle(method, path, headers, body, query)
        return answer

    ministack.app.SERVICE_HANDLERS["s3"] = handle_if_expected


def _expectations(path: str, headers: Headers) -> Iterator[tuple[str, str]]:
    """Yield buckets and the accounts that the caller expects to own them."""
    source = unquote(headers.get("x-amz-copy-source", ""))
    for header, place in ((_EXPECTED, path), (_EXPECTED_OF_SOURCE, source)):
        if header in headers:
            yield place.lstrip("/").partition("/")[0], headers[header]
