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
    # asyncio sends small answers at once only on what says that it is TCP.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
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
    """Serve by uvicorn, which parses requests in C: by hypercorn, which MiniStack starts, a call costs half as much again."""
    import uvicorn  # noqa: PLC0415  # nobody needs it where the port is taken

    from embedded_aws.server.application import application  # noqa: PLC0415  # reads GATEWAY_PORT

    # MiniStack has read its own log level; functions inherit the environment and shall log as AWS Lambda lets them.
    os.environ.pop("LOG_LEVEL")
    config = uvicorn.Config(
        application,
        loop="asyncio",
        http="httptools",
        ws="none",  # browsers let any page open a WebSocket, and nothing of ours needs one
        log_level="warning",
        access_log=False,
        # MiniStack answers with the headers that AWS sends.
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
    )
    asyncio.get_running_loop().call_soon(_say, {"endpoint_url": endpoint_url})
    await uvicorn.Server(config).serve(sockets=[listener])


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
