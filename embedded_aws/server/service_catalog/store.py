"""What Service Catalog keeps: portfolios, products with their versions, shares, and what was provisioned from them."""

from __future__ import annotations

import secrets
import string
import time
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.server.service import ApiError

_ALPHABET = string.ascii_lowercase + string.digits
_ID_LENGTH = 13


def new_id(prefix: str) -> str:
    """Return an identifier of the form that Service Catalog gives, such as prod-abcdefghijklm."""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


@dataclass
class Version:
    """A provisioning artifact."""

    id: str
    name: str
    description: str
    template_url: str
    created: float = field(default_factory=time.time)
    active: bool = True
    guidance: str = "DEFAULT"


@dataclass
class Product:
    """A product of the account that owns it; `details` holds what its owner says about it."""

    id: str
    account_id: str
    region: str
    details: dict[str, str]
    versions: dict[str, Version] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    created: float = field(default_factory=time.time)

    @property
    def name(self) -> str:
        """Name that people see."""
        return self.details["Name"]

    @property
    def arn(self) -> str:
        """ARN of the product."""
        return f"arn:aws:catalog:{self.region}:{self.account_id}:product/{self.id}"


@dataclass
class Constraint:
    """A rule for launching a product from a portfolio."""

    id: str
    type: str
    product_id: str
    portfolio_id: str
    description: str
    parameters: dict[str, Any]


@dataclass
class Share:
    """A portfolio's share to `target`: an organization, organizational unit or account."""

    type: str
    target: str
    share_principals: bool = False
    share_tag_options: bool = False
    accepted: set[str] = field(default_factory=set)


@dataclass
class Portfolio:
    """A portfolio of the account that owns it.

    Attributes:
        principals: by account id, principal ARN to type; an account that got the share adds its own.
        shares: by target.
    """

    id: str
    account_id: str
    region: str
    details: dict[str, str]
    products: set[str] = field(default_factory=set)
    principals: dict[str, dict[str, str]] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    created: float = field(default_factory=time.time)

    @property
    def arn(self) -> str:
        """ARN of the portfolio."""
        return f"arn:aws:catalog:{self.region}:{self.account_id}:portfolio/{self.id}"


portfolios: dict[str, Portfolio] = {}
products: dict[str, Product] = {}


def own_portfolios() -> list[Portfolio]:
    """Return the portfolios of the request's account and Region."""
    return [portfolio for portfolio in portfolios.values() if is_here(portfolio)]


def own_products() -> list[Product]:
    """Return the products of the request's account and Region."""
    return [product for product in products.values() if is_here(product)]


def is_here(owned: Portfolio | Product) -> bool:
    """Return whether something belongs to the request's account and Region."""
    return (owned.account_id, owned.region) == (get_account_id(), get_region())


def own_portfolio(portfolio_id: str) -> Portfolio:
    """Return a portfolio of the request's account and Region."""
    portfolio = portfolios.get(portfolio_id)
    if portfolio is None or not is_here(portfolio):
        raise ApiError("ResourceNotFoundException", f"Portfolio {portfolio_id} not found.")
    return portfolio


def own_product(product_id: str) -> Product:
    """Return a product of the request's account and Region."""
    product = products.get(product_id)
    if product is None or not is_here(product):
        raise ApiError("ResourceNotFoundException", f"Product {product_id} not found.")
    return product


def version_of(product: Product, version_id: str) -> Version:
    """Return a version of a product."""
    version = product.versions.get(version_id)
    if version is None:
        raise ApiError("ResourceNotFoundException", f"Provisioning Artifact {version_id} not found.")
    return version


def as_tags(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as the API lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def from_tags(tags: list[dict[str, str]] | None) -> dict[str, str]:
    """Return tags from the API's list."""
    return {tag["Key"]: tag["Value"] for tag in tags or []}
