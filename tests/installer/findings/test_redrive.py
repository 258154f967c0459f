"""Dead letters reach the formatter again and become emails."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from installer.findings.redrive import event_of, redrive
from installer.formatter_zip.build import build_formatter_zip
from local.embedded_aws import EmbeddedAws
from tests.product.subscription.deployment import ADDRESS, Account

EVENT: dict[str, Any] = {
    "detail-type": "Security Hub Findings - Imported",
    "detail": {"findings": [{"Id": "dead-1", "Title": "Title of dead-1.", "Severity": {"Label": "HIGH"}}]},
}
LETTERS = {
    "from EventBridge": EVENT,
    "from Lambda": {"version": "1.0", "requestContext": {"condition": "RetriesExhausted"}, "requestPayload": EVENT},
}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_both_kinds_of_letters_hold_the_event(letter: dict[str, Any]) -> None:
    assert event_of(json.dumps(letter)) == EVENT


def test_redrive(embedded_aws: EmbeddedAws) -> None:
    account = Account(embedded_aws)
    account.session.client("s3").put_object(Bucket=account.bucket, Key="formatter.zip", Body=build_formatter_zip())
    deployed = account.deploy(ADDRESS)
    queue = deployed.outputs["DeadLetterQueueUrl"]
    for number, letter in enumerate(LETTERS.values()):
        body = json.dumps(letter).replace("dead-1", f"dead-{number}")
        deployed.client("sqs").send_message(QueueUrl=queue, MessageBody=body)
    (done,) = redrive(account.session)
    assert (done.stack, done.events) == (deployed.name, 2)
    for _ in range(200):
        mailed = "".join(email.body for email in embedded_aws.mailbox() if account.id in email.subscription)
        if "Title of dead-0." in mailed and "Title of dead-1." in mailed:
            break
        time.sleep(0.05)
    assert "Title of dead-0." in mailed
    assert "Title of dead-1." in mailed
    assert redrive(account.session)[0].events == 0
