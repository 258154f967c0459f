"""What rights each thing takes that an email asks for.

The permission set of workload owners is tested against this table; what it does not hold, the email says.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Asked(Enum):
    """A kind of step; the value names it in data and tests."""

    NOTHING = "nothing"
    """To think, to ask somebody, to wait, or to work outside AWS."""
    CHANGE = "change"
    """To change a resource: no permission set of ours lets anybody do that."""
    SET_WORKFLOW = "set workflow"
    READ_FINDING = "read finding"
    READ_ACCESS_ANALYZER = "read access analyzer"
    READ_CLOUDTRAIL = "read cloudtrail"
    READ_CONFIG = "read config"
    READ_DETECTIVE = "read detective"
    READ_GUARDDUTY = "read guardduty"
    READ_HEALTH = "read health"
    READ_INSPECTOR = "read inspector"
    READ_MACIE = "read macie"
    READ_SHIELD = "read shield"
    RECOMMEND_POLICY = "recommend policy"
    ARCHIVE_ACCESS = "archive access"


ACTIONS: Mapping[Asked, tuple[str, ...]] = {
    Asked.NOTHING: (),
    Asked.CHANGE: (),
    Asked.SET_WORKFLOW: ("securityhub:BatchUpdateFindings",),
    Asked.READ_FINDING: ("securityhub:GetFindings",),
    Asked.READ_ACCESS_ANALYZER: (
        "access-analyzer:GetFinding",
        "access-analyzer:GetFindingV2",
        "access-analyzer:ListAnalyzers",
        "access-analyzer:ListFindings",
        "access-analyzer:ListFindingsV2",
    ),
    Asked.READ_CLOUDTRAIL: ("cloudtrail:LookupEvents",),
    Asked.READ_CONFIG: (
        "config:DescribeComplianceByConfigRule",
        "config:DescribeConfigRules",
        "config:GetComplianceDetailsByConfigRule",
        "config:GetResourceConfigHistory",
    ),
    Asked.READ_DETECTIVE: ("detective:ListGraphs", "detective:SearchGraph"),
    Asked.READ_GUARDDUTY: (
        "guardduty:GetDetector",
        "guardduty:GetFindings",
        "guardduty:ListDetectors",
        "guardduty:ListFindings",
    ),
    Asked.READ_HEALTH: (
        "health:DescribeAffectedEntities",
        "health:DescribeEventDetails",
        "health:DescribeEvents",
    ),
    Asked.READ_INSPECTOR: ("inspector2:BatchGetFindingDetails", "inspector2:ListCoverage", "inspector2:ListFindings"),
    Asked.READ_MACIE: ("macie2:DescribeBuckets", "macie2:GetFindings", "macie2:ListFindings"),
    Asked.READ_SHIELD: ("shield:DescribeAttack", "shield:ListAttacks"),
    Asked.RECOMMEND_POLICY: (
        "access-analyzer:GenerateFindingRecommendation",
        "access-analyzer:GetFindingRecommendation",
    ),
    Asked.ARCHIVE_ACCESS: ("access-analyzer:UpdateFindings",),
}
"""IAM actions by kind.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""
