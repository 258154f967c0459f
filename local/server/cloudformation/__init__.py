"""CloudFormation acts with the permissions of whoever it acts for; MiniStack's acts with all.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
"""

from __future__ import annotations

from local.server.cloudformation import buckets, conditions, execution, names, objects


def install() -> None:
    """Keep full buckets, check each call of CloudFormation, and read templates and code as the principal it acts for."""
    buckets.install()
    conditions.install()
    names.install()
    objects.install()
    execution.install()
