"""The commands of `install.sh`; each is imported only when it is called, so that starting is quick."""

from __future__ import annotations

import importlib

import click

from installer.errors import UserError
from installer.exit_codes import ExitCode
from installer.program import typed

COMMANDS: dict[str, str] = {
    "local": "Try the whole product on this machine, without an AWS account.",
    "preview": "Show findings as the emails they would become.",
    "replay": "Show what a history of findings would have been like for a subscriber.",
    "organization": "Prepare the organization: launch role, delegated administrator, permission set.",
    "install": "Install or upgrade the product in the hub account.",
    "plan": "Show what install would change.",
    "share": "Share the portfolio with the organization, its units or accounts.",
    "status": "Show versions, shares and the accounts that lack the launch role.",
    "coverage": "Show which accounts have a subscription, on which version, and who listens.",
    "report": "Show over all accounts what is open, and how long telling, taking on and closing took.",
    "enroll": "Give accounts that have no subscription a baseline one.",
    "update-subscriptions": "Bring subscriptions to the newest version, with their owners' answers.",
    "doctor": "Check what the product needs and say what mends each gap.",
    "policy": "Print the least IAM policy with which a command works.",
    "test-finding": "Try the account's subscriptions with a test finding.",
    "confirm": "Confirm an address so that nobody can end it by a link.",
    "verify": "Play the journey on real accounts and say what AWS does otherwise than expected.",
    "redrive": "Tell findings in the dead-letter queues of subscriptions after all.",
    "render": "Write all templates and the formatter's zip into a folder.",
    "completion": "Print what makes a shell complete commands and options.",
    "uninstall": "Remove the product from the hub account.",
}
"""Every command with its one line of help, in the order in which an admin meets them."""


_MODULES = {"test-finding": "sample_finding"}
"""Where the module of a command is not called like the command: a module that begins with `test_` looks like a test."""

STOPPED = "Stopped."
GOES_ON = "AWS goes on with what it has begun; run the same command again when that is done, and it continues."
_BEGINS_SOMETHING = (None, "organization", "install", "share", "enroll", "update-subscriptions", "uninstall")
"""Commands, the wizard among them, that leave AWS at work when they are stopped."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name the commands in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # likewise
        """Import `installer.commands.<name>` and return its `command`, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        name = _MODULES.get(cmd_name, cmd_name.replace("-", "_"))
        module = importlib.import_module(f"installer.commands.{name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of AWS, or Ctrl-C, ends as one sentence, not as a traceback."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            goes_on = ctx.invoked_subcommand in _BEGINS_SOMETHING
            click.echo(f"{STOPPED} {GOES_ON}" if goes_on else STOPPED, err=True)
            raise click.exceptions.Exit(ExitCode.STOPPED) from None
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in ("botocore", "boto3"):
                raise
            from installer.aws.sentences import sentence

            raise UserError(sentence(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # likewise
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="security-notifications")
@click.option("--profile", help="For the wizard: AWS profile of the hub account; else the environment's credentials.")
@click.option("--region", help="For the wizard: AWS Region; else the profile's.")
@click.option("--management-profile", help="For the wizard: profile that may look permission sets up.")
@click.pass_context
def main(context: click.Context, /, **options: str | None) -> None:
    """Offer security notifications to every account of an organization through AWS Service Catalog.

    Without a command a wizard asks what it needs to know, shows a plan and installs.
    """
    if context.invoked_subcommand is None:
        from installer.commands.wizard import command

        context.invoke(command, **options)
    elif given := [name for name, value in options.items() if value]:
        flag = f"--{given[0].replace('_', '-')}"
        raise UserError(f"{flag} goes after the command: ./install.sh {context.invoked_subcommand} {flag} ...")


COMPLETE_VARIABLE = "_SECURITY_NOTIFICATIONS_COMPLETE"


def run() -> None:
    """Start, so that help and errors name what the person typed."""
    main(prog_name=typed(), complete_var=COMPLETE_VARIABLE)
