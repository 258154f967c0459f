"""Where Security Hub brings findings together: one Region is enough there.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-aggregation.html
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from installer.aws.session import Session


def aggregation_region(session: Session, region: str) -> str | None:
    """Return the home Region of the account's finding aggregator; None where it has none."""
    found = session.client("securityhub", region_name=region).list_finding_aggregators()["FindingAggregators"]
    return str(found[0]["FindingAggregatorArn"]).split(":")[3] if found else None


def aggregation_notes(session: Session, regions: tuple[str, ...]) -> tuple[str, ...]:
    """Return a note where the chosen Regions are not the one to which findings are brought."""
    try:
        home = aggregation_region(session, regions[0])
    except ClientError:
        # Security Hub is not on, or not to be seen; doctor says which.
        return ()
    if home is None or regions == (home,):
        return ()
    note = (
        f"Security Hub brings this account's findings together in {home}: --regions {home} alone is enough for whoever "
        "subscribes in this account."
    )
    return (note,)
