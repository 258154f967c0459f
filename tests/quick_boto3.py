"""Let boto3 find out once what it finds out anew for each session, client or call, though none of it changes.

A command makes its sessions and clients once, so that nobody waits for this. Tests call hundreds of commands in one process:
two fifths of what that cost went into the same models, classes, names and signatures again. tests/conftest.py calls `install`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from botocore import hooks, useragent
from botocore.client import ClientCreator
from botocore.hooks import EventAliaser
from botocore.loaders import JSONFileLoader
from botocore.model import ServiceModel


def install() -> None:
    """Replace what botocore does again and again by what it found the first time."""
    _read_files_once()
    _make_models_and_classes_once()
    _alias_event_names_once()
    _look_at_handlers_once()
    useragent.sanitize_user_agent_string_component = functools.lru_cache(maxsize=None)(
        useragent.sanitize_user_agent_string_component
    )


def _read_files_once() -> None:
    # But botocore writes into the table of endpoints that it works with, and the formatter's zip holds that table as it is.
    read_anew = functools.partial(JSONFileLoader.load_file, JSONFileLoader())
    read_once = functools.lru_cache(maxsize=None)(read_anew)
    JSONFileLoader.load_file = lambda _, path: (read_anew if path.endswith("endpoints") else read_once)(path)


def _make_models_and_classes_once() -> None:
    load_model, make_class = ClientCreator._load_service_model, ClientCreator._create_client_class
    models: dict[tuple[str, str | None], ServiceModel] = {}
    classes: dict[str, type] = {}

    def load_once(creator: ClientCreator, service_name: str, api_version: str | None = None) -> ServiceModel:
        key = (service_name, api_version)
        if key not in models:
            models[key] = load_model(creator, service_name, api_version)
        return models[key]

    def make_once(creator: ClientCreator, service_name: str, service_model: ServiceModel) -> type:
        if service_name not in classes:
            classes[service_name] = make_class(creator, service_name, service_model)
        return classes[service_name]

    ClientCreator._load_service_model, ClientCreator._create_client_class = load_once, make_once


def _alias_event_names_once() -> None:
    name_of = functools.lru_cache(maxsize=None)(functools.partial(EventAliaser._alias_event_name, EventAliaser(None)))
    EventAliaser._alias_event_name = lambda _, name: name_of(name)


def _look_at_handlers_once() -> None:
    # Of the function itself, since each client's bound method is another one; a closure that has come and gone may go.
    accepts = functools.lru_cache(maxsize=1000)(hooks.accepts_kwargs)

    def accepts_once(handler: Callable[..., Any]) -> Any:
        return accepts(getattr(handler, "__func__", handler))

    hooks.accepts_kwargs = accepts_once
