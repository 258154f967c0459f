"""Chat says the same as email; nothing of a finding mentions anybody, links or formats."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.memory.records import Kind
from formatter.messages.chat import inert, literal
from formatter.settings import AdminChoices, Preferences
from harness.findings import NOW, PREFERENCES, finding, told
from harness.message_rules import LINKED, assert_within_rules
from tests.formatter.messages.test_golden_emails import NAMES, received

CODE = re.compile(r"`[^`\n]*`")
OURS = re.compile(r"https://\S+")
MARKUP = re.compile(r"[*_~`\\|]|\]\(|<|>|:[a-z0-9_+'-]+:", re.IGNORECASE)
HOSTILE = (
    "<!channel> <!here> <@U012AB3CD> @here @channel @joe joe@evil.com",
    "*bold* _italics_ ~strike~ `code` ```block``` > quote\n# heading\n- list",
    "[click](https://evil.com) <https://evil.com|click> www.evil.com evil.com",
    ":skull: ![x](https://evil.com/x.png) &lt;!here&gt; \\*",
)


def text_of(chat: Any) -> str:
    """Return everything that a client may show, without our own addresses."""
    content, metadata = chat["content"], chat["metadata"]
    shown = [content["title"], content["description"], metadata["summary"], *content.get("nextSteps", ())]
    return OURS.sub("", "\n".join((*shown, *content.get("keywords", ()))))


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.RESOLVED, Kind.CUSTOM_ACTION])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_finding_is_more_than_text(text: str, kind: Kind) -> None:
    hostile = finding(
        Title=text,
        Description=text,
        AwsAccountName=text,
        ProductName=text,
        Resources=[{"Type": text, "Id": text}],
        Remediation={"Recommendation": {"Text": text, "Url": text}},
    )
    chat = told(hostile, kind, custom_action=text).chat
    outside = CODE.sub("", text_of(chat))
    assert not MARKUP.search(outside.replace("&lt;", "").replace("&gt;", "").replace("&amp;", ""))
    assert not LINKED.search(text_of(chat))
    assert not re.search(r"@\w|<!|<@", text_of(chat))


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_stays_text(text: str) -> None:
    assert CODE.fullmatch(literal(text)) or not literal(text)
    assert not re.search(r"[<>*_~`|]|@\w|\]\(", inert(text))
    assert not re.search(r"<|>|@\w", literal(text))


@pytest.mark.parametrize("name", NAMES)
def test_email_and_chat_say_the_same(name: str) -> None:
    for one in received(name):
        message = told(one.finding)
        content = message.chat["content"]
        first = message.body.partition("\n")[0]
        assert content["description"].startswith(inert(first))
        link = next(line for line in message.body.splitlines() if line.startswith("  https://")).strip()
        assert link in content["description"]
        assert content["title"] == inert(message.subject)
        assert message.chat["metadata"]["eventType"] == "new"


def test_all_about_one_problem_stands_in_one_thread_and_another_in_its_own() -> None:
    threads = {told(finding(), kind).chat["metadata"]["threadId"] for kind in (Kind.NEW, Kind.RAISED, Kind.RESOLVED)}
    assert len(threads) == 1
    assert told(finding(Id="f-2")).chat["metadata"]["threadId"] not in threads
    ids = {told(finding(), kind).chat["id"] for kind in (Kind.NEW, Kind.RAISED, Kind.RESOLVED)}
    assert len(ids) == 3


def test_it_holds_what_the_first_screen_says() -> None:
    admin = AdminChoices("corp", "View", contact="Call 1234", runbooks={"*": "https://wiki.example.com/all"})
    chat = told(finding("securityhub", Title="T"), preferences=Preferences(admin=admin)).chat
    description = chat["content"]["description"]
    for label in (
        "Do now: ",
        "What: ",
        "Account: ",
        "Due: ",
        "Ask: Call 1234",
        "Runbook: https://wiki.example.com/all",
    ):
        assert label in description
    assert chat["content"]["keywords"] == ["CRITICAL", "NEW", "securityhub"]


def test_a_notification_is_small_beside_what_sns_takes() -> None:
    long = "é" * 5_000
    message = told(finding(Title=long, Resources=[{"Type": long, "Id": long}]), preferences=PREFERENCES, now=NOW)
    assert_within_rules(message)
    assert len(json.dumps(message.chat)) < 40_000
