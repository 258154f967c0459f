"""Whose profiles the steps act with."""

from __future__ import annotations

from enum import Enum


class Who(str, Enum):
    """The parties of the journey."""

    MANAGEMENT = "management"
    HUB = "hub"
    WORKLOAD = "workload"
    """Who may look at everything in the workload account, and make things there."""
    OWNER = "owner"
    """Who signed in to the workload account with the permission set."""

    @property
    def flag(self) -> str:
        """The option that names its profile."""
        return "--profile" if self is Who.HUB else f"--{self.value}-profile"
