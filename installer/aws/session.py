"""Sessions of boto3, of a profile or of the environment."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ProfileNotFound
from botocore.loaders import Loader, create_loader

from common.choices.patterns import REGION
from installer.aws.sentences import sentence
from installer.errors import UserError

_CALLS = Config(retries={"mode": "adaptive", "total_max_attempts": 10})
"""Service Catalog and Organizations answer few calls a second; adaptive retries slow down instead of failing."""

_LOCK = threading.Lock()
"""boto3 makes clients one at a time; used, they may be by several threads.

https://docs.aws.amazon.com/boto3/latest/guide/clients.html#multithreading-or-multiprocessing-with-clients
"""


if TYPE_CHECKING:
    # Whoever takes a session takes any; boto3's knows the client of each service by the service's name.
    Session = boto3.Session
else:

    class Session(boto3.Session):
        """A boto3 session whose clients are patient where AWS is slow, and made once for each service and Region."""

        def __init__(self, **arguments: object) -> None:
            found = botocore.session.Session(profile=arguments.get("profile_name"))
            found.register_component("data_loader", _loader(found.get_config_variable("data_path")))
            super().__init__(botocore_session=found, **arguments)
            self._clients = {}

        def client(self, service_name: str, **arguments: object) -> object:
            """Return a client; see boto3."""
            with _LOCK:
                if arguments.keys() - {"region_name"}:
                    return super().client(service_name, **({"config": _CALLS} | arguments))
                key = (service_name, arguments.get("region_name") or self.region_name)
                if key not in self._clients:
                    self._clients[key] = super().client(service_name, config=_CALLS, **arguments)
                return self._clients[key]


@functools.cache
def _loader(data_path: str | None) -> Loader:
    """Return one loader for all sessions: each of its own would look through the folders of four hundred services."""
    return create_loader(data_path)


def session(profile: str | None, region: str | None) -> Session:
    """Return a session of the profile, else of the environment.

    Raises:
        UserError: there is no such profile, or no Region is set that looks like one, or the profile is not signed in.
    """
    try:
        found = Session(profile_name=profile, region_name=region)
    except ProfileNotFound as error:
        named = error.kwargs["profile"]
        known = ", ".join(_profiles()) or "none"
        raise UserError(f"There is no profile {named!r}. Profiles in your AWS configuration: {known}.") from None
    if found.region_name is None:
        raise UserError("No Region is set: name one with --region, for example --region eu-west-1.")
    if not REGION.expression.fullmatch(found.region_name):
        raise UserError(f"{found.region_name!r} is no {REGION.what}; {REGION.example}")
    _check_credentials(found)
    return found


def _check_credentials(found: Session) -> None:
    """Get the credentials now, while it is known whose they are.

    Raises:
        UserError: they cannot be had.
    """
    try:
        credentials = found.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
    except BotoCoreError as error:
        raise UserError(sentence(error, found.profile_name)) from error


def _profiles() -> list[str]:
    """Return the profiles of the AWS configuration, whatever profile the environment names."""
    return botocore.session.Session(session_vars={"profile": (None, None, None, None)}).available_profiles
