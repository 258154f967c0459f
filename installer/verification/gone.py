"""What is to be taken away may be gone."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator

from botocore.exceptions import ClientError


@contextlib.contextmanager
def gone_already(codes: Collection[str]) -> Iterator[None]:
    """Take it well where something is gone.

    Args:
        codes: error codes by which its service says so.
    """
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
