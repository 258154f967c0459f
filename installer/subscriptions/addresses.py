"""Whom a baseline subscription mails: asked of the account, of the organization, of a file, or one address for all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from botocore.exceptions import ClientError

from common.choices.patterns import ACCOUNT, EMAIL_ADDRESS
from installer.aws.session import Session
from installer.errors import UserError
from installer.subscriptions.accounts import AccountClients

AddressOf = Callable[[str, AccountClients], str]
"""Takes an account and clients in it; returns its address, empty where it has none."""


def fixed(address: str) -> AddressOf:
    """Return one address for all."""
    return lambda _account_id, _account: address


def of_security_contact(_account_id: str, account: AccountClients) -> str:
    """Return the account's alternate contact for security.

    https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
    """
    try:
        found = account.client("account").get_alternate_contact(AlternateContactType="SECURITY")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return ""
    return str(found["AlternateContact"]["EmailAddress"])


def of_tag(session: Session, key: str) -> AddressOf:
    """Return what looks an account's tag up in the organization.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html
    """
    organizations = session.client("organizations")

    def found(account_id: str, _account: AccountClients) -> str:
        pages = organizations.get_paginator("list_tags_for_resource").paginate(ResourceId=account_id)
        tags = {one["Key"]: one["Value"] for page in pages for one in page["Tags"]}
        return str(tags.get(key, ""))

    return found


def read_addresses(path: Path) -> Mapping[str, str]:
    """Return the address of each account in a CSV file with lines of account id and address.

    Raises:
        UserError: it cannot be read, or a line is wrong or says otherwise than one before; names the line.
    """
    known: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file), 1):
                if not row or (number == 1 and not row[0].strip().isdecimal()):
                    continue
                account, address = _pair(row, f"{path}, line {number}")
                if known.setdefault(account, address) != address:
                    raise UserError(f"{path}, line {number}: {account} has {known[account]} above already.")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as a CSV file in UTF-8: {error}.") from error
    return known


def of_table(known: Mapping[str, str]) -> AddressOf:
    """Return what looks an account up in a table."""
    return lambda account_id, _account: known.get(account_id, "")


def _pair(row: list[str], place: str) -> tuple[str, str]:
    account, address = (row[0].strip(), row[1].strip()) if len(row) > 1 else (row[0].strip(), "")
    if not ACCOUNT.expression.fullmatch(account):
        raise UserError(f"{place}: {account!r} is no account id; it has 12 digits.")
    if not EMAIL_ADDRESS.expression.fullmatch(address):
        raise UserError(f"{place}: {address!r} is no email address; it looks like security@example.com.")
    return account, address
