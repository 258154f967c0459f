"""Commands that we print begin as the person starts us, whether from a checkout or as an installed program."""

from __future__ import annotations

import json

import pytest

from installer import console, program
from installer.errors import UserError


@pytest.mark.parametrize("name", [program.SCRIPT, program.PROGRAM])
def test_what_is_printed_can_be_copied(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setattr(program, "typed", lambda: name)
    console.say("Next: ./install.sh share")
    console.warn("run ./install.sh install first")
    console.show_table("To mend it", ("Command",), [("./install.sh organization",)])
    console.say_json({"mend": "./install.sh install"})
    shown = capsys.readouterr()
    assert f"Next: {name} share\n" in shown.out
    assert f"\n{name} organization\n" in shown.out
    assert json.loads(shown.out[shown.out.index("{") :]) == {"mend": f"{name} install"}
    assert shown.err == f"run {name} install first\n"
    assert UserError("run ./install.sh install first").format_message() == f"run {name} install first"


def test_a_checkout_is_started_by_its_script() -> None:
    assert program.typed() == "./install.sh"
