"""Serve on 127.0.0.1 until the parent process ends, and leave nothing behind.

The first line of its input is the run's secret.

Prints one line of JSON when it is ready: `endpoint_url`, or `error` with the reason why it cannot serve.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import threading
from typing import NoReturn

from embedded_aws.door import HOST
from embedded_aws.server import run


def main() -> None:
    """Take the port, tell MiniStack about it, and serve."""
    wanted = int(sys.argv[1])
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, wanted))
    except OSError as error:
        _say({"error": f"Port {wanted} of {HOST} cannot be used: {error.strerror}. Name another one, or none."})
        return
    listener.listen()
    port = listener.getsockname()[1]
    # MiniStack reads its settings when it is imported.
    os.environ["GATEWAY_PORT"] = str(port)
    run.begin(sys.stdin.buffer.readline().decode().strip())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(_serve(listener, f"http://{HOST}:{port}"))


async def _serve(listener: socket.socket, endpoint_url: str) -> None:
    from hypercorn.asyncio import serve  # noqa: PLC0415  # MiniStack patches hypercorn, so it comes first
    from hypercorn.config import Config  # noqa: PLC0415

    from embedded_aws.server.application import application  # noqa: PLC0415  # reads GATEWAY_PORT

    # MiniStack has read its own log level; functions inherit the environment and shall log as AWS Lambda lets them.
    os.environ.pop("LOG_LEVEL")
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    asyncio.get_running_loop().call_soon(_say, {"endpoint_url": endpoint_url})
    await serve(application, config)  # type: ignore[arg-type]  # its framework types


def _say(answer: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> NoReturn:
    """Wait until the parent's end of standard input closes, which happens however it ends."""
    sys.stdin.buffer.read()
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)
    raise SystemExit


main()
