"""Give functions what AWS Lambda gives them: the runtime's boto3 and nothing else of this checkout's packages.

Code is unpacked once, when a function is made, as Lambda prepares it then; MiniStack would unpack it at every cold start.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime

from embedded_aws.server.function_process import FunctionProcess, prepare

RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six")
"""What the Python runtime brings along.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
"""

_preparing = threading.Lock()


def install() -> None:
    """Run Python functions with the runtime's packages only, so that one missing in a zip is noticed."""
    link_runtime(_runtime())
    lambda_runtime.subprocess = SimpleNamespace(
        Popen=_start, PIPE=subprocess.PIPE, STDOUT=subprocess.STDOUT, DEVNULL=subprocess.DEVNULL
    )
    lambda_runtime.zipfile = SimpleNamespace(ZipFile=_UnpackedOnce, BadZipFile=zipfile.BadZipFile)


def prepare_soon(code: bytes) -> None:
    """Unpack and compile a function's code, and import the runtime's packages, while its stack is still being made."""
    threading.Thread(target=_unpacked, args=(code,), daemon=True).start()
    prepare(_runtime())


def link_runtime(folder: Path) -> None:
    """Put what the runtime brings along into a folder, for whatever Python: none of it is compiled code."""
    folder.mkdir()
    for name in RUNTIME_PACKAGES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            origin = Path(found.origin)
            source = origin.parent if origin.name == "__init__.py" else origin
            (folder / source.name).symlink_to(source)


def _runtime() -> Path:
    return Path(tempfile.gettempdir()) / "python-runtime"


def _start(arguments: Sequence[str], **how: Any) -> Any:
    is_python = arguments[0] == sys.executable
    return FunctionProcess(_runtime(), arguments, **how) if is_python else subprocess.Popen(arguments, **how)  # noqa: S603  # as MiniStack does


class _UnpackedOnce(zipfile.ZipFile):
    """A zip whose content is linked where MiniStack wants it unpacked."""

    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
        """Replace the empty folder by a link; functions get their code read-only anyway."""
        if Path(path).name != "code" or self.filename is None:
            super().extractall(path, members, pwd)
            return
        folder = _unpacked(Path(self.filename).read_bytes())
        Path(path).rmdir()
        Path(path).symlink_to(folder, target_is_directory=True)


def _unpacked(code: bytes) -> Path:
    folder = Path(tempfile.gettempdir()) / f"code-{hashlib.sha256(code).hexdigest()[:16]}"
    with _preparing:
        if not folder.exists():
            with zipfile.ZipFile(io.BytesIO(code)) as archive:
                archive.extractall(folder)
            _compile(folder)
    return folder


def _compile(folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # A function whose code does not compile says so itself when it starts.
    subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-S", "-m", "compileall", "-q", str(folder)], env=environment, check=False, capture_output=True
    )
