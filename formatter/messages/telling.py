"""What one message about one problem is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from formatter.finding.finding import Finding
from formatter.memory.records import Kind
from formatter.messages.history import History
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.links import console_url
from formatter.messages.message import is_over
from formatter.messages.portal import shortcut
from formatter.settings import Preferences


@dataclass(frozen=True)
class Telling:
    """One problem as one message tells it.

    Attributes:
        finding: what to tell, with the severity to tell it with.
        kind: why it is told.
        layout: how its product's findings are told.
        history: what is remembered of it.
        preferences: everybody's choices.
        custom_action: name of the custom action that sent it; empty for an imported finding.
    """

    finding: Finding
    kind: Kind
    layout: Layout
    history: History
    preferences: Preferences
    custom_action: str = ""

    @cached_property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return is_over(self.finding, self.kind)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What to do, in order."""
        return self.layout.told_steps(self.finding)

    @cached_property
    def evidence(self) -> str:
        """In one line who, from where, which version: words of the finding; empty once it is over."""
        return "" if self.is_over else self.layout.evidence(self.finding)

    @cached_property
    def first_page(self) -> tuple[str, str]:
        """Label and address of the page to open first: the resource's, else the finding's."""
        page = self.layout.page(self.finding)
        return ("The resource", page) if page else ("The finding", self.finding_page)

    @cached_property
    def first_link(self) -> str:
        """The address of that page, through the portal where there is one."""
        return shortcut(self.finding, self.preferences, self.first_page[1])

    @cached_property
    def finding_page(self) -> str:
        """The address of the finding in Security Hub."""
        return console_url(self.finding)

    @cached_property
    def finding_link(self) -> str:
        """The same through the portal."""
        return shortcut(self.finding, self.preferences, self.finding_page)

    @cached_property
    def runbook(self) -> str:
        """The admin's page for the control or the product, else the one for everything; may be empty."""
        books, finding = self.preferences.admin.runbooks, self.finding
        if not books:
            return ""
        names = (finding.control_id, finding.product_name, finding.aws_product) if finding.is_aws_product else ()
        return next((books[name] for name in (*names, finding.product_name, "*") if name and name in books), "")
