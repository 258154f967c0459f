"""A table in moto, made from the very schema that the subscription's template uses."""

from __future__ import annotations

from typing import Any

import boto3

from formatter.memory import schema

TABLE = "memory"


def make_table() -> Any:
    """Return a client of DynamoDB that holds an empty table; within `mock_aws`."""
    client = boto3.client("dynamodb", region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
    client.create_table(
        TableName=TABLE,
        KeySchema=list(schema.KEY_SCHEMA),
        AttributeDefinitions=list(schema.ATTRIBUTE_DEFINITIONS),
        GlobalSecondaryIndexes=list(schema.GLOBAL_SECONDARY_INDEXES),
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def empty_table(client: Any) -> None:
    for page in client.get_paginator("scan").paginate(TableName=TABLE):
        for row in page["Items"]:
            client.delete_item(TableName=TABLE, Key={schema.KEY: row[schema.KEY]})
