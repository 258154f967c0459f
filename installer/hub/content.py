"""What a hub publishes in one Region, made of the admin's choices alone: artifacts, where they lie, and the version of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as installed_version

from common.choices.configuration import Configuration
from common.choices.key import Place
from common.choices.values import plain_values
from common.choices.words import Formatting
from common.names import ARTIFACT_BUCKET_PREFIX, LOG_BUCKET_PREFIX
from installer.hub.artifacts import Artifact, formatter_artifact, template_artifact
from product.portfolio.options import PortfolioOptions, Version
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template

RELEASE = installed_version("security-notifications")


@dataclass(frozen=True)
class HubContent:
    """The content of one Region's hub.

    Attributes:
        configuration: the admin's choices.
        account_id: the hub account.
        region: the Region.
    """

    configuration: Configuration
    account_id: str
    region: str

    @property
    def bucket(self) -> str:
        """Return the name of the artifact bucket."""
        return f"{ARTIFACT_BUCKET_PREFIX}{self.account_id}-{self.region}"

    @property
    def log_bucket(self) -> str:
        """Return the name of the bucket of its access logs."""
        return f"{LOG_BUCKET_PREFIX}{self.account_id}-{self.region}"

    @property
    def formatter(self) -> Artifact | None:
        """Return the formatter, where there is one."""
        if self.configuration.formatting is not Formatting.LAMBDA:
            return None
        return formatter_artifact(plain_values(self.configuration, Place.FORMATTER))

    def artifacts(self, object_version: str = "") -> tuple[Artifact, ...]:
        """Return what owners' stacks are made of: the formatter, where there is one, and the product's template last.

        Args:
            object_version: version of the formatter's object in this Region's bucket, which the template then names; empty
                where it is not there yet, or not known.
        """
        formatter = self.formatter
        key = formatter.key if formatter else ""
        options = subscription_options(self.configuration, self.account_id, key, object_version)
        template = _template(options)
        return (formatter, template) if formatter else (template,)

    def version(self, template: Artifact) -> Version:
        """Return the product's version of a template: the release, and what tells it from another of the same release.

        The same choices have the same name in every Region, though each Region's template names its own object's version.
        """
        content = self.artifacts()[-1].key.rpartition("/")[2][:8]
        formatting = "Lambda" if self.configuration.formatting is Formatting.LAMBDA else "EventBridge alone"
        description = f"Release {RELEASE}, emails by {formatting}, content {content}"
        return Version(f"{RELEASE}-{content}", description, self._url(template))

    def portfolio_options(self, versions: tuple[Version, ...]) -> PortfolioOptions:
        """Return the options of the portfolio's template."""
        return PortfolioOptions(**vars(self.configuration), versions=versions)

    def _url(self, artifact: Artifact) -> str:
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"https://{self.bucket}.s3.{self.region}.{suffix}/{artifact.key}"


@lru_cache
def _template(options: SubscriptionOptions) -> Artifact:
    """Write it once: plan and install need it again and again."""
    return template_artifact("templates", subscription_template(options).to_yaml())


def subscription_options(
    configuration: Configuration, account_id: str, formatter_key: str, object_version: str = ""
) -> SubscriptionOptions:
    """Return the options of the product's template, which is the same in every Region but for the object's version."""
    return SubscriptionOptions(
        **vars(configuration),
        artifact_bucket=f"{ARTIFACT_BUCKET_PREFIX}{account_id}-${{AWS::Region}}",
        formatter_key=formatter_key,
        formatter_object_version=object_version,
        version=RELEASE,
    )
