"""Read templates and function code from S3 as the principal that CloudFormation or Lambda acts for.

MiniStack reads only the own account's buckets and asks nobody. Across accounts both the reader's policies and the
bucket's must allow it; a product's template and code lie in the hub's bucket.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ministack.core.responses import get_region, request_scope
from ministack.services import lambda_svc, s3
from ministack.services.cloudformation import helpers

from embedded_aws.server import lambda_runtime, permissions
from embedded_aws.server.cloudformation import execution
from embedded_aws.server.identity import Principal
from embedded_aws.server.service import ApiError

_VIRTUAL_HOST = re.compile(r"^(?P<bucket>.+)\.s3[.-](?:.*\.)?amazonaws\.com(?:\.cn)?$")


def install() -> None:
    """Replace MiniStack's two ways of reading an object."""
    resolve = helpers._resolve_document

    def resolve_document(parameters: object, body_key: str, url_key: str, label: str) -> object:
        url = helpers._p(parameters, url_key)
        if helpers._p(parameters, body_key) or not url:
            return resolve(parameters, body_key, url_key, label)
        try:
            return read_url(execution.acting(), url).decode(), None
        except ApiError as error:
            return None, execution.xml_error(error)

    def fetch_code(bucket: str, key: str, version_id: str | None = None) -> bytes:
        code = read(execution.acting(), bucket, key, version_id)
        lambda_runtime.prepare_soon(code)
        return code

    helpers._resolve_document = resolve_document
    lambda_svc._fetch_code_from_s3 = fetch_code


def bucket_and_key(url: str) -> tuple[str, str]:
    """Return what an S3 URL names, in either style.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    """
    parts = urlsplit(url)
    path = unquote(parts.path.lstrip("/"))
    found = _VIRTUAL_HOST.match(parts.hostname or "")
    if found:
        return found["bucket"], path
    bucket, _, key = path.partition("/")
    return bucket, key


def read_url(principal: Principal, url: str) -> bytes:
    """Return the object that a URL names."""
    bucket, key = bucket_and_key(url)
    return read(principal, bucket, key)


def read(principal: Principal, bucket: str, key: str, version_id: str | None = None) -> bytes:
    """Return an object as a principal may read it.

    Raises:
        ApiError: it does not exist, or the principal or the bucket does not allow it.
    """
    owner = s3._bucket_owner_account(bucket)
    if owner is None:
        raise ApiError("ValidationError", f"S3 error: The specified bucket does not exist: {bucket}")
    with request_scope(owner, get_region()):
        tags = s3.object_tags_for_condition(bucket, key, {})
        keys = {f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()}
        arn = f"arn:aws:s3:::{bucket}/{key}"
        action = "s3:GetObjectVersion" if version_id else "s3:GetObject"
        permissions.require(principal, action, arn, {**execution.CALLED_VIA, **keys})
        body: bytes | None = s3._get_object_data(bucket, key, version_id=version_id)
    if body is None:
        raise ApiError("ValidationError", f"S3 error: The specified key does not exist: {key} in {bucket}")
    return body
