"""A Service Catalog that answers as slowly, and works on one share to a unit at a time, as AWS's does."""

from __future__ import annotations

import threading
import time
from typing import Any

from botocore.exceptions import ClientError

PAGE = 20


class FakeCatalog:
    """Shares of one portfolio.

    Args:
        seconds: how long each call takes.
        failing: targets whose share ends in an error.
        busy: how many calls find another share in progress; infinite: all of them.

    Attributes:
        calls: how many there were.
        stops_at: at which of them Ctrl-C is pressed, before anything is done; none at 0.
    """

    def __init__(self, seconds: float = 0.0, failing: tuple[str, ...] = (), busy: float = 0) -> None:
        self.shared: dict[str, str] = {}
        self.without_principals: set[str] = set()
        self.listed_as: dict[str, str] = {}
        self.calls = 0
        self.stops_at = 0
        self._seconds, self._failing, self._busy = seconds, failing, busy
        self._lock = threading.Lock()

    def create_portfolio_share(self, **arguments: Any) -> dict[str, str]:
        node = arguments["OrganizationNode"]
        self._call("CreatePortfolioShare")
        assert arguments["SharePrincipals"] is True
        with self._lock:
            if node["Value"] not in self._failing:
                self.shared[node["Value"]] = node["Type"]
        return {"PortfolioShareToken": f"share-{node['Value']}"}

    def update_portfolio_share(self, **arguments: Any) -> dict[str, str]:
        node = arguments["OrganizationNode"]
        self._call("UpdatePortfolioShare")
        assert arguments["SharePrincipals"] is True
        self.without_principals.discard(node["Value"])
        return {"PortfolioShareToken": f"share-{node['Value']}"}

    def delete_portfolio_share(self, **arguments: Any) -> dict[str, str]:
        node = arguments["OrganizationNode"]
        self._call("DeletePortfolioShare")
        with self._lock:
            del self.shared[node["Value"]]
        return {"PortfolioShareToken": f"share-{node['Value']}"}

    def describe_portfolio_share_status(self, PortfolioShareToken: str) -> dict[str, Any]:  # noqa: N803  # boto3's name
        self._call("DescribePortfolioShareStatus")
        target = PortfolioShareToken.removeprefix("share-")
        if target in self._failing:
            errors = [{"Accounts": [target], "Message": "The account is suspended."}]
            return {"Status": "COMPLETED_WITH_ERRORS", "ShareDetails": {"ShareErrors": errors}}
        return {"Status": "COMPLETED"}

    def describe_portfolio_shares(self, **arguments: Any) -> dict[str, Any]:
        self._call("DescribePortfolioShares")
        kind = {"ORGANIZATION_MEMBER_ACCOUNT": "ACCOUNT", "ACCOUNT": "none"}.get(arguments["Type"], arguments["Type"])
        found = sorted(value for value, type_ in self.shared.items() if type_ == kind)
        start = int(arguments.get("PageToken", 0))
        shown = found[start : start + PAGE]
        details = [
            {"PrincipalId": self.listed_as.get(one, one), "SharePrincipals": one not in self.without_principals}
            for one in shown
        ]
        page: dict[str, Any] = {"PortfolioShareDetails": details}
        return page | ({"NextPageToken": str(start + PAGE)} if len(found) > start + PAGE else {})

    def _call(self, operation: str) -> None:
        time.sleep(self._seconds)
        with self._lock:
            self.calls += 1
            if self.calls == self.stops_at:
                raise KeyboardInterrupt
            if operation.startswith("Create") and self._busy:
                self._busy -= 1
                raise ClientError({"Error": {"Code": "InvalidStateException", "Message": "Another share."}}, operation)
