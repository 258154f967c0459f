"""Profiles of several accounts, as an admin has them in ~/.aws."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from embedded_aws.process import EmbeddedAws
from installer.main import main


class Profiles:
    """A terminal whose AWS configuration names accounts of the embedded AWS.

    Args:
        aws: the embedded AWS.
        folder: a folder of its own.
        accounts: account by profile.
    """

    def __init__(self, aws: EmbeddedAws, folder: Path, **accounts: str) -> None:
        self.file = folder / "aws-config"
        self.file.write_text(
            "".join(
                f"[profile {name}]\nregion = us-east-1\nendpoint_url = {aws.endpoint_url}\n"
                f"aws_access_key_id = {account}\naws_secret_access_key = {aws.keys.root_secret(account)}\n"
                for name, account in accounts.items()
            )
        )

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        """Run a command with the profiles of the accounts; `typed` is what is answered."""
        environment = {
            "AWS_CONFIG_FILE": str(self.file),
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "COLUMNS": "200",
            **dict.fromkeys(("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL")),
        }
        return CliRunner().invoke(main, list(arguments), env=environment, input=typed, prog_name="./install.sh")

    def says(self, *arguments: str, exit_code: int = 0, typed: str | None = None) -> str:
        """Run a command that ends with this code and without a traceback; returns what it prints."""
        result = self.run(*arguments, typed=typed)
        assert result.exit_code == exit_code, (arguments, result.output, result.exception)
        assert "Traceback" not in result.output, result.output
        return result.output

    def add_role(self, name: str, source: str, role_arn: str) -> None:
        """Add a profile that takes a role with another profile's credentials."""
        endpoint = re.search(r"endpoint_url = (\S+)", self.file.read_text())
        assert endpoint
        with self.file.open("a") as file:
            file.write(
                f"[profile {name}]\nregion = us-east-1\nendpoint_url = {endpoint[1]}\n"
                f"source_profile = {source}\nrole_arn = {role_arn}\n"
            )
