"""Remove the product from the hub: shares, portfolio, artifacts, buckets."""

from __future__ import annotations

from common.names import ARTIFACT_STACK_NAME
from installer.aws.stacks import Report
from installer.errors import UserError
from installer.lifecycle.installation import Installation

_TRIES = 3
"""S3 writes access logs within hours, also into a bucket that was emptied a moment ago.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html#LogDeliveryBestEffort
"""


def uninstall(installation: Installation, region: str, report: Report) -> bool:
    """Remove everything from one Region, whatever state it is in; returns whether there was anything.

    Subscriptions in workload accounts go on working; they can be ended there, but not updated any more.

    Args:
        installation: what is to be removed.
        region: the Region.
        report: takes progress, one line each.

    Raises:
        UserError: something could not be removed; the same command goes on where it stopped.
    """
    hub = installation.hub(region, report)
    # It may have changed while somebody thought it over.
    offer = hub.offer()
    removed = hub.dismantle(offer)
    if not offer.artifact_stack.status:
        # One that nobody has filled has made no bucket: one of that name is somebody else's.
        return hub.stacks.delete(ARTIFACT_STACK_NAME) or removed
    for left in range(_TRIES - 1, -1, -1):
        hub.empty_buckets()
        try:
            hub.stacks.delete(ARTIFACT_STACK_NAME)
            break
        except UserError as error:
            if not left or "not empty" not in error.message:
                raise
            report(f"{region}: access logs came late; emptying the buckets again")
    return True
