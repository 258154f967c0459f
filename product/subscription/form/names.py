"""Names of the form's parameters, as templates, tests and commands write them."""

WORKLOAD_NAME = "WorkloadName"
EMAIL_ADDRESSES = "EmailAddresses"
LEAD_ADDRESSES = "LeadAddresses"
MINIMUM_SEVERITY = "MinimumSeverity"
TAG_KEY = "TagKey"
TAG_VALUES = "TagValues"
CRITICAL_WITHOUT_TAG = "CriticalWithoutTag"
DELIVERY = "Delivery"
NOTIFY_WHEN_RESOLVED = "NotifyWhenResolved"
TIME_ZONE = "TimeZone"
PRODUCT_FILTER = "ProductFilter"
PRODUCTS = "Products"
ACCOUNTS = "Accounts"

MOST_ADDRESSES = 20
MOST_LEADS = 5
"""Places of the two topics."""
