"""The names that more than one template, policy or command uses, each defined here once.

Policies allow only resources with these names, so a name that changes here changes everywhere at once.
"""

PRODUCT_NAME = "Subscribe to security notifications"
"""What a workload owner sees and launches in Service Catalog."""

PORTFOLIO_NAME = "Security notifications"
"""The hub's one portfolio."""

LAUNCH_ROLE_NAME = "SecurityNotificationsLaunchRole"
"""The role in every workload account with which Service Catalog launches the product.

It stands outside `FORMATTER_ROLE_PREFIX`, so that no launch can touch the launch role itself.
"""

BOUNDARY_NAME = "SecurityNotificationsBoundary"
"""The permissions boundary that every role of the product carries."""

OPERATOR_ROLE_NAME = "SecurityNotificationsOperatorRole"
"""The role in every workload account through which the hub looks after subscriptions, where the admin wants that."""

FORMATTER_ROLE_PREFIX = "SecNotificationFormatter-"
"""Start of the name of the role of each formatter function; the stack's unique id follows."""

PERMISSION_SET_NAME = "SubscribeToSecurityNotifications"
"""The Identity Center permission set of workload owners."""

OPERATOR_ROLE_NAME = "SecurityNotificationsOperatorRole"
"""The role in every workload account, if the admin wants one, through which the hub looks after subscriptions."""

OPERATOR_BOUNDARY_NAME = "SecurityNotificationsOperatorBoundary"
"""The permissions boundary of the operator role."""

STACK_SET_NAME = "SecurityNotificationsLaunchRole"
"""The service-managed StackSet that puts the launch role and the boundary into every account."""

PROVISIONED_STACK_PREFIX = "SC-"
"""Service Catalog names the stack of a provisioned product `SC-<account>-<provisioned product id>`.

CloudFormation starts the name of every resource of that stack, unless named otherwise, with the stack's name.
"""

ARTIFACT_STACK_NAME = "security-notifications-artifacts"
"""The hub's stack of buckets; it outlives the portfolio stack."""

PORTFOLIO_STACK_NAME = "security-notifications-portfolio"
"""The hub's stack of portfolio, product, principals and launch constraint."""

ARTIFACT_BUCKET_PREFIX = "security-notifications-artifacts-"
"""Start of the artifact bucket's name; the hub's account id and the Region follow, joined by a hyphen."""

LOG_BUCKET_PREFIX = "security-notifications-logs-"
"""Start of the name of the bucket that holds the artifact bucket's access logs."""

PROVISIONING_TAG_KEY = "servicecatalog:provisioning"
"""The object tag that Service Catalog's launch roles may read.

https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
"""

PROVISIONING_TAG_VALUE = "true"

PRODUCT_TAG_KEY = "security-notifications:product"
"""Tag on every resource of the product; what it belongs to is the value."""

PRODUCT_TAG_VALUE = "subscription"

STACK_TAG_KEY = "security-notifications:stack"
"""Tag on every stack of the installer; CloudFormation hands it on to the stack's resources."""

LAUNCHED_TAG_KEY = "security-notifications:launched"
"""Tag on portfolio and product; Service Catalog hands it on to every stack that it launches, and these to their resources."""

VERSION_TAG_KEY = "security-notifications:version"
"""Tag on every resource of the product; its value is the release that made the template."""

LAMBDA_HANDLER = "formatter.handler.handler"
"""Entry point in the formatter zip, as AWS Lambda writes it."""

FORMATTER_RUNTIME = "python3.14"
"""Newest Python that AWS Lambda offers with long-term support.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

# The logical ids of a subscription's resources. CloudFormation names these `SC-<account>-pp-<id>-<logical id>-<random>`, and
# policies tell ours from other products' by that: nobody else has these ids, none is the start of another, and none is longer
# than 18 characters, since CloudFormation cuts such a name at 64.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html

TOPIC = "SecNotifTopic"
LEAD_TOPIC = "SecNotifLeads"
"""What is escalated, and the weekly report, for those who hear of nothing else."""
QUEUE = "SecNotifQueue"
QUEUE_ALARM = "SecNotifAlarm"
TABLE = "SecNotifTable"
LOG_GROUP = "SecNotifLogs"
FUNCTION = "SecNotifFormatter"
FINDING_RULE = "SecNotifCspmRule"
"""Findings of Security Hub CSPM."""
FINDING_RULE_V2 = "SecNotifHubRule"
"""Findings of the newer Security Hub."""
CUSTOM_ACTION_RULE = "SecNotifSentRule"
"""Findings that somebody sent on purpose."""
SWEEP_RULE = "SecNotifSweepRule"
RULES = "SecNotif*Rule"
"""The four rules by one pattern."""
