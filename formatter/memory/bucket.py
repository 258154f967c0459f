"""How many messages may go out, as buckets that fill up again; each is one number: the moment at which it will be full.

The generic cell rate algorithm: taking one message out moves that moment on by the time in which one flows in.
https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from formatter.memory.records import Urgency


class Bucket(NamedTuple):
    """A bucket's size and what flows in.

    Attributes:
        at_once: messages in a full bucket.
        an_hour: messages that flow in.
    """

    at_once: int
    an_hour: int

    @property
    def interval(self) -> timedelta:
        """The time in which one message flows in."""
        return timedelta(hours=1) / self.an_hour

    @property
    def tolerance(self) -> timedelta:
        """How far ahead the moment may lie at which it will be full, for one more to be taken out."""
        return self.interval * (self.at_once - 1)


BUCKETS: Mapping[Urgency, Bucket] = {Urgency.URGENT: Bucket(5, 20), Urgency.REST: Bucket(3, 6)}
"""Together with the sweep's one message a second far below the 10 a second from which SNS suspends an address.

https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""
