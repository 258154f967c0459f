"""Two deployments of one stack at once: what CloudFormation says to the slower one, in a sentence.

Executing one change set deletes the stack's others, a stack that is there cannot be made, one at work takes no change.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from installer.errors import UserError

_OVERTAKEN = ("AlreadyExistsException", "ChangeSetNotFound", "InvalidChangeSetStatus")
_CHANGED = re.compile(r"Stack\b.* (does not exist|can not be updated|cannot be deleted while TerminationProtection)")
"""A ValidationError of a stack that was deleted, begun to be changed, or made and protected after we have looked."""


@contextmanager
def no_other(name: str) -> Iterator[None]:
    """Say it where another deployment of a stack is quicker.

    Raises:
        UserError: it is.
    """
    try:
        yield
    except ClientError as error:
        if not _is_overtaken(error):
            raise
        raise UserError(
            f"Stack {name} was changed meanwhile: another deployment is at work; run the same command when it is done."
        ) from error


def _is_overtaken(error: ClientError) -> bool:
    found = error.response["Error"]
    is_changed = found["Code"] == "ValidationError" and bool(_CHANGED.match(found["Message"]))
    return is_changed or found["Code"] in _OVERTAKEN
