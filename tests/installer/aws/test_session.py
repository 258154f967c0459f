"""A session makes a client once."""

from __future__ import annotations

from installer.aws.session import Session


def test_a_client_is_made_once_for_each_service_and_region_whether_the_region_is_named_or_not() -> None:
    session = Session(region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret")
    assert session.client("sts") is session.client("sts", region_name="eu-west-1")
    assert session.client("sts") is not session.client("sts", region_name="us-east-1")
    assert session.client("sts") is not session.client("s3")
