"""A shell that has the script completes commands and options."""

from __future__ import annotations

import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from installer.main import COMPLETE_VARIABLE, PROGRAM, main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_program_and_variable(shell: str) -> None:
    shown = CliRunner().invoke(main, ["completion", shell])
    assert shown.exit_code == 0, shown.output
    assert COMPLETE_VARIABLE in shown.output
    assert PROGRAM in shown.output


def test_commands_and_options_are_completed() -> None:
    completing = BashComplete(main, {}, PROGRAM, COMPLETE_VARIABLE)
    assert {one.value for one in completing.get_completions([], "up")} == {"update-subscriptions"}
    assert "--take-away" in {one.value for one in completing.get_completions(["install"], "--ta")}
