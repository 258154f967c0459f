"""The whole try-out: start the embedded AWS, play the journey, and stay until the person has seen enough."""

from __future__ import annotations

import signal
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from rich.console import Console

from local.embedded_aws import EmbeddedAws, start
from local.journey.choices import Choices
from local.journey.play import Player, Story
from local.journey.show import show_resolution, show_story
from local.page.server import serve

_SIGNALLED = 128
"""A shell's exit code for a signal is this plus its number."""


def try_out(  # noqa: PLR0913  # one argument an option
    choices: Choices,
    events: Sequence[Mapping[str, Any]],
    port: int,
    console: Console,
    *,
    once: bool,
    open_page: bool = False,
) -> bool:
    """Play the journey; unless `once`, stay until Ctrl-C.

    Args:
        choices: the owner's answers.
        events: what Security Hub sends; none: a finding to try with is imported, and with `once` resolved.
        port: port of the embedded AWS; 0 for a free one.
        console: where to print.
        once: whether to end after the journey.
        open_page: whether to open the page in the browser.

    Returns:
        Whether every expected email arrived.

    Raises:
        UserError: a step failed, or the embedded AWS did not start.
    """
    # By default these signals would end this process at once, and it could not end what it has started.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    # A shell that starts this in the background has Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with start(port=port) as aws:
        player = Player(aws, choices, console)
        story = player.tell(player.subscribe(), events)
        show_story(story, console)
        fates = [*story.fates]
        if once and not events:
            resolution = player.resolve(story)
            show_resolution(resolution, console)
            fates += resolution.fates
        elif not once:
            _stay(aws, story, choices, console, open_page=open_page)
    return all(fate.is_settled for fate in fates)


def _stay(aws: EmbeddedAws, story: Story, choices: Choices, console: Console, *, open_page: bool) -> None:
    account = story.stage.subscription.account_id
    with serve(aws, story.stage, choices, story.events) as page:
        console.print(f"\nPage with form, findings and mailbox: {page}", highlight=False)
        console.print(
            "Open it to resolve what was found, send other findings and change the subscription.", highlight=False
        )
        if open_page:
            webbrowser.open(page)
        console.print(f"To look at account {account} with aws or boto3:", highlight=False)
        for name, value in aws.environment(account).items():
            console.print(f"  export {name}={value}", highlight=False, soft_wrap=True)
        try:
            # Inside: whoever is quick may press Ctrl-C as soon as it says so.
            console.print("Ctrl-C ends everything.", highlight=False)
            signal.pause()
        except KeyboardInterrupt:
            console.print("Ending ...", highlight=False)


def _leave(number: int, _frame: object) -> NoReturn:
    sys.exit(_SIGNALLED + number)
