"""The whole try-out: start the embedded AWS, play the journey, and stay until the person has seen enough."""

from __future__ import annotations

import contextlib
import signal
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

from rich.console import Console

from common.names import PERMISSION_SET_NAME
from embedded_aws.errors import EmbeddedAwsError
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws, start
from embedded_aws.sessions import Credentials, signed_in_as
from installer.errors import UserError
from installer.program import shown
from local.journey.choices import Choices
from local.journey.objects import print_objects
from local.journey.play import Player, Story
from local.journey.show import show_resolution, show_story
from local.page.server import serve
from local.profiles import write_profiles
from local.sign_in import process

_OWNER = "owner"
_SIGNALLED = 128
"""A shell's exit code for a signal is this plus its number."""


def try_out(  # noqa: PLR0913  # one argument an option
    choices: Choices,
    events: Sequence[Mapping[str, Any]],
    port: int,
    console: Console,
    *,
    once: bool,
    open_page: bool = False,
    as_objects: bool = False,
) -> bool:
    """Play the journey; unless `once`, stay until Ctrl-C.

    Args:
        choices: the owner's answers.
        events: what Security Hub sends; none: a finding to try with is imported, and with `once` resolved.
        port: port of the embedded AWS; 0 for a free one.
        console: where to print.
        once: whether to end after the journey.
        open_page: whether to open the page in the browser.
        as_objects: whether to print one JSON object a line instead of the emails.

    Returns:
        Whether every expected email arrived.

    Raises:
        UserError: a step failed, or the embedded AWS did not start.
    """
    with _started(port) as aws:
        player = Player(aws, choices, console)
        story = player.tell(player.subscribe(), events)
        outcomes = [*story.outcomes]
        if not as_objects:
            show_story(story, console)
        if once and not events:
            resolution = player.resolve(story)
            outcomes += resolution.outcomes
            if not as_objects:
                show_resolution(resolution, console)
        if as_objects:
            print_objects(outcomes, aws.mailbox(), aws.now())
        elif not once:
            _stay(aws, story, choices, console, open_page=open_page)
    return all(outcome.is_settled for outcome in outcomes)


@contextlib.contextmanager
def _started(port: int) -> Iterator[EmbeddedAws]:
    """Run an embedded AWS, however this process is ended; what it cannot do is said as a person's own mistakes are.

    Raises:
        UserError: the port is taken, the disk is full or the server does not start.
    """
    # By default these signals would end this process at once, and it could not end what it has started.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    # A shell that starts this in the background has Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with start(port=port) as aws:
            yield aws
    except EmbeddedAwsError as error:
        raise UserError(str(error)) from error


def _stay(aws: EmbeddedAws, story: Story, choices: Choices, console: Console, *, open_page: bool) -> None:
    account = story.stage.subscription.account_id
    with serve(aws, story.stage, choices, story.events) as page:
        console.print(f"\nPage with form, findings and mailbox: {page}", highlight=False, soft_wrap=True)
        console.print(
            "Open it to resolve what was found, send other findings and change the subscription.", highlight=False
        )
        if open_page:
            webbrowser.open(page)
        organization = story.stage.organization
        owner = signed_in_as(aws, account, PERMISSION_SET_NAME, choices.owner)
        _show_profiles(aws, organization, {"owner": owner}, console)
        _wait_for_ctrl_c(console)


def try_empty(port: int, console: Console) -> None:
    """Start an organization in which nothing is installed, and stay until Ctrl-C, so that the admin's steps can be tried.

    Args:
        port: port of the embedded AWS; 0 for a free one.
        console: where to print.

    Raises:
        UserError: the embedded AWS did not start.
    """
    with _started(port) as aws:
        organization = create_organization(aws)
        console.print("An organization in which nothing is installed.", highlight=False)
        token = aws.keys.portal_token(_OWNER)
        owner = process(aws.endpoint_url, organization.owner_account, PERMISSION_SET_NAME, token)
        _show_profiles(aws, organization, {}, console, {"owner": owner})
        for line in admin_steps(aws, organization):
            console.print(shown(line), highlight=False, soft_wrap=True)
        _wait_for_ctrl_c(console)


def admin_steps(aws: EmbeddedAws, organization: Organization) -> tuple[str, ...]:
    """Return the admin's four steps with this organization's ids, and how the owner signs in then, one line each."""
    management = aws.session(organization.management)
    instance = management.client("sso-admin").list_instances()["Instances"][0]
    owner = management.client("identitystore").create_user(
        IdentityStoreId=instance["IdentityStoreId"],
        UserName=_OWNER,
        DisplayName=_OWNER,
        Name={"GivenName": "Owner", "FamilyName": "Owner"},
    )["UserId"]
    arn = f"--instance-arn {instance['InstanceArn']}"
    return (
        "The admin's steps:",
        f"  ./install.sh organization --profile management --hub-account {organization.hub}",
        f"  ./install.sh install --profile hub --permission-sets {PERMISSION_SET_NAME} \\",
        f"    --share-with-organizational-units {organization.shared_unit}",
        "  ./install.sh organization --profile management --product-arn ARN    (install has printed it; status shows it)",
        f"  aws sso-admin create-account-assignment --profile management {arn} \\",
        f"    --target-type AWS_ACCOUNT --target-id {organization.owner_account} \\",
        f"    --principal-type USER --principal-id {owner} \\",
        f"    --permission-set-arn $(aws sso-admin list-permission-sets --profile management {arn} \\",
        "    --query 'PermissionSets[0]' --output text)",
        "Then the owner signs in and finds the product (docs/by-code.md launches it):",
        "  aws servicecatalog search-products --profile owner",
    )


def _show_profiles(
    aws: EmbeddedAws,
    organization: Organization,
    signed_in: Mapping[str, Credentials],
    console: Console,
    signing_in: Mapping[str, str] = MappingProxyType({}),
) -> None:
    accounts = {
        "management": organization.management,
        "hub": organization.hub,
        "workload": organization.owner_account,
    }
    path = write_profiles(aws, accounts, signed_in, signing_in)
    console.print("To look at it with aws, boto3 or ./install.sh, in another terminal:", highlight=False)
    console.print(f"  export AWS_CONFIG_FILE={path}", highlight=False, soft_wrap=True)
    for name, account in accounts.items():
        console.print(f"  --profile {name:<12} account {account}", highlight=False)
    for name in signed_in:
        console.print(f"  --profile {name:<12} signed in to account {organization.owner_account}", highlight=False)
    for name in signing_in:
        console.print(
            f"  --profile {name:<12} signs in to account {organization.owner_account}, once it is assigned there",
            highlight=False,
        )


def _wait_for_ctrl_c(console: Console) -> None:
    try:
        # Inside: whoever is quick may press Ctrl-C as soon as it says so.
        console.print("Ctrl-C ends everything.", highlight=False)
        signal.pause()
    except KeyboardInterrupt:
        console.print("Ending ...", highlight=False)


def _leave(number: int, _frame: object) -> NoReturn:
    sys.exit(_SIGNALLED + number)
