"""Give functions what AWS Lambda gives them: the runtime's boto3, and nothing else of this checkout's packages."""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
from pathlib import Path

from ministack.core import lambda_runtime

RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six")
"""What the Python runtime brings along.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
"""


def install() -> None:
    """Run Python functions with the runtime's packages only, so that one missing in a zip is noticed."""
    folder = Path(os.environ["TMPDIR"]) / "python-runtime"
    folder.mkdir()
    for name in RUNTIME_PACKAGES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            origin = Path(found.origin)
            source = origin.parent if origin.name == "__init__.py" else origin
            (folder / source.name).symlink_to(source)
    interpreter = folder / "python"
    # -S leaves out this checkout's site-packages.
    interpreter.write_text(f'#!/bin/sh\nPYTHONPATH={folder} exec {sys.executable} -S "$@"\n', encoding="utf-8")
    interpreter.chmod(interpreter.stat().st_mode | stat.S_IXUSR)
    detect = lambda_runtime._detect_runtime_binary

    def detect_binary(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        return (str(interpreter) if runtime.startswith("python") else binary), script

    lambda_runtime._detect_runtime_binary = detect_binary
