"""CloudFormation acts with the permissions of whoever it acts for; MiniStack's acts with all.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
"""

from __future__ import annotations

from embedded_aws.server.cloudformation import (
    boundaries,
    bucket_configuration,
    buckets,
    change_sets,
    conditions,
    drift,
    execution,
    key_calls,
    names,
    objects,
    parsing,
    references,
    stack_tags,
)


def install() -> None:
    """Check each call of CloudFormation, and read, name and refuse as AWS does."""
    boundaries.install()
    bucket_configuration.install()
    buckets.install()
    change_sets.install()
    conditions.install()
    drift.install()
    key_calls.install()
    names.install()
    objects.install()
    parsing.install()
    references.install()
    stack_tags.install()
    execution.install()
