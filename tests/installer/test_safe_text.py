"""What AWS or a file says cannot steer the terminal, whatever command shows it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from installer.commands.coverage import _harmless
from installer.console import progress, say, show_table, warn
from installer.errors import UserError
from installer.exit_codes import MEANINGS, ExitCode
from installer.safe_text import safe

ROOM = Path(__file__).parents[2] / "installer" / "commands"
HOSTILE = "\x1b]0;owned\x07[bold red]\u202egpj.exe\r\x9b31m\u2028"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, ümlauts 東京 😀", "plain, ümlauts 東京 😀"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("back\x08space\rreturn", "back\\x08space\\rreturn"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\u2028", "\\u2028"),
        ("[bold]no markup[/bold]", "[bold]no markup[/bold]"),
    ],
)
def test_safe(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(st.text())
def test_nothing_unsafe_is_left_and_the_same_again_changes_nothing(text: str) -> None:
    once = safe(text)
    assert safe(once) == once
    assert not any(ord(one) < 32 and one not in "\n\t" for one in once)
    once.encode("utf-8")


def test_every_way_to_print_is_safe() -> None:
    @click.command()
    def command() -> None:
        say(HOSTILE)
        warn(HOSTILE)
        show_table(HOSTILE, ("Column",), [(HOSTILE,)])
        with progress("Working") as report:
            report(HOSTILE)
        raise UserError(HOSTILE)

    result = CliRunner().invoke(command)
    assert result.exit_code == ExitCode.REFUSED
    assert result.output.count("\\x1b]0;owned\\x07[bold red]\\u202egpj.exe") == 6
    assert not set(result.output) & set("\x1b\x07\r\x9b\u202e\u2028")


def test_commands_print_by_these_ways_only() -> None:
    own = {"preview.py", "replay.py"}  # they print emails, through writers of their own
    printing = [
        path.name
        for path in ROOM.glob("*.py")
        if path.name not in own and ("click.echo(" in path.read_text() or "\n    print(" in path.read_text())
    ]
    assert printing == []


@pytest.mark.parametrize(("cell", "harmless"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("Web shop", "Web shop"), ("", "")])
def test_a_spreadsheet_takes_no_cell_for_a_formula(cell: str, harmless: str) -> None:
    assert _harmless(cell) == harmless


def test_every_exit_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(ExitCode)
