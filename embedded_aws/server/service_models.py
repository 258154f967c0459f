"""Look through botocore's services once, where MiniStack does so anew for each service whose answers it words."""

from __future__ import annotations

import functools

import botocore.session


def install() -> None:
    """Have all sessions of botocore in this process share one loader of models."""
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
