"""Structured logs and metrics; no finding's text and no address goes in at info level."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from formatter.delivery.outcome import Measure, Outcome
from formatter.finding.severity import Severity

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger

    from formatter.delivery.sweep import Swept

SERVICE = "security-notifications"
NAMESPACE = "SecurityNotifications"
SEVERITY = "severity"
"""The only dimension: each further one would cost a metric for each of its values.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""


class Observer:
    """Writes one log line a finding, and a line of metrics where a time was measured.

    Metrics travel in the log (CloudWatch's embedded metric format), so that no call is paid for them.
    """

    @cached_property
    def logger(self) -> Logger:
        """The log, made when there is something to say: after a message is on its way, and never in an idle sweep."""
        from aws_lambda_powertools.logging import Logger

        return Logger(service=SERVICE)

    def outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Log what became of each received finding, and what was measured."""
        self._outcomes("delivered", outcomes)

    def _outcomes(self, message: str, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self._log(message, outcome)
        for severity in Severity:
            self._measure(
                severity, [one for outcome in outcomes if outcome.severity is severity for one in outcome.measures]
            )

    def swept(self, swept: Swept) -> None:
        """Log a sweep that had anything to do."""
        self._outcomes("told by a sweep", swept.told)
        self.outcomes(swept.delivered)
        for news in swept.news:
            self.logger.warning(news)
        for failure in swept.failures:
            self.logger.error("a call failed during the sweep", extra={"failure": failure})
        if swept.messages or swept.redriven:
            self.logger.info("swept", extra={"messages": swept.messages, "redriven": swept.redriven})
        if swept.counted is not None:
            self.logger.info("counted", extra=dict(swept.counted))

    def failure(self, failure: Exception) -> None:
        """Log a finding that could not be delivered; its event comes again."""
        self.logger.error("not delivered, the event comes again", extra={"failure": repr(failure)})

    def _log(self, message: str, outcome: Outcome) -> None:
        details = {
            "finding_id": outcome.finding_id,
            "problem": outcome.problem,
            "severity": outcome.severity.name,
            "decision": outcome.status.value,
            "kind": outcome.kind.value if outcome.kind else "",
            "reason": outcome.reason,
            "message_id": outcome.message_id,
        }
        if outcome.failure:
            self.logger.error(message, extra=details | {"failure": outcome.failure})
        else:
            self.logger.info(message, extra=details)

    def _measure(self, severity: Severity, measures: Sequence[Measure]) -> None:
        if not measures:
            return
        from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

        # The service as a second dimension is what powertools adds where it is named.
        metrics = EphemeralMetrics(namespace=NAMESPACE)
        metrics.add_dimension(SEVERITY, severity.name)
        for measure in measures:
            metrics.add_metric(measure.metric.value, MetricUnit.Seconds, measure.seconds)
        metrics.flush_metrics()
