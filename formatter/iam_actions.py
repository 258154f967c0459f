"""The AWS actions that the function calls; its role and the permissions boundary allow exactly these."""

from __future__ import annotations

TABLE_ACTIONS = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem")
"""On the subscription's table."""

TRANSACTION = "TransactWriteItems"
"""An operation without an action of its own: its parts need what they need alone.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
"""

INDEX_ACTIONS = ("dynamodb:Query",)
"""On the table's index of what may be done when."""

TOPIC_ACTIONS = ("sns:ListSubscriptionsByTopic", "sns:Publish")
"""On the subscription's topic."""

ADDRESS_ACTIONS = ("sns:GetSubscriptionAttributes",)
"""On the topic's subscriptions, of which IAM may compare the topic's ARN or their own.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
"""

LEAD_ACTIONS = ("sns:SetSubscriptionAttributes",)
"""On the leads' topic's subscriptions alone, so that a lead who is an owner too hears once."""

LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
"""On the function's log group; metrics travel in log lines too."""

QUEUE_ACTIONS = ("sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage")
"""On the dead-letter queue: Lambda sends there what failed, and the sweep takes it back."""

FINDING_ACTIONS = ("securityhub:GetFindings",)
"""On the account's Security Hub, before anything is told again; the calls of both Security Hubs go by this name.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingsV2.html
"""

KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")
"""On the customer's key, if there is one: what topic, queue and table ask of whoever calls them.

https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

CALLED_ACTIONS = (
    *TABLE_ACTIONS,
    *INDEX_ACTIONS,
    *TOPIC_ACTIONS,
    *ADDRESS_ACTIONS,
    *LEAD_ACTIONS,
    *QUEUE_ACTIONS,
    *FINDING_ACTIONS,
)
"""Those that the function's own code calls: Lambda writes the log, and the key is asked for by the services."""
