"""The profiles that the try-out prints are who they say they are."""

from __future__ import annotations

import boto3
import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from local.profiles import write_profiles


def test_profiles_act_as_accounts_and_as_somebody_signed_in(
    embedded_aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = {"management": new_account_id(), "hub": new_account_id()}
    path = write_profiles(embedded_aws, accounts, {"owner": embedded_aws.root_credentials(accounts["hub"])})
    assert path.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, account in {**accounts, "owner": accounts["hub"]}.items():
        identity = boto3.Session(profile_name=name).client("sts").get_caller_identity()
        assert identity["Account"] == account
