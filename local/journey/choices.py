"""What the person who tries it out may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from product.subscription.form import names


@dataclass(frozen=True)
class Choices:
    """The owner's answers on the form, and who they are.

    Attributes:
        email: address that gets the emails.
        minimum_severity: Critical, High, Medium or Low.
        tag_key: only findings about resources with this tag; empty: all.
        tag_values: values of that tag, separated by commas; empty: any.
        owner: user name of the workload owner.
        portal: Identity Center portal that links in emails use.
    """

    email: str = "you@example.com"
    minimum_severity: str = "High"
    tag_key: str = ""
    tag_values: str = ""
    owner: str = "jane"
    portal: str = "my-company"

    def answers(self) -> Mapping[str, str]:
        """Return the answers by parameter of the product."""
        given = {
            names.EMAIL_ADDRESSES: self.email,
            names.MINIMUM_SEVERITY: self.minimum_severity,
            names.TAG_KEY: self.tag_key,
            names.TAG_VALUES: self.tag_values,
        }
        return {name: value for name, value in given.items() if value}
