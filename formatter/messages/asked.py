"""What a step of an email takes of its reader's rights.

What the permission set of workload owners holds is its own table; of what it does not hold the email says that it takes another
role.
"""

from __future__ import annotations

from enum import Enum


class Asked(Enum):
    """A kind of step."""

    NOTHING = "nothing"
    """To think, to ask somebody, to wait, or to work outside AWS."""
    LOOK = "look"
    """To read a finding, a setting or a log."""
    SET_STATUS = "set status"
    """To set a finding's workflow status, with a note."""
    CHANGE = "change"
    """To change a resource or a setting: no permission set of ours lets anybody do that."""
