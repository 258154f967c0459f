"""What is sent to others tells no account, no address and no person, whatever AWS said."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from installer.verification.redaction import redacted

ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)
NAMES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), blacklist_characters="@"), min_size=1
)
ADDRESSES = st.builds("{}@{}.example".format, NAMES, NAMES)
KEYS = st.from_regex(r"(AKIA|ASIA)[A-Z0-9]{16}", fullmatch=True)
NODES = st.from_regex(r"(o-[a-z0-9]{10}|ou-[a-z0-9]{4}-[a-z0-9]{8}|r-[a-z0-9]{4})", fullmatch=True)
PEOPLE = st.from_regex(r"[A-Z][a-z]{4,8}Person", fullmatch=True)
SESSIONS = st.builds("arn:aws:sts::123456789012:assumed-role/Admin/{}".format, PEOPLE)


@given(st.lists(st.one_of(st.text(), ACCOUNTS, ADDRESSES, KEYS, NODES.map(" {} ".format), SESSIONS)))
def test_nothing_of_it_is_left(pieces: list[str]) -> None:
    text = redacted("".join(pieces))
    assert re.search(r"\d{12}", text) is None
    assert "@" not in text
    assert re.search(r"\b(AKIA|ASIA)[A-Z0-9]{16}", text) is None
    assert re.search(r"(^| )(o-[a-z0-9]{10}|ou-[a-z0-9]{4}-[a-z0-9]{8})( |$)", text) is None
    assert re.search(r"assumed-role/Admin", text) is None


@given(ADDRESSES)
@example("0000@:.example")
def test_no_part_of_an_address_before_its_sign_is_left(address: str) -> None:
    before = address.partition("@")[0]
    if re.fullmatch(r"\w{4,}", before):
        assert before not in redacted(f"It was sent to {address} yesterday.")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1f/jane@example.com is not authorized",
            "User: arn:aws:sts::<account>:assumed-role/<role>/<session> is not authorized",
        ),
        ("SecNotifTopic is named SC-111122223333-pp-abc-Sec", "SecNotifTopic is named SC-<account>-pp-abc-Sec"),
        ("arn:aws:iam::111122223333:user/jane may not", "arn:aws:iam::<account>:user/<user> may not"),
        ("invited web+shop@example.com, twice", "invited <address>, twice"),
        ("EventBridge matches as meant in 46 cases", "EventBridge matches as meant in 46 cases"),
    ],
)
def test_the_rest_stays(said: str, told: str) -> None:
    assert redacted(said) == told
