"""jsonschema without its checks of formats, which nobody here asks for: they parse the grammar of RFC 3987 for seconds."""

from __future__ import annotations

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # what Python takes for a module that is not there

from jsonschema import Draft202012Validator, validate  # noqa: E402  # after that

__all__ = ["Draft202012Validator", "validate"]
