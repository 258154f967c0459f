"""Encryption, lifecycle, access log and ownership of a bucket, which MiniStack's CloudFormation does not look at.

Each is put as the template says, and read back as the template would say it, so that what somebody changed shows.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from ministack.services import s3
from ministack.services.cloudformation import provisioners

from embedded_aws.server.service import Response

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class _Configuration:
    """One of them.

    Attributes:
        kind: what the API's operations are called after Get and Put.
        payload: what the Put takes.
        to_api: makes the payload of the template's property.
        to_template: makes the property of Get's answer; of a bucket without it, nothing.
        get: MiniStack's answer to Get.
        put: takes the bucket and the body of Put.
        delete: takes the bucket.
    """

    kind: str
    payload: str
    to_api: Callable[[Properties], Properties]
    to_template: Callable[[Properties], Properties | None]
    get: Callable[[str], Response]
    put: Callable[[str, bytes], Response]
    delete: Callable[[str], Response]


def install() -> None:
    """Put them where a bucket is made or changed."""
    operations = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    create, update = operations["create"], operations["update"]

    def create_configured(logical_id: str, properties: Properties, stack_name: str) -> tuple[str, Any]:
        name, attributes = create(logical_id, properties, stack_name)
        _put(name, {}, properties)
        return name, attributes

    def update_configured(name: str, before: Properties, after: Properties, *more: Any) -> tuple[str, Any]:
        new_name, attributes = update(name, before, after, *more)
        _put(new_name, before, after)
        return new_name, attributes

    operations |= {"create": create_configured, "update": update_configured}


def read(name: str) -> Properties:
    """Return them of a bucket, as a template names them."""
    found = {
        property_: one.to_template(_answer(f"Get{one.kind}", one.get(name)))
        for property_, one in CONFIGURATIONS.items()
    }
    return {property_: value for property_, value in found.items() if value is not None}


def _put(name: str, before: Properties, after: Properties) -> None:
    for property_, one in CONFIGURATIONS.items():
        if property_ in after:
            one.put(name, _body(f"Put{one.kind}", {one.payload: one.to_api(after[property_])}))
        elif property_ in before:
            one.delete(name)


@cache
def _model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("s3", "service-2"))


def _body(operation: str, parameters: Properties) -> bytes:
    serializer = create_serializer("rest-xml", include_validation=False)
    asked = {"Bucket": "any", **parameters}
    body: bytes = serializer.serialize_to_request(asked, _model().operation_model(operation))["body"]
    return body


def _answer(operation: str, response: Response) -> Properties:
    status, headers, body = response
    shape: Any = _model().operation_model(operation).output_shape
    found: Properties = create_parser("rest-xml").parse(
        {"status_code": status, "headers": headers, "body": body}, shape
    )
    return found


def _encryption_to_api(property_: Properties) -> Properties:
    rules = property_["ServerSideEncryptionConfiguration"]
    return {"Rules": [_renamed(one, {"ServerSideEncryptionByDefault": _BY_DEFAULT}) for one in rules]}


def _encryption_to_template(answer: Properties) -> Properties | None:
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
    found = [_renamed(one, {_BY_DEFAULT: "ServerSideEncryptionByDefault"}) for one in rules]
    return {"ServerSideEncryptionConfiguration": found}


_BY_DEFAULT = "ApplyServerSideEncryptionByDefault"


def _lifecycle_to_api(property_: Properties) -> Properties:
    return {"Rules": [_rule_to_api(one) for one in property_["Rules"]]}


def _rule_to_api(rule: Properties) -> Properties:
    """Write a rule for all objects, which the API says by a filter without prefix, and days of expiry in their own place."""
    found = {name: value for name, value in rule.items() if name not in ("Id", "ExpirationInDays")}
    days = {"Expiration": {"Days": rule["ExpirationInDays"]}} if "ExpirationInDays" in rule else {}
    return {"ID": rule["Id"], "Filter": {"Prefix": ""}, **found, **days}


def _lifecycle_to_template(answer: Properties) -> Properties | None:
    return {"Rules": [_rule_to_template(one) for one in answer["Rules"]]} if "Rules" in answer else None


def _rule_to_template(rule: Properties) -> Properties:
    found = {name: value for name, value in rule.items() if name not in ("ID", "Filter", "Expiration")}
    prefix = {"Prefix": rule["Filter"]["Prefix"]} if rule.get("Filter", {}).get("Prefix") else {}
    days = {"ExpirationInDays": rule["Expiration"]["Days"]} if "Days" in rule.get("Expiration", {}) else {}
    return {"Id": rule.get("ID", ""), **prefix, **found, **days}


_LOG = {"DestinationBucketName": "TargetBucket", "LogFilePrefix": "TargetPrefix"}


def _logging_to_api(property_: Properties) -> Properties:
    return {"LoggingEnabled": _renamed(property_, _LOG)}


def _logging_to_template(answer: Properties) -> Properties | None:
    enabled = answer.get("LoggingEnabled")
    return _renamed(enabled, {ours: name for name, ours in _LOG.items()}) if enabled else None


def _no_logging(name: str) -> Response:
    """End it: there is no call that deletes it, an empty status does."""
    answer: Response = s3._put_bucket_logging(name, _body("PutBucketLogging", {"BucketLoggingStatus": {}}))
    return answer


def _ownership_to_template(answer: Properties) -> Properties | None:
    found: Properties | None = answer.get("OwnershipControls")
    return found


def _renamed(properties: Properties, names: Mapping[str, str]) -> Properties:
    return {names.get(name, name): value for name, value in properties.items()}


CONFIGURATIONS: Mapping[str, _Configuration] = {
    "BucketEncryption": _Configuration(
        "BucketEncryption",
        "ServerSideEncryptionConfiguration",
        _encryption_to_api,
        _encryption_to_template,
        s3._get_bucket_encryption,
        s3._put_bucket_encryption,
        s3._delete_bucket_encryption,
    ),
    "LifecycleConfiguration": _Configuration(
        "BucketLifecycleConfiguration",
        "LifecycleConfiguration",
        _lifecycle_to_api,
        _lifecycle_to_template,
        s3._get_bucket_lifecycle,
        s3._put_bucket_lifecycle,
        s3._delete_bucket_lifecycle,
    ),
    "LoggingConfiguration": _Configuration(
        "BucketLogging",
        "BucketLoggingStatus",
        _logging_to_api,
        _logging_to_template,
        s3._get_bucket_logging,
        s3._put_bucket_logging,
        _no_logging,
    ),
    "OwnershipControls": _Configuration(
        "BucketOwnershipControls",
        "OwnershipControls",
        lambda property_: property_,
        _ownership_to_template,
        s3._get_bucket_ownership_controls,
        s3._put_bucket_ownership_controls,
        s3._delete_bucket_ownership_controls,
    ),
}
"""By the template's property."""
