"""Before anything is made: whose profiles these are, and whether the accounts are fit for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from common.names import ARTIFACT_BUCKET_PREFIX, PORTFOLIO_STACK_NAME
from common.template_text import read_template
from installer.aws.identity import caller, hub_identity
from installer.aws.session import Session
from installer.aws.stack_reader import StackReader
from installer.errors import UserError
from installer.hub.offer import read_versions
from installer.hub.state import versions_of
from installer.verification.catalog import provisioned
from installer.verification.ledger import NAME
from installer.verification.stage import Offer
from installer.verification.step import Step
from installer.verification.who import Who

READ_ONLY = "templates and patterns only read; play them alone with --only."
_SECURITY_HUB_OFF = ("InvalidAccessException", "ResourceNotFoundException")


def accounts_of(sessions: Mapping[Who, Session]) -> Mapping[Who, str]:
    """Return the account of each profile; only the hub's is asked for the organization, which an owner may not look at.

    Raises:
        UserError: one is not who it should be.
    """
    management = hub_identity(sessions[Who.HUB]).management_account_id
    found = {who: caller(one)["Account"] for who, one in sessions.items()}
    for who, account in found.items():
        if who is Who.MANAGEMENT and account != management:
            raise UserError(f"{who.flag} is of account {account}; the management account is {management}.")
        if who in (Who.WORKLOAD, Who.OWNER) and account == management:
            raise UserError(
                f"{who.flag} is of the management account, where no launch role is and nothing is to be tried: name a "
                "profile of a workload account."
            )
    if len({found[who] for who in (Who.WORKLOAD, Who.OWNER) if who in found}) > 1:
        raise UserError("--workload-profile and --owner-profile are of two accounts; both must be of the same one.")
    return found


def read_offer(hub: Session, account_id: str, region: str) -> Offer:
    """Return what the hub offers.

    Raises:
        UserError: nothing is installed there.
    """
    stacks = StackReader(hub.client("cloudformation", region_name=region))
    portfolio = stacks.with_template(stacks.state(PORTFOLIO_STACK_NAME))
    versions, product_id = versions_of(portfolio.template), portfolio.outputs.get("ProductId", "")
    if not (versions and product_id):
        raise UserError(f"Nothing is installed in account {account_id}, {region}: run ./install.sh install first.")
    listed = read_versions(hub.client("servicecatalog", region_name=region), product_id) or ()
    current = versions[-1]
    version_id = next((one.id for one in listed if one.name == current.name), "")
    bucket = f"{ARTIFACT_BUCKET_PREFIX}{account_id}-{region}"
    key = urlsplit(current.template_url).path.lstrip("/")
    s3 = hub.client("s3", region_name=region)
    body: bytes = s3.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account_id)["Body"].read()
    return Offer(bucket, product_id, version_id, current.template_url, body.decode())


def check_workload(workload: Session, account_id: str, region: str, offer: Offer, steps: Iterable[Step]) -> None:
    """Check that a trial in the workload account disturbs nobody.

    Raises:
        UserError: it has subscriptions of others, or Security Hub is off; nothing was made.
    """
    if all(Who.WORKLOAD not in step.who or step.only_reads for step in steps):
        return
    if others := subscriptions_of_others(workload, region, offer):
        raise UserError(
            f"Account {account_id} has subscriptions of others ({', '.join(others)}), whose owners would get the "
            f"trial's findings; nothing was made. Name an account without one. {READ_ONLY}"
        )
    if not has_security_hub(workload, region):
        raise UserError(
            f"Security Hub is off in account {account_id}, {region}, so that no finding can be tried; nothing was made. "
            f"Switch it on there, or name another account. {READ_ONLY}"
        )


def subscriptions_of_others(session: Session, region: str, offer: Offer) -> list[str]:
    """Return the names of an account's subscriptions that verify has not made."""
    listed = provisioned(session.client("servicecatalog", region_name=region))
    ours = [one["Name"] for one in listed if one.get("ProductId") == offer.product_id]
    return sorted(name for name in ours if not name.startswith(NAME))


def has_security_hub(session: Session, region: str) -> bool:
    """Return whether Security Hub CSPM is on."""
    try:
        session.client("securityhub", region_name=region).describe_hub()
    except ClientError as error:
        if error.response["Error"]["Code"] not in _SECURITY_HUB_OFF:
            raise
        return False
    return True


def has_formatter(template: str) -> bool:
    """Return whether a template of the product is of the edition with a function."""
    return any(one["Type"] == "AWS::Lambda::Function" for one in read_template(template)["Resources"].values())
