"""AWS Organizations as its members see it; MiniStack gives every account that asks an organization of its own.

Members read their organization, only the management account and delegated administrators read its tree, and an account
without an organization is told so.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ministack.app
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import organizations

from embedded_aws.server.organizations import trust
from embedded_aws.server.organizations.membership import management_of
from embedded_aws.server.service import ApiError, Headers, Response

_FOR_MEMBERS = ("DescribeOrganization",)
_READING = ("List", "Describe")
_MOVING = ("CreateAccount", "MoveAccount", "CloseAccount")

listeners: list[Callable[[str], None]] = []
"""What to call, with the management account, after an account came, moved or left."""


def install() -> None:
    """Let members see their organization, and add trusted access and delegated administrators."""
    organizations._DISPATCH.update(trust.OPERATIONS)
    organizations._DISPATCH["CreateOrganization"] = organizations._describe_organization
    handle = organizations.handle_request

    async def handle_in_organization(
        method: str, path: str, headers: Headers, body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            scope = _scope_of(operation)
        except ApiError as error:
            return error.response()
        with request_scope(scope, get_region()):
            response: Response = await handle(method, path, headers, body, query)
        if operation in _MOVING:
            for listener in listeners:
                listener(scope)
        return response

    ministack.app.SERVICE_HANDLERS["organizations"] = handle_in_organization


def _scope_of(operation: str) -> str:
    """Return the management account in whose records an operation works, or refuse it."""
    account_id = get_account_id()
    management = management_of(account_id)
    if operation == "CreateOrganization":
        if management is not None:
            raise ApiError("AlreadyInOrganizationException", "The AWS account is already a member of an organization.")
        return str(account_id)
    if management is None:
        raise ApiError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    reads = operation.startswith(_READING) and bool(trust.delegated_services(management, account_id))
    if account_id != management and operation not in _FOR_MEMBERS and not reads:
        raise ApiError("AccessDeniedException", "You don't have permissions to access this resource.")
    return management
