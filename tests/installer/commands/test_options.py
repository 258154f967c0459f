"""Options mean the same in every command that has them, and their help says what is true there."""

from __future__ import annotations

import click

from installer.main import COMMANDS, main

SUBSCRIPTIONS = {"coverage", "enroll", "report", "update-subscriptions"}


def test_only_commands_that_read_the_configuration_speak_of_its_regions() -> None:
    speaking, reading = set(), set()
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command
        helps = {one.name: one.help or "" for one in command.params if isinstance(one, click.Option)}
        if "region" in helps:
            speaking |= {name} if "configuration" in helps["region"] else set()
            reading |= {name} if "path" in helps else set()
    assert speaking == reading == {"install", "plan", "share", "status", "uninstall", *SUBSCRIPTIONS}
