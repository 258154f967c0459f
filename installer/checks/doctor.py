"""Check what the product needs, and name the command that mends each gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from common.names import LAUNCH_ROLE_NAME
from installer.aws.identity import Identity
from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.checks.aggregation import aggregation_region
from installer.checks.needed_actions import INSTALL, ORGANIZATION, SHARE, UNINSTALL
from installer.checks.own_permissions import may_ask, missing_actions, principal_arn
from installer.checks.preconditions import check_launch_role
from installer.errors import UserError
from installer.organization.access import ENABLED, access_status
from installer.organization.identity_center import organization_instance


@dataclass(frozen=True)
class Check:
    """One line of the doctor's table.

    Attributes:
        name: what was looked at.
        passed: whether it is as it must be; None for something to know that is no fault.
        found: what was found.
        mend: command or step that mends it; empty where nothing needs mending.
    """

    name: str
    passed: bool | None
    found: str
    mend: str = ""


def examine(session: Session, known: Identity, region: str) -> list[Check]:
    """Look at account, organization, Service Catalog, Security Hub, Identity Center and the caller's own permissions."""
    looks: tuple[tuple[str, Callable[[Session, Identity, str], Check]], ...] = (
        ("Hub account", _hub_account),
        ("Organization", _all_features),
        ("Sharing", _sharing),
        ("Delegated administrator", _delegated),
        ("Security Hub", _security_hub),
        ("Aggregation", _aggregation),
        ("Launch role", _launch_role),
        ("Identity Center", _identity_center),
    )
    steps = (ORGANIZATION,) if known.is_management else (INSTALL, SHARE, UNINSTALL)
    found = [_looked(name, look, session, known, region) for name, look in looks]
    return [*found, *(_permissions(step, session, known, region) for step in steps)]


def _looked(
    name: str, look: Callable[[Session, Identity, str], Check], session: Session, known: Identity, region: str
) -> Check:
    try:
        return look(session, known, region)
    except ClientError as error:
        return Check(name, None, f"could not be looked at. {sentence(error)}")


def _hub_account(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # one of the looks
    if known.is_management:
        return Check(
            "Hub account", passed=False, found="this is the management account", mend="use a hub account's --profile"
        )
    return Check("Hub account", passed=True, found=known.account_id)


def _all_features(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    organization = session.client("organizations").describe_organization()["Organization"]
    if organization["FeatureSet"] == "ALL":
        return Check("Organization", passed=True, found=f"{known.organization_id}, all features")
    mend = "aws organizations enable-all-features"
    return Check("Organization", passed=False, found="only consolidated billing", mend=mend)


def _sharing(session: Session, known: Identity, region: str) -> Check:
    mend = _organization_command(known)
    status = access_status(session.client("servicecatalog", region_name=region))
    if status is None:
        found = "can be seen only once this account is delegated administrator"
        return Check("Sharing", passed=None, found=found, mend=mend)
    if status == ENABLED:
        return Check("Sharing", passed=True, found="Service Catalog may share within the organization")
    return Check("Sharing", passed=False, found="Service Catalog has no access to the organization", mend=mend)


def _delegated(session: Session, known: Identity, region: str) -> Check:
    if known.is_management:
        return Check("Delegated administrator", passed=None, found="the hub has to be one, not this account")
    if access_status(session.client("servicecatalog", region_name=region)) is not None:
        return Check("Delegated administrator", passed=True, found="this account may share")
    mend = _organization_command(known)
    return Check("Delegated administrator", passed=False, found="this account may not share yet", mend=mend)


def _security_hub(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    try:
        hub = session.client("securityhub", region_name=region).describe_hub()
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("InvalidAccessException", "ResourceNotFoundException"):
            raise
        mend = f"aws securityhub enable-security-hub --region {region}"
        return Check("Security Hub", passed=False, found=f"not enabled in {region}", mend=mend)
    if hub.get("ControlFindingGenerator") == "STANDARD_CONTROL":
        return Check(
            "Security Hub",
            passed=None,
            found="each control is found once per standard, which multiplies emails",
            mend="aws securityhub update-security-hub-configuration --control-finding-generator SECURITY_CONTROL",
        )
    return Check("Security Hub", passed=True, found=f"enabled in {region}, one finding a control")


def _aggregation(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    home = aggregation_region(session, region)
    if home is None:
        return Check("Aggregation", passed=None, found="no aggregation Region: install in every Region that you use")
    if home == region:
        return Check(
            "Aggregation", passed=True, found=f"{region} is the aggregation Region: this Region alone is enough"
        )
    return Check(
        "Aggregation", passed=None, found=f"findings aggregate in {home}", mend=f"install with --regions {home} only"
    )


def _launch_role(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    if known.is_management:
        return Check("Launch role", passed=None, found="the hub needs it, not this account")
    try:
        check_launch_role(session, known)
    except UserError:
        mend = _organization_command(known)
        return Check("Launch role", passed=False, found=f"no {LAUNCH_ROLE_NAME} in this account", mend=mend)
    return Check("Launch role", passed=True, found=f"{LAUNCH_ROLE_NAME} is in this account")


def _permissions(step: str, session: Session, known: Identity, region: str) -> Check:
    name = f"Permissions: {step}"
    try:
        principal = principal_arn(session, known)
        if principal is None:
            return Check(name, None, f"could not be checked: IAM answers for roles and users, not for {known.arn}")
        missing = missing_actions(session, known, principal, region, step)
    except ClientError as error:
        if may_ask(error):
            raise
        mend = "allow iam:GetRole and iam:SimulatePrincipalPolicy on your own role, or just try: nothing breaks"
        return Check(name, None, f"could not be checked: you may not call {error.operation_name}", mend)
    if not missing:
        return Check(name, passed=True, found=f"{principal} may")
    return Check(name, passed=False, found=f"{principal} may not call {', '.join(missing)}", mend="allow these actions")


def _identity_center(session: Session, known: Identity, region: str) -> Check:
    instance = organization_instance(session.client("sso-admin", region_name=region), known.management_account_id)
    if instance:
        return Check("Identity Center", passed=True, found=str(instance["InstanceArn"]))
    return Check(
        "Identity Center",
        passed=None,
        found=f"the organization's is not to be seen from here in {region}: name --portal and --identity-center-region "
        "yourself",
    )


def _organization_command(known: Identity) -> str:
    hub = "HUB" if known.is_management else known.account_id
    return f"./install.sh organization --hub-account {hub} --profile MANAGEMENT"
