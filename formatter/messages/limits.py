"""What Amazon SNS takes.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

SUBJECT_CHARACTERS = 100
MESSAGE_BYTES = 262_144


def cut_to_bytes(text: str, limit: int) -> str:
    """Return the longest start of the text that UTF-8 writes in at most that many bytes."""
    return text.encode("utf-8", "replace")[: max(limit, 0)].decode("utf-8", "ignore")
