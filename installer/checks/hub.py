"""Whether what is installed is whole: stacks, artifacts, who may launch, the launch constraint, and the customer's key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from botocore.exceptions import ClientError

from installer.aws.session import Session
from installer.checks.check import Check, Result
from installer.hub.deployment import HubInstaller
from installer.hub.offer import Offer
from installer.hub.sharing import Target
from installer.hub.state import HubState
from installer.hub.targets import missing_shares
from product.portfolio.template import CONFIGURATION, PRODUCT

_MEND = "./install.sh install"
_WAYS_BACK: Mapping[str, tuple[str, ...]] = defaultdict(
    tuple, Disabled=("enable-key",), PendingDeletion=("cancel-key-deletion", "enable-key")
)
"""What makes a key usable again, by its state; for other states (its material is elsewhere) no command of KMS alone does.

https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
"""


def hub(installer: HubInstaller, known: HubState) -> Check:
    """Compare what is there with what the stacks say; the plan compares it with the configuration.

    Args:
        installer: what looks.
        known: what is there.
    """
    state = installer.closely(known)
    problems = installer.problems(state)
    if problems:
        return Check("Hub", Result.FAIL, "; ".join(problems), _MEND)
    if state.is_empty:
        return Check("Hub", Result.NOTE, f"nothing is installed in {state.region}")
    unprotected = [one.name for one in (state.artifact_stack, state.portfolio_stack) if not one.is_protected]
    if unprotected:
        found = f"{', '.join(unprotected)} may be deleted by mistake"
        return Check("Hub", Result.FAIL, found, _MEND)
    if not state.principals:
        return Check("Hub", Result.FAIL, "nobody may launch", f"{_MEND} --permission-sets NAME")
    if state.unseen:
        found = f"whole, but not all that somebody may have changed by hand could be looked at. {state.unseen}"
        return Check("Hub", Result.UNKNOWN, found, "allow that")
    return Check("Hub", Result.PASS, f"whole, {len(state.objects)} artifacts are what their names say")


def customer_key(session: Session, state: HubState) -> Check:
    """Look whether the key of the admin's choice is in the hub account and can be used.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    """
    product = state.portfolio_stack.template.get("Resources", {}).get(PRODUCT, {})
    alias = product.get("Metadata", {}).get(CONFIGURATION, {}).get("key_alias", "")
    if not alias:
        return Check("Customer key", Result.NOTE, "none is chosen: AWS's own keys encrypt")
    return examine_key(session, state.region, alias)


def examine_key(session: Session, region: str, alias: str) -> Check:
    """Look whether there is a key of that alias, and whether it can be used."""
    try:
        key = session.client("kms", region_name=region).describe_key(KeyId=alias)["KeyMetadata"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        mend = f"aws kms create-alias --alias-name {alias} --target-key-id KEY --region {region}"
        return Check("Customer key", Result.FAIL, f"there is no {alias} in this account and Region", mend)
    if not key["Enabled"]:
        mend = " && ".join(
            f"aws kms {one} --key-id {key['KeyId']} --region {region}" for one in _WAYS_BACK[key["KeyState"]]
        )
        return Check("Customer key", Result.FAIL, f"{alias} is {key['KeyState']}", mend)
    return Check(
        "Customer key", Result.PASS, f"{alias} is {key['KeyId']}; each account with a subscription needs it too"
    )


def shares(offer: Offer, wanted: Iterable[Target]) -> Check:
    """Compare with whom the portfolio is shared with whom it is to be, where anybody says so."""
    missing = missing_shares(wanted, offer)
    if missing:
        return Check("Shares", Result.FAIL, "; ".join(missing), "./install.sh share")
    if not offer.shares:
        mend = "./install.sh share" if offer.is_installed else ""
        return Check("Shares", Result.NOTE, f"shared with nobody in {offer.region}", mend)
    return Check("Shares", Result.PASS, ", ".join(map(str, sorted(offer.shares))))
