"""Nothing listens but on loopback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from embedded_aws.process import EmbeddedAws


def listening(process: str) -> set[str]:
    """Return the addresses on which a process listens, as /proc writes them."""
    sockets = set()
    for descriptor in Path("/proc", process, "fd").iterdir():
        try:
            sockets.add(str(descriptor.readlink()))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        rows = [line.split() for line in Path("/proc", process, "net", table).read_text().splitlines()[1:]]
        found |= {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets}
    return found


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("latin-1")
    except OSError:
        return ""


def test_every_listener_is_on_loopback(embedded_aws: EmbeddedAws) -> None:
    folder = str(embedded_aws.folder)
    processes = [one.name for one in Path("/proc").glob("[0-9]*") if folder in _read(one / "environ")]
    assert processes
    assert {address for one in processes for address in listening(one)} == {"0100007F"}


SERVER = """
import socket
from embedded_aws.server import run
run.begin("secret")
for address in [("", 0), ("0.0.0.0", 0), ("::", 0, 0, 0)]:
    try:
        socket.socket(socket.AF_INET6 if len(address) > 2 else socket.AF_INET).bind(address)
    except PermissionError as error:
        print(error)
socket.socket().bind(("127.0.0.1", 0))
print("loopback")
"""


def test_the_server_can_listen_nowhere_else() -> None:
    output = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, text=True, check=True).stdout
    *refusals, last = output.splitlines()
    assert [line.startswith("The embedded AWS listens on 127.0.0.1 only") for line in refusals] == [True] * 3
    assert last == "loopback"
