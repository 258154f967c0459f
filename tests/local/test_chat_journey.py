"""A finding reaches mailbox and channel by one publish, and its end stands in the thread that its beginning opened."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from embedded_aws import chat
from embedded_aws.process import EmbeddedAws
from harness.json_schema import validate
from local.journey.choices import Choices
from local.journey.play import Player, Stage

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "chat-notification.schema.json").read_text(encoding="utf-8"))
CHANNEL = "team-web-shop"
ADDRESS = "owner@example.com"


def test_a_finding_and_its_end_are_one_thread(embedded_aws: EmbeddedAws, stage: Stage) -> None:
    topic = stage.subscription.outputs["TopicArn"]
    sns = embedded_aws.session(stage.subscription.account_id, topic.split(":")[3]).client("sns")
    before = emails_of(sns, topic)
    chat.join(embedded_aws.control, CHANNEL, topic)
    player = Player(embedded_aws, Choices(email=ADDRESS), Console(file=io.StringIO()))
    story = player.tell(stage, [])
    resolution = player.resolve(story)

    shown = chat.fetch_messages(embedded_aws.control, CHANNEL)
    emails = [outcome.email for part in (story, resolution) for outcome in part.outcomes if outcome.email]
    assert [one.message_id for one in shown] == [one.message_id for one in emails]
    assert [one.dropped for one in shown] == ["", ""]
    assert len({one.thread for one in shown}) == 1
    assert " RESOLVED " in shown[-1].title
    for one in shown:
        validate(json.loads(one.text), SCHEMA)

    chat.leave(embedded_aws.control, CHANNEL, topic)
    assert emails_of(sns, topic) == before


def emails_of(sns: object, topic: str) -> dict[str, str]:
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]  # type: ignore[attr-defined]
    return {one["Endpoint"]: one["SubscriptionArn"] for one in listed if one["Protocol"] == "email"}
