"""Launch, update and end a subscription in another account, and wait until Service Catalog is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from installer.aws.service_catalog import changed_parameters, idempotency_token, parameters
from installer.errors import UserError
from installer.subscriptions.accounts import AccountClients
from installer.subscriptions.records import finished, why_failed
from installer.subscriptions.subscription import BASELINE_NAME, Subscription, failed_baselines


class Launcher:
    """Acts on subscriptions of one account.

    Args:
        account: the account.
        product_id: the hub's product.
        version_id: the version to launch, and to bring others to.
        sleep: waits for so many seconds.
    """

    def __init__(
        self, account: AccountClients, product_id: str, version_id: str, sleep: Callable[[float], None]
    ) -> None:
        self._catalog = account.client("servicecatalog")
        self._product_id = product_id
        self._version_id = version_id
        self._sleep = sleep

    def launch(self, answers: Mapping[str, str]) -> None:
        """Launch a baseline subscription; what is left of one that failed goes first, since a name is given once.

        Args:
            answers: answers to the form.

        Raises:
            UserError: it could not be launched; says why.
        """
        for failed in failed_baselines(self._catalog, self._product_id):
            self._end(failed, ignore_errors=True)
        path = self._path()
        try:
            record = self._catalog.provision_product(
                ProductId=self._product_id,
                ProvisioningArtifactId=self._version_id,
                PathId=path,
                ProvisionedProductName=BASELINE_NAME,
                ProvisioningParameters=parameters(answers),
                ProvisionToken=idempotency_token(),
            )["RecordDetail"]
        except self._catalog.exceptions.DuplicateResourceException:
            # https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ProvisionProduct.html
            raise UserError("somebody has launched one there meanwhile: nothing more is to be done.") from None
        self._wait(record["RecordId"])

    def update(self, known: Subscription) -> None:
        """Bring a subscription to the version, with its owner's answers.

        Raises:
            UserError: it could not be updated; says why.
        """
        path = self._path()
        asked = self._catalog.describe_provisioning_parameters(
            ProductId=self._product_id, ProvisioningArtifactId=self._version_id, PathId=path
        )["ProvisioningArtifactParameters"]
        kept = [one["ParameterKey"] for one in asked if one["ParameterKey"] in known.answers]
        record = self._catalog.update_provisioned_product(
            ProvisionedProductId=known.id,
            ProductId=self._product_id,
            ProvisioningArtifactId=self._version_id,
            PathId=path,
            ProvisioningParameters=changed_parameters({}, kept),
            UpdateToken=idempotency_token(),
        )["RecordDetail"]
        self._wait(record["RecordId"])

    def end(self, known: Subscription) -> None:
        """End a subscription.

        Raises:
            UserError: it could not be ended; says why.
        """
        self._end(known.id)

    def _end(self, provisioned_product_id: str, *, ignore_errors: bool = False) -> None:
        found = self._catalog.terminate_provisioned_product(
            ProvisionedProductId=provisioned_product_id,
            TerminateToken=idempotency_token(),
            IgnoreErrors=ignore_errors,
        )
        self._wait(found["RecordDetail"]["RecordId"])

    def _path(self) -> str:
        """Return a way to the product; who is in none of its portfolios has none.

        https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ListLaunchPaths.html
        """
        found = self._catalog.list_launch_paths(ProductId=self._product_id)["LaunchPathSummaries"]
        if not found:
            raise UserError(
                "the role may not launch the product: install with --operator-role, and share with the account."
            )
        return str(found[0]["Id"])

    def _wait(self, record_id: str) -> None:
        if reason := why_failed(finished(self._catalog, record_id, self._sleep)):
            raise UserError(reason)
