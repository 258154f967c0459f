"""What emails ask for is what the permission set holds: every link and every request of the golden emails is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from permission_sets.asks import ASKS, LOOK_AT_RESOURCE, Ask
from permission_sets.template import permission_set_template

from formatter.memory.records import Kind
from formatter.messages.asked import Asked
from formatter.messages.layouts.layout import Step
from formatter.messages.layouts.registry import layout_of
from formatter.messages.links import CONSOLE_DOMAINS
from harness.findings import EVENTS, NOW, PREFERENCES, received, told
from tests.permissions.policies import owner_policy

EMAILS = sorted((Path(__file__).parents[1] / "formatter" / "messages" / "golden").glob("*.txt"))
LINKS = re.compile(r"destination=(\S+)")
CONSOLES = (*CONSOLE_DOMAINS.values(), "phd.aws.amazon.com", "health.aws.amazon.com")


def pages(text: str) -> Iterator[str]:
    """Yield how the address of each console page begins to which an email links."""
    for found in LINKS.finditer(text):
        address = urlsplit(unquote(found[1]))
        host = address.hostname or ""
        assert host.endswith(CONSOLES), host
        yield address.path.strip("/").partition("/")[0] or host.partition(".")[0]


@pytest.mark.parametrize("email", EMAILS, ids=lambda path: path.stem)
def test_every_page_to_which_an_email_links_is_in_the_table(email: Path) -> None:
    known = {page for ask in ASKS for page in ask.pages}
    assert set(pages(email.read_text(encoding="utf-8"))) <= known


def held() -> set[str]:
    statements = [one for one in owner_policy()["Statement"] if one["Effect"] == "Allow"]
    return {action for statement in statements for action in statement["Action"]}


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.ask)
def test_what_emails_ask_for_is_held(ask: Ask) -> None:
    managed = permission_set_template().to_dict()["Resources"]["PermissionSet"]["Properties"]["ManagedPolicies"]
    assert ask.actions or ask.managed
    assert set(ask.actions) <= held()
    if ask.managed:
        text = f"arn:${{AWS::Partition}}:iam::aws:policy/{LOOK_AT_RESOURCE}"
        assert managed == {"Fn::If": ["ReadsResources", [{"Fn::Sub": text}], {"Ref": "AWS::NoValue"}]}


@pytest.mark.parametrize("ask", [one for one in ASKS if one.words], ids=lambda ask: ask.ask)
def test_emails_ask_for_it_in_these_words(ask: Ask) -> None:
    texts = [email.read_text(encoding="utf-8") for email in EMAILS]
    assert any(word in text for text in texts for word in ask.words)


def steps() -> Iterator[Step]:
    for path in sorted(EVENTS.glob("*.json")):
        for one in received(path.stem):
            yield from layout_of(one.finding).steps(one.finding)


def test_each_step_that_sets_a_status_is_in_the_table() -> None:
    words = [word for ask in ASKS if "securityhub:BatchUpdateFindings" in ask.actions for word in ask.words]
    asked = [step.text for step in steps() if step.asks is Asked.SET_STATUS]
    assert asked
    assert [text for text in asked if not any(word in text for word in words)] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_what_the_permission_set_does_not_hold_the_email_says(name: str) -> None:
    for one in received(name):
        email = told(one.finding, Kind.NEW, PREFERENCES, NOW).body.partition("THE FINDING AS JSON")[0]
        shown = [step for step in layout_of(one.finding).steps(one.finding) if f". {step.text}\n" in email]
        asks_for_change = any(step.asks is Asked.CHANGE for step in shown)
        assert ("takes a role that may" in email) is asks_for_change
