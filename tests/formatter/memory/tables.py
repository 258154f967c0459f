"""A table in moto, made from the very schema that the subscription's template uses."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from formatter.memory import schema

TABLE = "memory"


@functools.cache
def moto_client(service: str) -> Any:
    """Return a client that works within `mock_aws`; making one costs as much as dozens of calls."""
    return boto3.client(service, region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")


@pytest.fixture
def table() -> Iterator[Any]:
    """DynamoDB's client in an account that holds an empty table."""
    with mock_aws():
        make_table()
        yield moto_client("dynamodb")


def make_table() -> None:
    moto_client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=list(schema.KEY_SCHEMA),
        AttributeDefinitions=list(schema.ATTRIBUTE_DEFINITIONS),
        GlobalSecondaryIndexes=list(schema.GLOBAL_SECONDARY_INDEXES),
        BillingMode="PAY_PER_REQUEST",
    )


def empty_table(client: Any) -> None:
    client.delete_table(TableName=TABLE)
    make_table()
