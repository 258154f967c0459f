"""Options mean the same in every command that has them, and their help says what is true there."""

from __future__ import annotations

import click
from click.testing import CliRunner

from common.choices.configuration import Configuration
from common.choices.key import Section, keys
from installer.configuration.reading import configuration_from
from installer.hub.render import files
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
    assert speaking == {"install", "plan", "share", "status", "uninstall", *SUBSCRIPTIONS}
    assert reading - speaking == {"doctor"}, "which looks at one Region, whatever the configuration names"


def test_keys_stand_below_headings_at_eighty_columns() -> None:
    shown = CliRunner().invoke(main, ["install", "--help"], terminal_width=80).output
    assert max(map(len, shown.splitlines())) <= 80
    assert "\n  FILE" not in shown
    below = {title: shown.index(f"\n{title.value}:\n") for title in Section}
    assert shown.index("--take-away") < min(below.values())
    assert below[Section.SHARING] < shown.index("--share-with-accounts") < below[Section.OFFER]


def test_render_has_exactly_the_keys_that_change_what_it_writes() -> None:
    command = main.get_command(click.Context(main), "render")
    assert command
    plain = files(Configuration(), "111122223333")
    shared = {"share_with_organization": True, "share_with_accounts": ["111122223333"]}
    assert files(configuration_from(shared, str), "111122223333") == plain
    offered = {one.name for one in command.params} & set(keys(Configuration))
    assert set(keys(Configuration)) - offered == {*shared, "share_with_organizational_units"}
