"""What the admin's answers must look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """A pattern with the words for a value that does not match."""

    expression: re.Pattern[str]
    what: str
    example: str


REGION = Pattern(re.compile(r"[a-z]{2}(-[a-z]+)+-\d"), "Region", "a Region looks like eu-west-1.")

ACCOUNT = Pattern(re.compile(r"\d{12}"), "account id", "it has 12 digits.")
ROOT_OR_UNIT = Pattern(
    re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}"),
    "root or organizational unit",
    "ids look like r-ab12 and ou-ab12-cd34ef56.",
)
PRODUCT_ARN = Pattern(
    re.compile(r"arn:aws[a-z-]*:catalog:[a-z0-9-]+:(\d{12}|\*):product/[\w-]+"),
    "product ARN",
    "status in the hub account shows it, such as arn:aws:catalog:eu-west-1:111122223333:product/prod-a1b2c3d4e5f6g.",
)

PATTERNS: Mapping[str, Pattern] = {
    "regions": REGION,
    "identity_center_region": REGION,
    "portal": Pattern(
        re.compile(r"[a-z0-9][a-z0-9-]*|(https://)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/[\w/.-]*)?"),
        "Identity Center portal",
        "give its subdomain (my-company or d-1234567890) or its address (https://my-company.awsapps.com/start).",
    ),
    "permission_set": Pattern(
        re.compile(r"[\w+=,.@-]{1,32}"), "permission set", "it has at most 32 letters, digits and +=,.@-_"
    ),
    "permission_sets": Pattern(
        re.compile(r"[\w+=,.@-]{1,32}"), "permission set", "it has at most 32 letters, digits and +=,.@-_"
    ),
    "roles": Pattern(
        re.compile(r"[\w+=,.@*?/-]{1,128}"), "role name", "give a name such as Admin or team-*, without account."
    ),
    "email_domains": Pattern(
        re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"), "email domain", "it looks like example.com."
    ),
    "support_email": Pattern(
        re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "email address", "it looks like security@example.com."
    ),
    "support_url": Pattern(re.compile(r"https?://\S+"), "address of a page", "it looks like https://example.com/help."),
    "share_with_organizational_units": Pattern(
        re.compile(r"ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}"),
        "organizational unit",
        "its id looks like ou-ab12-cd34ef56; for the root, share with the organization.",
    ),
    "share_with_accounts": ACCOUNT,
}
