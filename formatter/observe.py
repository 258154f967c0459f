"""Structured logs and metrics; no finding's text and no address goes in at info level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from formatter.delivery.deliver import Outcome, Status

if TYPE_CHECKING:
    from formatter.delivery.sweep import Swept

SERVICE = "security-notifications"
NAMESPACE = "SecurityNotifications"


class Observer:
    """Writes one log line a finding and one line of metrics an invocation.

    Metrics travel in the log (CloudWatch's embedded metric format), so that no call is paid for them.
    """

    def __init__(self) -> None:
        self.logger = Logger(service=SERVICE)
        self._metrics = EphemeralMetrics(namespace=NAMESPACE, service=SERVICE)

    def outcomes(self, outcomes: Iterable[Outcome]) -> None:
        """Log and count what became of each finding."""
        for outcome in outcomes:
            self._outcome(outcome)
        self._flush()

    def swept(self, swept: Swept) -> None:
        """Log and count a sweep that had anything to do; an idle subscription pays for no metric."""
        for failure in swept.failures:
            self.logger.error("a call failed during the sweep", extra={"failure": failure})
        if not (swept.emails or swept.waiting or swept.failures):
            return
        self.logger.info("swept", extra={"emails": swept.emails, "told": swept.told, "waiting": swept.waiting})
        self._count("FindingsWaiting", swept.waiting)
        self._metrics.add_metric("OldestWaiting", MetricUnit.Seconds, swept.oldest_seconds)
        self._count("Failures", len(swept.failures))
        self._count("DigestsSent", swept.emails)
        self._flush()

    def deaf_addresses(self, number: int) -> None:
        """Count the addresses that get nothing, if there are any."""
        if number:
            self._count("AddressesWithoutEmail", number)
            self._flush()

    def failure(self, message: str, failure: Exception) -> None:
        """Log and count a failure that the next sweep makes good."""
        self.logger.error(message, extra={"failure": str(failure)})
        self._count("Failures", 1)
        self._flush()

    def _outcome(self, outcome: Outcome) -> None:
        self._count("FindingsReceived", 1)
        kind = outcome.kind.value if outcome.kind else ""
        details = {
            "finding_id": outcome.finding_id,
            "decision": outcome.status.value,
            "kind": kind,
            "reason": outcome.reason,
            "message_id": outcome.message_id,
        }
        if outcome.failure:
            self.logger.error("delivered with a failure", extra=details | {"failure": outcome.failure})
            self._count("Failures", 1)
        else:
            self.logger.info("delivered", extra=details)
        # Totals are left to metric math: every further metric costs.
        names = {
            Status.SENT: _metric("Sent", kind.removeprefix("SENT ")),
            Status.SILENT: _metric("Silent", outcome.reason),
            Status.WAITING: "FindingsDeferred",
        }
        self._count(names[outcome.status], 1)

    def _count(self, name: str, number: int) -> None:
        self._metrics.add_metric(name, MetricUnit.Count, number)

    def _flush(self) -> None:
        self._metrics.flush_metrics()


def _metric(start: str, words: str) -> str:
    """Return the name of a metric such as `SilentToldBefore`."""
    return start + "".join(word.capitalize() for word in words.replace(",", "").split())
