"""What mends a control of Security Hub, and the command that proves it, for the controls that fail most.

The table beside this file has them by control id, each with its page of AWS's guide. Title and severity are the finding's.
It is read only when an email is written.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from formatter.finding.finding import Finding
from formatter.messages.layouts.layout import Command
from formatter.messages.links import service_url
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import page_of_main_resource, resource_values

_TABLE = Path(__file__).with_name("controls.json")
_RULESET = "ruleset/"
_PLACEHOLDER = re.compile(r"{([a-z]+)}")
_VALUE = re.compile(r"(?!.*://)[A-Za-z0-9/_.][!-~]*")
"""What can be no option of a command and no file that the AWS CLI reads, `file://..`."""


class Control(NamedTuple):
    """A control as the table knows it.

    Attributes:
        step: what mends it, one sentence.
        proof: commands with what they show once it is mended, the rights that they take and the resource type.
        tab: what to add to the address of the resource's page.
        page: the console's page where no resource is concerned.
        source: AWS's page on the control.
    """

    step: str
    source: str
    proof: tuple[Mapping[str, Any], ...] = ()
    tab: str = ""
    page: str = ""


def control_of(finding: Finding) -> Control | None:
    """Return the finding's control; None where the table has none.

    Numbers of one standard are looked up by its rules: `4.1` alone could be a rule of any standard.
    """
    table = _table()
    rule = finding.generator_id.partition(_RULESET)[2] or finding.generator_id
    named = table["also_known_as"].get(rule) or finding.control_id or finding.title.partition(" ")[0]
    return control_named(named)


def control_named(control_id: str) -> Control | None:
    """Return the control of that id; None where the table has none."""
    entry = _table()["controls"].get(control_id)
    return Control(**entry, source=_source(control_id)) if entry else None


def proof(finding: Finding) -> tuple[Command, ...]:
    """Return the command that shows whether it is mended; none where the finding lacks a value for it."""
    control, resource = control_of(finding), main_resource(finding)
    if control is None or resource is None:
        return ()
    values = resource_values(finding, resource)
    wanted = [one for one in control.proof if one.get("for", "").lower() in ("", resource.kind)]
    return tuple(command for one in wanted[:1] if (command := _filled(one, values)))


def page(finding: Finding) -> str:
    """Return the console's page of the setting, with the right tab open; an empty text where none is known."""
    control = control_of(finding)
    if control and control.page:
        path, mark, rest = control.page.partition("#")
        return service_url(finding, path, mark + rest)
    return page_of_main_resource(finding, control.tab if control else "")


def _source(control_id: str) -> str:
    service, _, number = control_id.lower().partition(".")
    address: str = _table()["source"]
    return address.format(service=service, number=number)


def _filled(entry: Mapping[str, Any], values: Mapping[str, str]) -> Command | None:
    template = entry["command"]
    if not all(_VALUE.fullmatch(values.get(name, "")) for name in _PLACEHOLDER.findall(template)):
        return None
    # All values come from a finding, and could mean something to a shell.
    line = _PLACEHOLDER.sub(lambda one: shlex.quote(values[one[1]]), template)
    return Command(line, entry["shows"], tuple(entry["actions"]))


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table
