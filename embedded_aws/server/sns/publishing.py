"""Refuse messages that SNS refuses: bad subjects, and texts by protocol that are not as it wants them.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from ministack.services import sns

_LONGEST_SUBJECT = 99
"""UTF-8 "with no line breaks or control characters, and less than 100 characters long"."""


def install() -> None:
    """Check each message before it is published."""
    publish = sns.publish_internal

    def publish_checked(topic_arn: str, message: Any, subject: str = "", **named: Any) -> Any:
        problem = _problem_of_subject(subject) or _problem_of_message(message, named.get("message_structure", ""))
        if problem:
            raise sns.SnsPublishError("InvalidParameter", f"Invalid parameter: {problem}")
        return publish(topic_arn, message, subject, **named)

    sns.publish_internal = publish_checked


def _problem_of_subject(subject: str) -> str:
    is_clean = not any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in subject)
    return "" if is_clean and len(subject) <= _LONGEST_SUBJECT else "Subject"


def _problem_of_message(message: Any, structure: str) -> str:
    if not message:
        return "Empty message"
    if not structure:
        return ""
    if structure != "json":
        return "Message Structure"
    try:
        texts = json.loads(message, object_pairs_hook=_without_duplicates)
    except ValueError:
        return "Message Structure - JSON message body failed to parse"
    if not isinstance(texts, dict) or not isinstance(texts.get("default"), str):
        return "Message Structure - No default entry in JSON message body"
    return ""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
