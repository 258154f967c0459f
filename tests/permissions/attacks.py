"""All attacks."""

from __future__ import annotations

from tests.permissions.attacks_of_function import ATTACKS_OF_FUNCTION
from tests.permissions.attacks_of_launch_role import ATTACKS_OF_LAUNCH_ROLE
from tests.permissions.attacks_of_owners import ATTACKS_OF_OWNERS_AND_OPERATOR
from tests.permissions.attacks_on_others import ATTACKS_ON_OTHERS
from tests.permissions.cases import Case

ATTACKS: tuple[Case, ...] = (
    *ATTACKS_ON_OTHERS,
    *ATTACKS_OF_LAUNCH_ROLE,
    *ATTACKS_OF_FUNCTION,
    *ATTACKS_OF_OWNERS_AND_OPERATOR,
)
