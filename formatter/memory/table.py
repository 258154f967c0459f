"""Calls on a table of DynamoDB, and what its errors mean.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from formatter.memory.interface import ConflictError, MemoryUnreachableError
from formatter.memory.rows import Attributes
from formatter.memory.updates import key_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_CONFLICTS = ("ConditionalCheckFailed", "TransactionConflict", "TransactionInProgress")
_THROTTLES = ("Throttling", "ProvisionedThroughputExceeded", "RequestLimitExceeded")
"""How the codes of errors and of a cancelled transaction's reasons begin."""

_ATTEMPTS = 8
"""Of a call that is throttled, beside the client's own attempts; a transaction's throttle the client does not see."""

_PAUSE = 0.2
_LONGEST_PAUSE = 2.0
"""Seconds at most before the second attempt, which each further one doubles, and before any. Limits are by the second: a sweep
that marks thousands of problems as told must wait seconds for the next one, or it tells them again."""

NO_REASON = "None"


class ThrottledError(MemoryUnreachableError):
    """The table took no more just now."""


class ConditionError(ConflictError):
    """A condition did not hold.

    Attributes:
        row: the row as it is, where the call asked for it; empty where there is none.
        reasons: of a transaction, one code an action; `None` for an action that could have been done.
    """

    def __init__(self, row: Attributes, reasons: Sequence[str]) -> None:
        super().__init__(", ".join(reasons))
        self.row = row
        self.reasons = reasons


class Table:
    """One table; every call may raise ThrottledError, ConditionError or MemoryUnreachableError."""

    def __init__(self, client: DynamoDBClient, name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self.name = name
        self._sleep = sleep

    def row(self, row_id: str) -> Attributes:
        """Read a row consistently; empty where there is none."""
        found: Attributes = self.call("get_item", Key=key_of(row_id), ConsistentRead=True).get("Item", {})
        return found

    def is_done(self, update: Mapping[str, Any]) -> bool:
        """Tell whether an update could be done; False where its condition did not hold."""
        try:
            self.call("update_item", **update)
        except ConditionError:
            return False
        return True

    def transact(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Do all updates, or none."""
        actions = [{"Update": {"TableName": self.name, **update}} for update in updates]
        self.answer("transact_write_items", TransactItems=actions)

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call an operation on the table."""
        return self.answer(operation, TableName=self.name, **arguments)

    def answer(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call, and again where the table took no more just now."""
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._try(operation, arguments)
            except ThrottledError:
                longest = min(_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE)
                self._sleep(random.uniform(longest / 2, longest))  # noqa: S311  # nobody is to guess it
        return self._try(operation, arguments)

    def _try(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**arguments)
        except ClientError as error:
            raise _as_ours(error) from error
        except BotoCoreError as error:
            raise MemoryUnreachableError(str(error)) from error
        return answer


def _as_ours(error: ClientError) -> Exception:
    """Return what an error of DynamoDB means: a condition that did not hold, a throttle, or no memory."""
    response: Mapping[str, Any] = error.response
    code = response.get("Error", {}).get("Code", "")
    reasons = tuple(reason.get("Code", NO_REASON) for reason in response.get("CancellationReasons", [])) or (code,)
    if any(reason.startswith(_THROTTLES) for reason in reasons):
        return ThrottledError(str(error))
    if any(reason.startswith(_CONFLICTS) for reason in reasons):
        return ConditionError(response.get("Item", {}), reasons)
    return MemoryUnreachableError(str(error))
