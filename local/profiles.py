"""Profiles for the accounts of the embedded AWS, in a file that `aws`, boto3 and install.sh take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials

_REGION = "us-east-1"


def write_profiles(
    aws: EmbeddedAws,
    accounts: Mapping[str, str],
    signed_in: Mapping[str, Credentials],
    signing_in: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Write the profiles into a file that goes with the embedded AWS, and return it.

    Args:
        aws: the embedded AWS.
        accounts: account of each profile that acts as an account's root.
        signed_in: credentials of each profile that acts as somebody who signed in.
        signing_in: the process of each profile that signs in once it is used.
    """
    known = {name: aws.root_credentials(account) for name, account in accounts.items()}
    known |= signed_in
    path = aws.folder / "aws-config"
    profiles = {name: _keys(one) for name, one in known.items()}
    profiles |= {name: f"credential_process = {one}\n" for name, one in signing_in.items()}
    path.write_text("".join(_profile(name, aws.endpoint_url, one) for name, one in profiles.items()))
    path.chmod(0o600)
    return path


def _profile(name: str, endpoint_url: str, keys: str) -> str:
    return f"[profile {name}]\nregion = {_REGION}\nendpoint_url = {endpoint_url}\n{keys}\n"


def _keys(keys: Credentials) -> str:
    token = f"aws_session_token = {keys.session_token}\n" if keys.session_token else ""
    return f"aws_access_key_id = {keys.access_key_id}\naws_secret_access_key = {keys.secret_access_key}\n{token}"
