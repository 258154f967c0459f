"""The table in which a subscription remembers."""

from __future__ import annotations

from troposphere import dynamodb

from common.names import TABLE
from common.tags import tags
from formatter.memory import schema
from product.subscription.options import SubscriptionOptions


def memory_table(options: SubscriptionOptions) -> dynamodb.Table:
    """Return the table.

    Point-in-time recovery costs cents, since the table stays below some megabytes, and Security Hub and Control Tower ask for
    it (DynamoDB.2, CT.DYNAMODB.PR.1). It has no deletion protection (DynamoDB.6): terminating a subscription has to delete it.
    """
    return dynamodb.Table(
        TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[dynamodb.KeySchema(**key) for key in schema.KEY_SCHEMA],
        AttributeDefinitions=[dynamodb.AttributeDefinition(**one) for one in schema.ATTRIBUTE_DEFINITIONS],
        GlobalSecondaryIndexes=[
            dynamodb.GlobalSecondaryIndex(
                IndexName=index["IndexName"],
                KeySchema=[dynamodb.KeySchema(**key) for key in index["KeySchema"]],
                Projection=dynamodb.Projection(**index["Projection"]),
            )
            for index in schema.GLOBAL_SECONDARY_INDEXES
        ],
        TimeToLiveSpecification=dynamodb.TimeToLiveSpecification(AttributeName=schema.TTL_ATTRIBUTE, Enabled=True),
        PointInTimeRecoverySpecification=dynamodb.PointInTimeRecoverySpecification(PointInTimeRecoveryEnabled=True),
        Tags=tags(options.version),
        # Nothing stays behind when the owner leaves; what was told is of no use without the subscription.
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        **_encryption(options),
    )


def _encryption(options: SubscriptionOptions) -> dict[str, dynamodb.SSESpecification]:
    if not options.key_alias:
        return {}
    return {
        "SSESpecification": dynamodb.SSESpecification(SSEEnabled=True, SSEType="KMS", KMSMasterKeyId=options.key_alias)
    }
