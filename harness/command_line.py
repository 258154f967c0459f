"""Run install.sh's commands in the process, as somebody on the embedded AWS."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from embedded_aws.process import EmbeddedAws
from installer.main import main


class CommandLine:
    """A terminal of one account, in a folder of its own."""

    def __init__(self, aws: EmbeddedAws, folder: Path) -> None:
        self.aws = aws
        self.folder = folder

    def run(self, account_id: str, *arguments: str, typed: str | None = None) -> Result:
        """Run a command as an account's root; `typed` is what is answered."""
        environment: dict[str, str | None] = {
            **self.aws.environment(account_id),
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_PROFILE": None,
            "COLUMNS": "200",
        }
        return CliRunner().invoke(main, list(arguments), env=environment, input=typed, prog_name="./install.sh")

    def succeeds(self, account_id: str, *arguments: str, exit_code: int = 0, typed: str | None = None) -> str:
        """Run a command that ends with this code; returns what it prints."""
        result = self.run(account_id, *arguments, typed=typed)
        assert result.exit_code == exit_code, (arguments, result.output, result.exception)
        return result.output

    def refuses(self, account_id: str, *arguments: str, typed: str | None = None) -> str:
        """Run a command that says what is wrong with its input, without a traceback; returns what it prints."""
        result = self.run(account_id, *arguments, typed=typed)
        assert result.exit_code == 2, (arguments, result.output, result.exception)
        assert "Traceback" not in result.output, result.output
        return result.output
