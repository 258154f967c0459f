"""What the portfolio template is made of: the admin's choices, and the product's versions."""

from __future__ import annotations

from dataclasses import dataclass

from common.choices.configuration import Configuration


@dataclass(frozen=True)
class Version:
    """One version of the product, as CloudFormation lists it.

    Attributes:
        name: name that owners see.
        description: what is in it.
        template_url: address of its template, which never changes.
    """

    name: str
    description: str
    template_url: str


@dataclass(frozen=True, kw_only=True)
class PortfolioOptions(Configuration):
    """The admin's choices with the product's versions.

    Attributes:
        versions: all versions, oldest first.
    """

    versions: tuple[Version, ...]
