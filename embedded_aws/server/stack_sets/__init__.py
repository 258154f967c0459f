"""CloudFormation StackSets with service-managed permissions: one template in every account of an organization's units.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/what-is-cfnstacksets.html
"""

from __future__ import annotations

from ministack.services.cloudformation import handlers

from embedded_aws.server import organizations
from embedded_aws.server.stack_sets import actions, auto_deployment, requests, resource_type


def install() -> None:
    """Add the actions and the resource type, and deploy to accounts that come to a unit."""
    handlers._ACTION_HANDLERS.update(requests.answering(actions.ACTIONS))
    resource_type.install()
    organizations.listeners.append(auto_deployment.follow)
