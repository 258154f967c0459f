"""What the admin's answers must look like."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """A pattern with the words for a value that does not match."""

    expression: re.Pattern[str]
    what: str
    example: str


REGION = Pattern(re.compile(r"[a-z]{2}(-[a-z]+)+-\d"), "Region", "a Region looks like eu-west-1.")
ACCOUNT = Pattern(re.compile(r"\d{12}"), "account id", "it has 12 digits.")
UNIT = Pattern(
    re.compile(r"ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}"),
    "organizational unit",
    "its id looks like ou-ab12-cd34ef56; for the root, share with the organization.",
)
ROOT_OR_UNIT = Pattern(
    re.compile(rf"r-[0-9a-z]{{4,32}}|{UNIT.expression.pattern}"),
    "root or organizational unit",
    "ids look like r-ab12 and ou-ab12-cd34ef56.",
)
PRODUCT_ARN = Pattern(
    re.compile(r"arn:aws[a-z-]*:catalog:[a-z0-9-]+:(\d{12}|\*):product/[\w-]+"),
    "product ARN",
    "status in the hub account shows it, such as arn:aws:catalog:eu-west-1:111122223333:product/prod-a1b2c3d4e5f6g.",
)
PORTAL = Pattern(
    re.compile(r"[a-z0-9][a-z0-9-]*|(https://)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/[\w/.-]*)?"),
    "Identity Center portal",
    "give its subdomain (my-company or d-1234567890) or its address (https://my-company.awsapps.com/start).",
)
PERMISSION_SET = Pattern(
    re.compile(r"[\w+=,.@-]{1,32}"), "permission set", "it has at most 32 letters, digits and +=,.@-_"
)
ROLE = Pattern(
    re.compile(r"[\w+=,.@*?/-]{1,128}"), "role name", "give a name such as Admin or team-*, without account."
)
ONE_ROLE = Pattern(re.compile(r"[\w+=,.@-]{1,64}"), "role name", "give the name of one role, such as SecurityOperator.")
HUB_ROLE = Pattern(
    re.compile(r"[\w+=,.@/-]{1,128}\*?"), "role name", "give path and name of one role, * at the end if need be."
)
EMAIL_DOMAIN = Pattern(re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"), "email domain", "it looks like example.com.")
EMAIL_ADDRESS = Pattern(re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "email address", "it looks like security@example.com.")
PAGE = Pattern(re.compile(r"https?://\S+"), "address of a page", "it looks like https://example.com/help.")
SECURE_PAGE = Pattern(re.compile(r"https://[^\s@]+"), "https address", "it looks like https://wiki.example.com/S3.8.")
LINE = Pattern(re.compile(r"[^\x00-\x1f\x7f]{1,200}"), "line of text", "it is one line of at most 200 characters.")
RUNBOOK = Pattern(
    re.compile(r"\*|[A-Za-z0-9][\w .:/-]{0,63}"), "control id or product", "name a control (S3.8), a product, or *."
)
WEEKLY = Pattern(
    re.compile(r"off|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day ([01]\d|2[0-3]):00"),
    "day and full hour of the week",
    "it looks like 'Monday 08:00', or is 'off'.",
)
KEY_ALIAS = Pattern(
    re.compile(r"alias/(?!aws/)[\w/-]{1,240}"), "alias of a KMS key", "it looks like alias/notifications."
)
