"""Bring stack sets to accounts that come to a unit they target, and take them from accounts that leave it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
"""

from __future__ import annotations

from embedded_aws.server.stack_sets import operations, store
from embedded_aws.server.stack_sets.store import StackSet


def follow(management: str) -> None:
    """Make the instances of all stack sets with automatic deployment agree with the organization's tree."""
    for stack_set in store.of_organization(management):
        if stack_set.auto_deployment.get("Enabled"):
            _follow(stack_set)


def _follow(stack_set: StackSet) -> None:
    wanted = {
        (account, region)
        for unit, regions in stack_set.targets.items()
        for account in operations.targets_of(stack_set, [unit], (), "NONE")
        for region in regions
    }
    known = {place for place, one in stack_set.instances.items() if not one.is_leaving}
    for account, region in sorted(wanted - set(stack_set.instances)):
        operations.deploy(stack_set, [account], [region])
    retain = bool(stack_set.auto_deployment.get("RetainStacksOnAccountRemoval"))
    for account, region in sorted(known - wanted):
        operations.withdraw(stack_set, [account], [region], retain=retain)
