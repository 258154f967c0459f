"""The two choices of the admin on which the templates of several stacks depend."""

from __future__ import annotations

from enum import Enum


class Formatting(str, Enum):
    """Who turns a finding into an email."""

    LAMBDA = "lambda"
    EVENTBRIDGE = "eventbridge"


class Launch(str, Enum):
    """With whose permissions the product's stack is made."""

    ROLE = "role"
    CALLER = "caller"
