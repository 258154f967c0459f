"""The two names that powertools takes from typing_extensions; compiling the whole of it is a tenth of a cold start."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 13):  # as in Lambda; older ones run the function only where the product is tried
    from typing import NotRequired
    from warnings import deprecated
else:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Decorated = TypeVar("Decorated")
    NotRequired = Any

    def deprecated(_message: str, **_options: object) -> Callable[[Decorated], Decorated]:
        """Return the decorator that marks nothing."""
        return lambda decorated: decorated


__all__ = ["NotRequired", "deprecated"]
