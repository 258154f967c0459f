"""How findings name AWS's products, and how people write them instead; such a filter would match nothing, silently.

The names are those of ProductName (ASFF) and metadata.product.name (OCSF), which EventBridge compares without regard to case:
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
"""

from __future__ import annotations

from collections.abc import Mapping

MISSPELT: Mapping[str, tuple[str, ...]] = {
    "Security Hub": ("SecurityHub", "Security-Hub", "AWS Security Hub", "Amazon Security Hub", "SecHub", "Securty Hub"),
    "GuardDuty": (
        "Guard Duty",
        "Guard-Duty",
        "Gaurdduty",
        "Gaurd Duty",
        "GuardDuti",
        "Amazon GuardDuty",
        "AWS GuardDuty",
    ),
    "Inspector": ("Amazon Inspector", "AWS Inspector", "Inspector2", "Inspector v2", "Inspecter", "Inspektor"),
    "Macie": ("Amazon Macie", "AWS Macie", "Macie2", "Macy", "Maci", "Maice"),
    "IAM Access Analyzer": (
        "Access Analyzer",
        "Access Analyser",
        "IAM Access Analyser",
        "IAM Analyzer",
        "AccessAnalyzer",
        "AWS IAM Access Analyzer",
    ),
    "Health": ("AWS Health", "Amazon Health", "Health Dashboard", "Personal Health Dashboard"),
    "Config": ("AWS Config", "Amazon Config", "Konfig"),
    "Firewall Manager": ("AWS Firewall Manager", "FirewallManager", "Firewall-Manager", "FMS"),
    "Systems Manager Patch Manager": (
        "Patch Manager",
        "Systems Manager",
        "SSM",
        "AWS Systems Manager",
        "SSM Patch Manager",
    ),
}
"""By the right name; in any case of letters."""

RENAMED = ("Security Hub", "Security Hub CSPM")
"""AWS renamed the first to the second; findings carry either name, and the form's list means both."""


def correctly() -> str:
    """Return an expression that fails where one of the listed products is misspelt, or the renamed one in another case.

    The renamed one is found in the list as a text, which tells small letters from capitals.
    """
    wrong = "|".join(name for names in MISSPELT.values() for name in names)
    renamed = f"(?!{RENAMED[0]}( CSPM)?(,|$))(?i:{RENAMED[0]}( CSPM)?)"
    return f"(?!(.*, ?)?((?i:{wrong})|{renamed})(,|$))"


def corrections() -> str:
    """Return the sentence that names the right name of each misspelling."""
    pairs = (f"{right} (not {', '.join(wrong)})" for right, wrong in MISSPELT.items())
    return f"Write {'; '.join(pairs)}. Security Hub is written so, with capitals."
