"""The keys of one run of the embedded AWS: whoever does not have its secret can do nothing there.

Each key is derived from the secret, so that this process and the server know the same ones without telling each other, and
nobody learns another key from one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RunKeys:
    """The keys of one run.

    Attributes:
        secret: what all of them are derived from.
    """

    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> RunKeys:
        """Return keys that nobody can guess."""
        return cls(secrets.token_hex(32))

    def root_secret(self, account_id: str) -> str:
        """Return the secret access key of an account's root, whose access key id is the account's id."""
        return self._derived("root", account_id)[:40]

    def role_secret(self, session: str) -> str:
        """Return the secret of a session that Lambda opens with a function's role."""
        return self._derived("role", session)

    def portal_token(self, user: str) -> str:
        """Return the access token of a user who signed in to the access portal: the name and what proves it."""
        return f"{user}:{self._derived('portal', user)}"

    def user_of(self, portal_token: str) -> str:
        """Return whose access token it is; empty for one that this run did not give out."""
        user = portal_token.rpartition(":")[0]
        return user if hmac.compare_digest(self.portal_token(user).encode(), portal_token.encode()) else ""

    def link_key(self, action: str, subscription: str) -> str:
        """Return what proves that a link in an email is ours."""
        return self._derived("link", f"{action} {subscription}")

    @property
    def control_token(self) -> str:
        """What a request to the server's own paths, such as the mailbox, must carry."""
        return self._derived("control", "")

    def _derived(self, purpose: str, name: str) -> str:
        return hmac.new(self.secret.encode(), f"{purpose}:{name}".encode(), hashlib.sha256).hexdigest()
