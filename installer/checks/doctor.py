"""Check what the product needs, and name the command that mends each gap."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.names import LAUNCH_ROLE_NAME, PERMISSION_SET_NAME
from installer.aws.identity import Identity, caller, in_organization
from installer.aws.sentences import is_denied, sentence
from installer.aws.session import Session
from installer.checks.aggregation import aggregation_region
from installer.checks.check import Check, Result
from installer.checks.hub import customer_key, hub, shares
from installer.checks.needed_actions import INSTALL, ORGANIZATION, SHARE, UNINSTALL
from installer.checks.own_permissions import may_ask, missing_actions, principal_arn
from installer.checks.preconditions import check_launch_role, enable_access
from installer.errors import UserError
from installer.hub.deployment import HubInstaller
from installer.hub.targets import wanted_targets
from installer.organization.access import ENABLED, access_status
from installer.organization.authority import Authority
from installer.organization.identity_center import organization_instance
from installer.organization.launch_role import LaunchRole
from installer.organization.permission_set import PermissionSet


def diagnose(session: Session, region: str, configuration: Configuration) -> tuple[str, list[Check]]:
    """Return the account and all that was found, also where the caller may not even ask for the organization.

    Raises:
        UserError: the account is in no organization, or the Region is not enabled in it.
    """
    who = caller(session)
    try:
        return who["Account"], examine(session, in_organization(session, who), region, configuration)
    except ClientError as error:
        if not is_denied(error):
            raise
        unknown = Check("Organization", Result.UNKNOWN, f"could not be looked at. {sentence(error)}", _ASK)
        known = Identity(who["Account"], who["Arn"], "", "")
        found = examine(session, known, region, configuration)
        return who["Account"], [unknown, *(one for one in found if one.name != unknown.name)]


def examine(session: Session, known: Identity, region: str, configuration: Configuration) -> list[Check]:
    """Look at account, organization, Service Catalog, Security Hub, Identity Center and the caller's own permissions."""
    installer = HubInstaller(session, region, known.account_id, known.organization_id, configuration)
    # Each is looked up once, and tried again where it may not be: every check says so itself.
    offer = cache(installer.offer)
    state = cache(lambda: installer.state(offer()))
    access = cache(lambda: access_status(session.client("servicecatalog", region_name=region)))
    wanted = wanted_targets(configuration, known.organization_id)
    looks: tuple[tuple[str, Callable[[Session, Identity, str], Check]], ...] = (
        ("Hub account", _hub_account),
        ("Organization", _all_features),
        ("Sharing", lambda *_: _sharing(known, region, access())),
        ("Delegated administrator", lambda *_: _delegated(known, access)),
        ("Security Hub", _security_hub),
        ("Aggregation", _aggregation),
        ("Launch role", _launch_role),
        ("Hub", lambda *_: hub(installer, state())),
        ("Shares", lambda *_: shares(offer(), wanted)),
        ("Customer key", lambda *_: customer_key(session, state())),
        ("Identity Center", _identity_center),
        ("Permission set", _permission_set),
    )
    steps = (ORGANIZATION,) if known.is_management else (INSTALL, SHARE, UNINSTALL)
    found = [_looked(name, look, session, known, region) for name, look in looks]
    return [*found, *(_permissions(step, session, known, region) for step in steps)]


_DEPLOY = "./install.sh organization"
_ASK = "ask for that permission, or run doctor with a profile that has it"


def _looked(
    name: str, look: Callable[[Session, Identity, str], Check], session: Session, known: Identity, region: str
) -> Check:
    try:
        return look(session, known, region)
    except ClientError as error:
        return Check(name, Result.UNKNOWN, f"could not be looked at. {sentence(error)}", _ASK)


def _hub_account(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # one of the looks
    if known.is_management:
        return Check("Hub account", Result.FAIL, "this is the management account", mend="use a hub account's --profile")
    return Check("Hub account", Result.PASS, known.account_id)


def _all_features(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    if known.has_all_features:
        return Check("Organization", Result.PASS, f"{known.organization_id}, all features")
    mend = "aws organizations enable-all-features"
    return Check("Organization", Result.FAIL, "only consolidated billing", mend=mend)


def _sharing(known: Identity, region: str, status: str | None) -> Check:
    mend = _organization_command(known)
    if status is None:
        found = "can be seen only once this account is delegated administrator"
        return Check("Sharing", Result.NOTE, found, mend=mend)
    if status == ENABLED:
        return Check("Sharing", Result.PASS, f"Service Catalog may share within the organization in {region}")
    found = f"Service Catalog has no access to the organization in {region}; where it has in others: {enable_access(region)}"
    return Check("Sharing", Result.FAIL, found, mend=mend)


def _delegated(known: Identity, access: Callable[[], str | None]) -> Check:
    if known.is_management:
        return Check("Delegated administrator", Result.NOTE, "the hub has to be one, not this account")
    if access() is not None:
        return Check("Delegated administrator", Result.PASS, "this account may share")
    mend = _organization_command(known)
    return Check("Delegated administrator", Result.FAIL, "this account may not share yet", mend=mend)


def _security_hub(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    try:
        hub = session.client("securityhub", region_name=region).describe_hub()
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("InvalidAccessException", "ResourceNotFoundException"):
            raise
        mend = f"aws securityhub enable-security-hub --region {region}"
        return Check("Security Hub", Result.FAIL, f"not enabled in {region}", mend=mend)
    if hub.get("ControlFindingGenerator") == "STANDARD_CONTROL":
        return Check(
            "Security Hub",
            Result.NOTE,
            "each control is found once per standard, which multiplies emails",
            mend="aws securityhub update-security-hub-configuration --control-finding-generator SECURITY_CONTROL",
        )
    return Check("Security Hub", Result.PASS, f"enabled in {region}, one finding a control")


def _aggregation(session: Session, known: Identity, region: str) -> Check:  # noqa: ARG001  # likewise
    home = aggregation_region(session, region)
    if home is None:
        return Check("Aggregation", Result.NOTE, "no aggregation Region: install in every Region that you use")
    if home == region:
        return Check("Aggregation", Result.PASS, f"{region} is the aggregation Region: this Region alone is enough")
    return Check(
        "Aggregation", Result.NOTE, f"findings aggregate in {home}", mend=f"install with --regions {home} only"
    )


def _launch_role(session: Session, known: Identity, region: str) -> Check:
    if known.is_management:
        return _stack_set(session, known, region)
    try:
        check_launch_role(session, known)
    except UserError:
        mend = _organization_command(known)
        return Check("Launch role", Result.FAIL, f"no {LAUNCH_ROLE_NAME} in this account", mend=mend)
    return Check("Launch role", Result.PASS, f"{LAUNCH_ROLE_NAME} is in this account")


def _stack_set(session: Session, known: Identity, region: str) -> Check:
    launch_role = LaunchRole(session, region, _own_authority(known))
    failed = (f"failed in account {one.account}: {one.reason}" for one in launch_role.failures())
    if problems := (*launch_role.problems(), *failed):
        return Check("Launch role", Result.FAIL, "; ".join(problems), _DEPLOY)
    if launch_role.deployed is None:
        return Check("Launch role", Result.NOTE, f"this account has not deployed it in {region}", _DEPLOY)
    return Check("Launch role", Result.PASS, f"the StackSet is in {region}")


def _permission_set(session: Session, known: Identity, region: str) -> Check:
    permission_set = PermissionSet(session, region, _own_authority(known))
    if problems := permission_set.problems():
        return Check("Permission set", Result.FAIL, "; ".join(problems), _DEPLOY)
    if not permission_set.is_deployed():
        found = f"{PERMISSION_SET_NAME} is not of this account's making in {region}"
        return Check("Permission set", Result.NOTE, found)
    return Check("Permission set", Result.PASS, f"{PERMISSION_SET_NAME} is in {region}")


def _own_authority(known: Identity) -> Authority:
    """What an account certainly has: its own stacks say what it has deployed, whatever it administers."""
    return Authority(known.account_id, known.organization_id, known.management_account_id, frozenset())


def _permissions(step: str, session: Session, known: Identity, region: str) -> Check:
    name = f"Permissions: {step}"
    try:
        principal = principal_arn(session, known)
        if principal is None:
            return Check(
                name, Result.UNKNOWN, f"could not be checked: IAM answers for roles and users, not for {known.arn}"
            )
        missing = missing_actions(session, known, principal, region, step)
    except ClientError as error:
        if may_ask(error):
            raise
        mend = "allow iam:GetRole and iam:SimulatePrincipalPolicy on your own role, or just try: nothing breaks"
        return Check(name, Result.UNKNOWN, f"could not be checked: you may not call {error.operation_name}", mend)
    if not missing:
        return Check(name, Result.PASS, f"{principal} may")
    return Check(name, Result.FAIL, f"{principal} may not call {', '.join(missing)}", mend="allow these actions")


def _identity_center(session: Session, known: Identity, region: str) -> Check:
    instance = organization_instance(session.client("sso-admin", region_name=region), known.management_account_id)
    if instance:
        return Check("Identity Center", Result.PASS, str(instance["InstanceArn"]))
    return Check(
        "Identity Center",
        Result.NOTE,
        f"the organization's is not to be seen from here in {region}: name --portal and --identity-center-region "
        "yourself",
    )


def _organization_command(known: Identity) -> str:
    hub = "HUB" if known.is_management else known.account_id
    return f"./install.sh organization --hub-account {hub} --profile MANAGEMENT"
