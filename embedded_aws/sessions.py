"""boto3 sessions that talk to the embedded AWS, whatever the person's own AWS settings are."""

from __future__ import annotations

import copy
import functools
import os
from dataclasses import dataclass

import boto3
import botocore.hooks
import botocore.loaders
import botocore.session

from embedded_aws.keys import RunKeys


@dataclass(frozen=True)
class Credentials:
    """Keys of a principal."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


@dataclass(frozen=True)
class SessionFactory:
    """Makes sessions for one endpoint.

    Attributes:
        endpoint_url: where every service answers; works as AWS_ENDPOINT_URL too.
        keys: what the endpoint takes.
    """

    endpoint_url: str
    keys: RunKeys

    def root_credentials(self, account_id: str) -> Credentials:
        """Return the keys of an account's root."""
        return Credentials(account_id, self.keys.root_secret(account_id))

    def session(
        self, account_id: str, region: str = "us-east-1", credentials: Credentials | None = None
    ) -> boto3.Session:
        """Return a session of an account's root, or of the principal whose credentials are given."""
        keys = credentials or self.root_credentials(account_id)
        session = boto3.Session(
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            aws_session_token=keys.session_token,
            region_name=region,
            botocore_session=_botocore_session(),
        )
        for make in ("client", "resource"):
            setattr(session, make, functools.partial(getattr(session, make), endpoint_url=self.endpoint_url))
        return session


def sign_in(
    aws: SessionFactory, account_id: str, permission_set: str, user: str, region: str = "us-east-1"
) -> boto3.Session:
    """Return the session of somebody who signed in to the access portal and chose an account and a permission set."""
    return aws.session(account_id, region, signed_in_as(aws, account_id, permission_set, user, region))


def signed_in_as(
    aws: SessionFactory, account_id: str, permission_set: str, user: str, region: str = "us-east-1"
) -> Credentials:
    """Return the credentials of somebody who signed in; see `sign_in`."""
    portal = aws.session(account_id, region).client("sso")
    found = portal.get_role_credentials(
        roleName=permission_set, accountId=account_id, accessToken=aws.keys.portal_token(user)
    )
    keys = found["roleCredentials"]
    return Credentials(keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])


def _botocore_session() -> botocore.session.Session:
    # A profile that the person's environment names must not be looked for.
    session = botocore.session.Session(
        session_vars={"profile": (None, None, None, None)},
        event_hooks=copy.copy(_handlers()),
        include_builtin_handlers=False,
    )
    session.set_config_variable("config_file", os.devnull)
    session.set_config_variable("credentials_file", os.devnull)
    session.register_component("data_loader", _loader())
    return session


@functools.cache
def _handlers() -> botocore.hooks.HierarchicalEmitter:
    """The handlers that every session has; to register them is the slowest part of making one."""
    handlers = botocore.hooks.HierarchicalEmitter()
    botocore.session.Session(event_hooks=handlers)
    return handlers


@functools.cache
def _loader() -> botocore.loaders.Loader:
    """One loader for all sessions: reading the service models is the slowest part of making a client."""
    return botocore.loaders.create_loader()
