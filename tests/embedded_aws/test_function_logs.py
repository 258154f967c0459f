"""What a function writes is in its log when its invocation has ended, however it ends and however busy the machine is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.functions import NAME, make_function

GROUP = f"/aws/lambda/{NAME}"

WRITES = "def handler(event, context):\n    [print('line', number) for number in range({lines})]\n"
ENDS = {
    "it returns": "",
    "it fails": "    raise ValueError('no')\n",
    "its process ends": "    import os; os._exit(1)\n",
}

READ_LATE = """
import queue, threading
from ministack.core import lambda_runtime
from embedded_aws.server import function_logs
from embedded_aws.server.function_start import END_OF_LOG
function_logs.install()
worker = lambda_runtime.Worker("f", {"Runtime": "python3.14"}, b"")
worker._stderr_queue = lines = queue.Queue()
lines.put("soon")
threading.Timer(0.3, lambda: [lines.put(line) for line in ("late", END_OF_LOG, "of the next one")]).start()
print(worker._drain_stderr_bounded().splitlines())
"""


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize("lines", [0, 3])
def test_each_line_is_in_the_log_of_its_invocation(embedded_aws: EmbeddedAws, lines: int, end: str) -> None:
    session = embedded_aws.session(new_account_id())
    session.client("logs").create_log_group(logGroupName=GROUP)
    make_function(session, WRITES.format(lines=lines) + end)
    for invocation in (1, 2):
        session.client("lambda").invoke(FunctionName=NAME)
        found = session.client("logs").filter_log_events(logGroupName=GROUP)["events"]
        assert sum(event["message"].startswith("line ") for event in found) == invocation * lines


def test_a_line_that_is_read_late_is_in_the_log_all_the_same() -> None:
    """A busy machine reads late what was written in time."""
    environment = {**os.environ, "GATEWAY_PORT": "1"}
    read = subprocess.run(
        [sys.executable, "-c", READ_LATE], env=environment, capture_output=True, text=True, check=True
    )
    assert read.stdout.splitlines()[-1] == "['soon', 'late']"
