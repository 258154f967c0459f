"""Show how the journey ended: each finding with its email or the reason for none, and the first email as a person sees it."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from embedded_aws.mailbox import ReceivedEmail
from local.journey.finding_outcomes import FindingOutcome
from local.journey.play import Story

_SHOWN_LINES = 55
_PARAGRAPH = "\n\n"
_LISTED = 30
"""Findings listed one by one; of more, the reasons are counted."""


def show_story(story: Story, console: Console) -> None:
    """Print the story's end."""
    show_outcome(story, console)
    email = next((outcome.email for outcome in story.outcomes if outcome.email is not None), None)
    if email is not None:
        show_email(email, console)


def show_outcome(story: Story, console: Console) -> None:
    """Print what became of each finding."""
    if len(story.outcomes) == 1:
        _show_one(story.outcomes[0], "Finding imported into Security Hub", story.seconds, console)
    else:
        _show_many(story, console)


def show_resolution(story: Story, console: Console) -> None:
    """Print what came of a finding that was resolved, and how the email that says so begins."""
    _show_one(story.outcomes[0], "Finding resolved", story.seconds, console)
    if story.outcomes[0].email is not None:
        show_beginning(story.outcomes[0].email, console)


def show_beginning(email: ReceivedEmail, console: Console) -> None:
    """Print subject and first paragraph of an email."""
    console.rule()
    console.print(f"[bold]Subject:[/] {escape(email.subject)}", highlight=False, soft_wrap=True)
    console.print(f"\n{escape(email.body.partition(_PARAGRAPH)[0])}\n  ...", highlight=False, soft_wrap=True)
    console.rule()


def show_email(email: ReceivedEmail, console: Console) -> None:
    """Print an email as a mail program shows it; of the finding as JSON at its end, the beginning."""
    lines = email.body.splitlines()
    left_out = len(lines) - _SHOWN_LINES
    body = "\n".join(lines[:_SHOWN_LINES]) + (f"\n  ... and {left_out} more lines" if left_out > 0 else "")
    console.rule()
    for name, value in (("From", email.sender), ("To", email.to), ("Subject", email.subject)):
        console.print(f"[bold]{name}:[/] {escape(value)}", highlight=False, soft_wrap=True)
    # Links stay in one piece, so that they can be clicked.
    console.print(f"\n{escape(body)}\n\n{escape(email.footer)}", highlight=False, soft_wrap=True)
    console.rule()


def _show_one(outcome: FindingOutcome, done: str, seconds: float | None, console: Console) -> None:
    if outcome.email is not None and seconds is not None:
        told = f"{done}: email in the mailbox after {seconds:.2f} seconds"
        console.print(f"[green]✓[/] {told}", highlight=False, soft_wrap=True)
    else:
        console.print(f"{_mark(outcome)} No email: {escape(outcome.reason)}", highlight=False, soft_wrap=True)


def _show_many(story: Story, console: Console) -> None:
    if len(story.outcomes) <= _LISTED:
        table = Table("", "Finding", "What became of it", box=None, pad_edge=False)
        for outcome in story.outcomes:
            table.add_row(
                _mark(outcome), escape(outcome.finding.title or outcome.finding.id), escape(_outcome(outcome))
            )
        console.print(table)
    else:
        reasons = Counter("emailed" if outcome.email else outcome.reason for outcome in story.outcomes)
        for reason, number in reasons.most_common():
            console.print(f"{number:5} {escape(reason)}", highlight=False, soft_wrap=True)
    emails = {outcome.email.message_id for outcome in story.outcomes if outcome.email}
    told = sum(outcome.email is not None for outcome in story.outcomes)
    console.print(
        f"[green]✓[/] {len(story.outcomes)} findings: {told} told in {len(emails)} emails",
        highlight=False,
        soft_wrap=True,
    )


def _outcome(outcome: FindingOutcome) -> str:
    return f"email: {outcome.email.subject}" if outcome.email else f"no email: {outcome.reason}"


def _mark(outcome: FindingOutcome) -> str:
    return "[green]✓[/]" if outcome.is_settled else "[red]✗[/]"
