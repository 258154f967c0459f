"""How long a message may be.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

SUBJECT_CHARACTERS = 99
"""SNS takes less than 100."""

MESSAGE_BYTES = 262_144
"""What SNS takes of one message in all protocols together."""

BODY_BYTES = 90_000
"""Ours: mail programs hide what comes after about 100 KB."""


def cut_to_bytes(text: str, limit: int) -> str:
    """Return the longest start of the text that UTF-8 writes in at most that many bytes."""
    return text.encode("utf-8", "replace")[: max(limit, 0)].decode("utf-8", "ignore")


def shortened(text: str, longest: int) -> str:
    """Return the text, its end replaced by dots where it is too long."""
    return text if len(text) <= longest else text[: max(longest - 3, 0)].rstrip() + "..."


def cut_in_the_middle(text: str, longest: int) -> str:
    """Return the text with dots in its middle where it is too long: names differ at their ends."""
    if len(text) <= longest:
        return text
    kept = longest - 1
    return f"{text[: kept - kept // 2]}…{text[len(text) - kept // 2 :]}"
