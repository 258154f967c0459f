"""Tags of stacks: services tag with the prefix `aws:`, which nobody else may use; MiniStack refuses it from all.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ministack.services.cloudformation import helpers

_OF_AWS = "aws:"

_is_aws: contextvars.ContextVar[bool] = contextvars.ContextVar("is_aws", default=False)


@contextlib.contextmanager
def by_aws() -> Iterator[None]:
    """Let a service of AWS tag the stacks that it makes inside."""
    token = _is_aws.set(True)
    try:
        yield
    finally:
        _is_aws.reset(token)


def install() -> None:
    """Look at the tags that somebody else gives."""
    validate = helpers._validate_stack_tags

    def validate_given(tags: Sequence[Mapping[str, Any]]) -> object:
        return validate([tag for tag in tags if not (_is_aws.get() and str(tag.get("Key", "")).startswith(_OF_AWS))])

    helpers._validate_stack_tags = validate_given
