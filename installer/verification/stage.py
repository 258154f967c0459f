"""What the steps play on: sessions, what the hub offers, and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from installer.aws.session import Session
from installer.verification.ledger import Ledger
from installer.verification.waiting import Found, Sleep, wait_for
from installer.verification.who import Who


@dataclass(frozen=True)
class Offer:
    """What the hub offers in the Region.

    Attributes:
        bucket: the artifact bucket.
        product_id: the product.
        version_id: its current version.
        template_url: where that version's template lies.
        template: that template.
    """

    bucket: str
    product_id: str
    version_id: str
    template_url: str
    template: str


@dataclass(frozen=True)
class Stage:
    """Everything that a step works with.

    Attributes:
        sessions: session in the Region by whose it is; of those that there are profiles for.
        accounts: account id, likewise.
        region: the Region.
        email: address for the trial subscription.
        offer: what the hub offers.
        ledger: the run's state.
        patience: seconds for which a person may take to confirm the address.
        sleep: waits for so many seconds.
        report: takes progress, one line each.
    """

    sessions: Mapping[Who, Session]
    accounts: Mapping[Who, str]
    region: str
    email: str
    offer: Offer
    ledger: Ledger
    patience: float
    sleep: Sleep
    report: Callable[[str], None]

    def wait(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """Wait until something is there; None when the time was over."""
        return wait_for(look, seconds, self.sleep)
