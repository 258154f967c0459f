"""Clients of the services that the function calls, made as fast as a cold start needs.

botocore alone: boto3 adds nothing that is used here and takes a tenth of a cold start. The function's zip brings models of the
few operations that are called; where they are missing, botocore reads its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.session import get_session

MODELS = "formatter/models"
"""Folder of the models in the zip."""

_CALLS = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
"""An outage is noticed well within the function's time."""

_SENDING = _CALLS.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
"""An email whose answer was lost has perhaps gone out: each further attempt might be one more. The sweep makes it, once."""


def make_clients(*services: str) -> tuple[Any, ...]:
    """Return a client of each service, such as `dynamodb`, for the Region and role of the environment."""
    session = get_session()
    session.set_config_variable("data_path", str(Path(__file__).parents[1] / MODELS))
    configs = {service: _SENDING if service == "sns" else _CALLS for service in services}
    return tuple(session.create_client(service, config=config) for service, config in configs.items())
