"""The AWS actions that the function calls; its role and the permissions boundary allow exactly these."""

from __future__ import annotations

TABLE_ACTIONS = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem", "dynamodb:Scan")
"""On the subscription's table."""

TRANSACTION = "TransactWriteItems"
"""An operation without an action of its own: its updates need what UpdateItem needs.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
"""

INDEX_ACTIONS = ("dynamodb:Query",)
"""On the table's index of what is still to be told."""

TOPIC_ACTIONS = ("sns:Publish", "sns:ListSubscriptionsByTopic")
"""On the subscription's topic."""

LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
"""On the function's log group; metrics travel in log lines too."""

QUEUE_ACTIONS = ("sqs:SendMessage",)
"""On the dead-letter queue, where Lambda sends what failed."""
