"""All templates of a configuration and the artifacts, for whoever deploys by hand or wants to read them."""

from __future__ import annotations

from permission_sets.template import permission_set_template

from common.choices.configuration import Configuration
from installer.hub.content import HubContent
from product.portfolio.artifacts import artifact_template
from product.portfolio.own_findings import own_findings_template
from product.portfolio.template import portfolio_template
from stacksets.stack_set import stack_set_template
from stacksets.template import launch_role_template

ARTIFACTS = "artifacts"
"""Folder of what belongs into the artifact bucket, each under its key."""

_ANY_REGION = "us-east-1"


def files(configuration: Configuration, account_id: str) -> dict[str, bytes]:
    """Return the content of each file by its path.

    Args:
        configuration: the admin's choices.
        account_id: the hub account, part of the bucket's name.
    """
    contents = [HubContent(configuration, account_id, region) for region in configuration.regions or (_ANY_REGION,)]
    artifacts = contents[0].artifacts()
    made = {
        "artifacts.yaml": artifact_template(configuration.launch),
        "launch_role.yaml": launch_role_template(configuration.formatting),
        "launch_role_stack_set.yaml": stack_set_template(),
        "own_findings.yaml": own_findings_template(),
        "permission_set.yaml": permission_set_template(),
        **{
            f"portfolio_{one.region}.yaml": portfolio_template(one.portfolio_options((one.version(artifacts[-1]),)))
            for one in contents
        },
    }
    texts = {name: template.to_yaml().encode() for name, template in made.items()}
    return texts | {f"{ARTIFACTS}/{artifact.key}": artifact.body for artifact in artifacts}
