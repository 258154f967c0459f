"""The artifacts in the hub's bucket. The name of each holds the hash of its content, so that what was overwritten shows.

Every call names the account that owns the bucket: whoever has taken its name gets nothing and can hand out nothing.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypedDict

from botocore.exceptions import ClientError

from common.names import PROVISIONING_TAG_KEY, PROVISIONING_TAG_VALUE
from installer.aws.workers import Workers
from installer.errors import UserError
from installer.hub.artifacts import Artifact

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectIdentifierTypeDef, ObjectVersionTypeDef
    from typing_extensions import Unpack

_THREADS = 8
_NO_BUCKET = "NoSuchBucket"
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")
"""An object of that key is there, or is being put there by another request.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""
_TYPES = {".zip": "application/zip", ".yaml": "application/yaml"}


class ObjectState(str, Enum):
    """Whether an artifact is what its name says."""

    GOOD = "good"
    DIFFERS = "differs"
    """Somebody overwrote it; an older version of the object is right."""
    DELETED = "deleted"
    """Somebody deleted it; likewise."""
    LOST = "lost"
    """Somebody overwrote it, and no version of the object is right."""


@dataclass(frozen=True)
class StoredArtifact:
    """An artifact in the bucket.

    Attributes:
        state: whether it is what its name says.
        right_version: id of the first version of the object that is, and stays so whatever is put over it; empty where none is.
    """

    state: ObjectState
    right_version: str = ""


class _Bucket(TypedDict):
    """A bucket as calls name it."""

    Bucket: str
    ExpectedBucketOwner: str


class _Version(TypedDict, total=False):
    """Which version of an object, where it is not the latest."""

    VersionId: str


class ArtifactBucket:
    """The artifact bucket, or the bucket of its logs, of one Region.

    Args:
        s3: S3 client of the Region.
        name: the bucket.
        owner: the account that must own it.
    """

    def __init__(self, s3: S3Client, name: str, owner: str) -> None:
        self.name = name
        self._s3 = s3
        self._bucket: _Bucket = {"Bucket": name, "ExpectedBucketOwner": owner}

    def artifacts(self) -> Mapping[str, StoredArtifact]:
        """Return each artifact by its key, also what somebody deleted and can be put back; none where there is no bucket."""
        versions: dict[str, list[ObjectVersionTypeDef]] = defaultdict(list)
        for page in self._pages():
            for one in page.get("Versions", ()):
                versions[one["Key"]].append(one)
        found = dict(zip(versions, Workers(_THREADS).map(self._stored, versions.values()), strict=True))
        return {key: one for key, one in found.items() if one is not None}

    def right_version(self, key: str) -> str:
        """Return the id of the first version of an object that is what its name says; empty where there is none."""
        pages = self._pages(key)
        versions = [one["VersionId"] for page in pages for one in page.get("Versions", ()) if one["Key"] == key]
        return self._first_right(key, versions)

    def body(self, key: str, **version: Unpack[_Version]) -> bytes:
        """Return the content of an object: of its latest version, where none is named."""
        return self._s3.get_object(Key=key, **version, **self._bucket)["Body"].read()

    def upload(self, artifact: Artifact) -> None:
        """Put an artifact there; whoever has put it there since we looked has put the same."""
        self._put_right(artifact.key, artifact.body)

    def put(self, key: str, body: bytes) -> None:
        """Put something there that is no artifact of the product; nothing of that key must be there."""
        self._put(key, body)

    def remove(self, key: str) -> None:
        """Delete every version of one object.

        Raises:
            UserError: it could not be deleted.
        """
        for page in self._pages(key):
            self._delete([one for one in _versions(page) if one["Key"] == key])

    def mend(self, key: str, body: bytes | None) -> None:
        """Put the right content back under a key; what somebody put there instead, if anything, stays as an older version.

        Args:
            key: the artifact's key.
            body: its content; None to take it from an older version.

        Raises:
            UserError: no older version holds it.
        """
        version = self.right_version(key)
        content = body or (self.body(key, VersionId=version) if version else None)
        if content is None:
            raise UserError(
                f"{key} in {self.name} was overwritten or deleted, and no older version of it is right: remove the product's "
                "version that uses it with 'install --remove-version', or restore it from the release that made it."
            )
        self._s3.delete_object(Key=key, **self._bucket)
        self._put_right(key, content)

    def empty(self) -> None:
        """Delete every version of every object; a versioned bucket cannot be deleted otherwise.

        Raises:
            UserError: some could not be deleted.
        """
        for page in self._pages():
            self._delete(_versions(page))

    def _pages(self, prefix: str = "") -> Iterator[ListObjectVersionsOutputTypeDef]:
        """Yield pages of object versions; none where there is no bucket, which somebody may have deleted."""
        try:
            yield from self._s3.get_paginator("list_object_versions").paginate(Prefix=prefix, **self._bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] != _NO_BUCKET:
                raise

    def _delete(self, found: Sequence[ObjectIdentifierTypeDef]) -> None:
        if not found:
            return
        answer = self._s3.delete_objects(Delete={"Objects": found, "Quiet": True}, **self._bucket)
        for error in answer.get("Errors", ()):
            raise UserError(f"{error['Key']} could not be deleted from {self.name}: {error['Message']}")

    def _put_right(self, key: str, body: bytes) -> None:
        try:
            self._put(key, body)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _TAKEN or not self.right_version(key):
                raise

    def _put(self, key: str, body: bytes) -> None:
        self._s3.put_object(
            Key=key,
            Body=body,
            ContentType=_TYPES[PurePosixPath(key).suffix],
            Tagging=f"{PROVISIONING_TAG_KEY}={PROVISIONING_TAG_VALUE}",
            ChecksumAlgorithm="SHA256",
            # What is there is never overwritten.
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
            IfNoneMatch="*",
            **self._bucket,
        )

    def _stored(self, versions: Sequence[ObjectVersionTypeDef]) -> StoredArtifact | None:
        """Return what is there of one artifact; None where somebody deleted it and nothing brings it back.

        Args:
            versions: those of the object, the newest first.
        """
        key, ids = versions[0]["Key"], [one["VersionId"] for one in versions]
        if not versions[0]["IsLatest"]:
            right = self._first_right(key, ids)
            return StoredArtifact(ObjectState.DELETED, right) if right else None
        is_good = self._is_right(key)
        right = self._first_right(key, ids[1:]) or (ids[0] if is_good else "")
        if is_good:
            return StoredArtifact(ObjectState.GOOD, right)
        return StoredArtifact(ObjectState.DIFFERS if right else ObjectState.LOST, right)

    def _first_right(self, key: str, versions: Sequence[str]) -> str:
        """Return the first of an object's versions, which stand here from the newest on, that is what its name says."""
        return next((one for one in reversed(versions) if self._is_right(key, VersionId=one)), "")

    def _is_right(self, key: str, **version: Unpack[_Version]) -> bool:
        """Return whether an object is what its name says: its latest version, where none is named."""
        found = self._s3.head_object(Key=key, ChecksumMode="ENABLED", **version, **self._bucket)
        checksum = found.get("ChecksumSHA256")
        return _is_named_after(
            key, base64.b64decode(checksum).hex() if checksum else _digest(self.body(key, **version))
        )


def _versions(page: ListObjectVersionsOutputTypeDef) -> list[ObjectIdentifierTypeDef]:
    """Return every version that a page lists, as DeleteObjects takes them."""
    found = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
    return [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _is_named_after(key: str, digest: str) -> bool:
    """Return whether a key's name is the beginning of the content's hash."""
    return digest.startswith(PurePosixPath(key).stem)
