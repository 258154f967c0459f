"""A plan in a file: what was read on a pull request is exactly what is done after the merge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from common.choices.configuration import Configuration
from common.choices.values import plain_values
from installer.configuration.reading import configuration_from
from installer.errors import UserError
from installer.hub.content import RELEASE
from installer.lifecycle.installation import Installation
from installer.lifecycle.plan import Plan

_FORMAT = 1
_KEYS = {"account": str, "configuration": dict, "removed_versions": list, "changes": list, "release": str}
"""What a plan holds, and of which type."""


class PlanFile:
    """A plan that was written down.

    Args:
        path: the file.

    Raises:
        UserError: it cannot be read, or is no plan.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            is_current = self._content["plan_format"] == _FORMAT and self._content.get("release") == RELEASE
            is_plan = not is_current or all(isinstance(self._content[key], kind) for key, kind in _KEYS.items())
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path} is no plan; 'plan --out FILE' writes one.") from error
        if not is_plan:
            raise UserError(f"{path} is no plan any more, somebody changed it: make it anew with 'plan --out {path}'.")
        if not is_current:
            raise UserError(f"{path} is a plan of another release: make it anew with 'plan --out {path}'.")

    @property
    def configuration(self) -> Configuration:
        """What was chosen."""
        return configuration_from(self._content["configuration"], lambda key: f"{self._path}, '{key}'")

    @property
    def removed_versions(self) -> tuple[str, ...]:
        """Versions that are to be removed."""
        return tuple(self._content["removed_versions"])

    def check(self, installation: Installation, plan: Plan) -> None:
        """Check that nothing would be done that the file does not say; what is done already may be missing.

        Raises:
            UserError: it is for another account, or things have changed since; names what.
        """
        account = installation.known.account_id
        if self._content["account"] != account:
            raise UserError(f"{self._path} is a plan for account {self._content['account']}, and this is {account}.")
        before, now = list(self._content["changes"]), list(plan.lines)
        if any(one not in before for one in now):
            changed = [f"no longer: {one}" for one in before if one not in now]
            changed += [f"new: {one}" for one in now if one not in before]
            raise UserError(
                f"Things have changed since {self._path} was made ({'; '.join(changed)}): nothing was done; make the plan anew."
            )


def write_plan(path: Path, installation: Installation, plan: Plan) -> None:
    """Write the plan, with what it was made of."""
    content = {
        "plan_format": _FORMAT,
        "release": RELEASE,
        "account": installation.known.account_id,
        "configuration": plain_values(installation.configuration),
        "removed_versions": list(installation.removed_versions),
        "changes": list(plan.lines),
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
