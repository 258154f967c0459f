"""All templates of a configuration and the formatter's zip, for whoever deploys by hand or wants to read them."""

from __future__ import annotations

from permission_sets.template import permission_set_template

from installer.artifacts import formatter_artifact
from installer.configuration import Configuration
from installer.hub import portfolio_options, subscription_options
from product.names import ARTIFACT_BUCKET_PREFIX
from product.portfolio.artifacts import artifact_template
from product.portfolio.options import Version
from product.portfolio.template import portfolio_template
from product.subscription.options import Formatting
from product.subscription.template import subscription_template
from stacksets.stack_set import stack_set_template
from stacksets.template import launch_role_template

_ACCOUNT = "111122223333"
"""Stands for the hub account where none is known."""


def files(configuration: Configuration) -> dict[str, bytes]:
    """Return each template by its file name, and the formatter's zip, where there is one, by its key."""
    bucket = f"{ARTIFACT_BUCKET_PREFIX}{_ACCOUNT}-${{AWS::Region}}"
    zips = [formatter_artifact()] if configuration.formatting is Formatting.LAMBDA else []
    key = zips[0].key if zips else ""
    version = Version(
        "example", "Example", f"https://{bucket.replace('${AWS::Region}', 'us-east-1')}.s3.amazonaws.com/x.yaml"
    )
    made = {
        "subscription.yaml": subscription_template(subscription_options(configuration, bucket, key)),
        "artifacts.yaml": artifact_template(configuration.launch),
        "portfolio.yaml": portfolio_template(portfolio_options(configuration, (version,))),
        "launch_role.yaml": launch_role_template(configuration.formatting),
        "launch_role_stack_set.yaml": stack_set_template(),
        "permission_set.yaml": permission_set_template(),
    }
    texts = {name: template.to_yaml().encode() for name, template in made.items()}
    return texts | {artifact.key: artifact.body for artifact in zips}
