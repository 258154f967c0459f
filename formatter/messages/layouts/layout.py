"""What a layout is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from formatter.finding.finding import Finding
from formatter.finding.ocsf import OcsfFinding
from formatter.messages.asked import Asked
from formatter.messages.data import unlinked
from formatter.messages.facts.every import format_facts, format_line
from formatter.messages.facts.look import Fact, bounded
from formatter.messages.resource_page import page_of_main_resource

Time = tuple[str, datetime]
"""Label and time; shown in the reader's time zone."""

_LONGEST_EVIDENCE = 240
"""Characters: four lines of a phone."""


class Step(NamedTuple):
    """One thing to do, in our words; of a finding it holds only what cannot pass for words of ours.

    Attributes:
        text: one sentence.
        asks: what rights it takes.
    """

    text: str
    asks: Asked = Asked.NOTHING


class Command(NamedTuple):
    """One line for a shell, each value of a finding in it quoted.

    Attributes:
        text: the line.
        shows: what it prints once the problem is mended; empty where it changes something.
        actions: the IAM actions that it calls; none where it runs on a host.
    """

    text: str
    shows: str = ""
    actions: tuple[str, ...] = ()


def no_evidence(finding: Finding) -> str:  # noqa: ARG001  # in place of one of the layouts' functions
    """Return an empty text, whatever of."""
    return ""


def always(finding: Finding) -> bool:  # noqa: ARG001  # likewise
    """Return True, whatever of."""
    return True


def nothing(finding: Finding) -> tuple[()]:  # noqa: ARG001  # in place of one of the layouts' functions
    """Return none, whatever of."""
    return ()


@dataclass(frozen=True)
class Layout:
    """How the findings of one product are told.

    Attributes:
        name: name of the layout, for logs and tests.
        happened: one or two sentences in our words for an engineer who does not live in Security Hub.
        steps: what to do, in order; the first also stands in the email's first lines and in digests. Never empty.
        own_evidence: what of this product says most in one line; empty where the format's facts say it.
        own_facts: what else this product says that helps.
        commands: what to type for one of the steps.
        proof: commands that only read, and show that the problem is mended.
        page: the console's page of the resource; empty where none is known.
        own_pages: the product's console pages for a finding that does not name its own.
        times: when that happens which the finding tells of, where that is not when it was seen.
        links: pages of further consoles (label and address).
        matches: whether the layout is for this finding of its product.
    """

    name: str
    happened: Callable[[Finding], str]
    steps: Callable[[Finding], tuple[Step, ...]]
    own_evidence: Callable[[Finding], str] = no_evidence
    own_facts: Callable[[Finding], tuple[Fact, ...]] = nothing
    commands: Callable[[Finding], tuple[Command, ...]] = nothing
    proof: Callable[[Finding], tuple[Command, ...]] = nothing
    page: Callable[[Finding], str] = page_of_main_resource
    own_pages: Callable[[Finding], tuple[Fact, ...]] = nothing
    times: Callable[[Finding], tuple[Time, ...]] = nothing
    links: Callable[[Finding], tuple[Fact, ...]] = nothing
    matches: Callable[[Finding], bool] = always

    def told_steps(self, finding: Finding) -> tuple[Step, ...]:
        """Return the steps as a message tells them, without links where they may hold words of somebody else than AWS.

        What ASFF calls workflow status, the newer Security Hub calls status.
        """
        steps = self.steps(finding)
        if isinstance(finding, OcsfFinding):
            steps = tuple(step._replace(text=step.text.replace("workflow status", "status")) for step in steps)
        if finding.is_aws_product:
            return steps
        return tuple(step._replace(text=unlinked(step.text)) for step in steps)

    def first_step(self, finding: Finding) -> str:
        """Return what to do first."""
        return self.told_steps(finding)[0].text

    def evidence(self, finding: Finding) -> str:
        """Return in one line who, from where, which version, which port, which file: words of the finding, to be shown as data.

        It is empty where the finding says nothing of the kind.
        """
        return bounded(self.own_evidence(finding) or format_line(finding), _LONGEST_EVIDENCE)

    def facts(self, finding: Finding) -> tuple[Fact, ...]:
        """Return the product's own facts, then those of the format, each once."""
        return tuple(dict.fromkeys((*self.own_facts(finding), *format_facts(finding))))
