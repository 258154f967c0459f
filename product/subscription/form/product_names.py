"""How findings name AWS's products, and how people write them instead; such a filter would match nothing, silently.

The names are those of ProductName (ASFF) and metadata.product.name (OCSF), which EventBridge compares without regard to case:
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formatter.filters import RENAMED

MISSPELT: Mapping[str, tuple[str, ...]] = {
    "Security Hub": (
        "SecurityHub",
        "Security-Hub",
        "AWS Security Hub",
        "Amazon Security Hub",
        "SecHub",
        "Sec Hub",
        "CSPM",
        "Securty Hub",
        "Secuirty Hub",
        "Security Hubs",
    ),
    "GuardDuty": (
        "Guard Duty",
        "Guard-Duty",
        "Gaurdduty",
        "Guard_Duty",
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
        "Acess Analyzer",
        "IAM Acess Analyzer",
        "Access Analzyer",
        "AWS IAM Access Analyzer",
    ),
    "Health": ("AWS Health", "Amazon Health", "Health Dashboard", "Personal Health Dashboard"),
    "Config": ("AWS Config", "Amazon Config", "Konfig"),
    "Firewall Manager": ("AWS Firewall Manager", "FirewallManager", "Firewall-Manager", "Firewal Manager", "FMS"),
    "Systems Manager Patch Manager": (
        "Patch Manager",
        "Systems Manager",
        "SSM",
        "AWS Systems Manager",
        "SSM Patch Manager",
    ),
}
"""By the right name; in any case of letters."""

ONE_WORD = tuple(name for name in MISSPELT if " " not in name)
"""Names of which a letter that is missing, too much, wrong or swapped with the next one is refused without being listed."""


def correctly() -> str:
    """Return an expression that fails where one of the listed products is misspelt, or the renamed one in another case.

    The renamed one is found in the list as a text, which tells small letters from capitals.
    """
    wrong = "|".join(name for names in MISSPELT.values() for name in names)
    slips = f"(?!({'|'.join(ONE_WORD)})(,|$))({'|'.join(slip for name in ONE_WORD for slip in _slips(name))})"
    renamed = f"(?!{RENAMED[0]}( CSPM)?(,|$))(?i:{RENAMED[0]}( CSPM)?)"
    return f"(?!(.*, ?)?((?i:{wrong}|{slips})|{renamed})(,|$))"


def _slips(name: str) -> Iterator[str]:
    """Yield expressions of what a slip of a finger makes of a name; the right name matches too."""
    for place in range(len(name)):
        yield f"{name[:place]}[a-z]{{0,2}}{name[place + 1 :]}"
    for place in range(len(name) - 1):
        yield f"{name[:place]}{name[place + 1]}{name[place]}{name[place + 2 :]}"


def corrections() -> str:
    """Return the sentence that names the right name of each misspelling."""
    pairs = (f"{right} (not {', '.join(wrong)})" for right, wrong in MISSPELT.items())
    return f"Write {'; '.join(pairs)}. Security Hub is written so, with capitals."
