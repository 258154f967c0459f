"""Which addresses a topic has."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from formatter.delivery.publisher import SnsPublisher


def test_every_address_is_found_whatever_its_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        client = boto3.client("sns")
        topic = client.create_topic(Name="emails")["TopicArn"]
        # SNS answers a hundred at a time.
        for number in range(101):
            client.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"Person{number}@Example.com")
        client.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-central-1:111122223333:queue")
        found = SnsPublisher(client, topic).addresses()
    assert set(found) == {f"person{number}@example.com" for number in range(101)}
