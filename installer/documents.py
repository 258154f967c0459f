"""What `--json` prints, by command. Keys are stable: one may be added, none is renamed or taken away without a new `format`.

`docs/output.schema.json` is made of these; a test holds what the commands print against it. Long, since each command
has its document, a few keys each.
"""

from __future__ import annotations

from typing import Literal, TypedDict

FORMAT = 1


class Document(TypedDict):
    """What every document begins with."""

    format: int
    command: str
    account: str


def heading(command: str, account: str) -> Document:
    """Return the beginning of a document."""
    return {"format": FORMAT, "command": command, "account": account}


class ChangeDocument(TypedDict):
    """One change of a plan."""

    region: str
    kind: str
    name: str
    action: str
    before: str
    after: str
    takes_away: bool
    text: str


class AffectedDocument(TypedDict):
    """Whom a plan concerns in a Region: accounts that get the portfolio, and their subscriptions by version."""

    region: str
    accounts: int
    unknown: int
    subscriptions: dict[str, int]


class PlanDocument(Document):
    """Of `plan`, `share` and `install`: what would change, or has."""

    changes: list[ChangeDocument]
    affected: list[AffectedDocument]
    notes: list[str]
    done: bool


class HubDocument(TypedDict):
    """An installed hub."""

    region: str
    portfolio_id: str
    product_id: str
    product_arn: str


class InstallDocument(PlanDocument):
    """Of `install`."""

    hubs: list[HubDocument]


class StepDocument(TypedDict):
    """A step of `organization`."""

    title: str
    state: Literal["done", "pending", "refused", "kept", "failed"]
    lines: list[str]


class OrganizationDocument(Document):
    """Of `organization`."""

    steps: list[StepDocument]
    done: bool


class StackDocument(TypedDict):
    """A stack; its status is empty where there is none."""

    name: str
    status: str
    reason: str
    protected: bool


class VersionDocument(TypedDict):
    """A version of the product."""

    id: str
    name: str
    guidance: str
    active: bool


class ShareDocument(TypedDict):
    """With whom the portfolio is shared."""

    type: str
    id: str
    principals: bool


class RegionDocument(TypedDict):
    """The hub in one Region, as `status` tells it."""

    region: str
    installed: bool
    stacks: list[StackDocument]
    portfolio_id: str
    product_arn: str
    versions: list[VersionDocument]
    principals: list[str]
    launch_role: str
    shares: list[ShareDocument]
    objects: dict[str, str]
    problems: list[str]


class FailureDocument(TypedDict):
    """An account with a reason."""

    account: str
    reason: str


class LaunchRoleDocument(TypedDict):
    """Where the launch role is."""

    region: str
    present: list[str]
    failed: list[FailureDocument]
    missing: list[str]
    problems: list[str]


class PermissionSetDocument(TypedDict):
    """The permission set, and for which products it was made; none where somebody else made it."""

    region: str
    exists: bool
    products: list[str]
    problems: list[str]


class StatusDocument(Document):
    """Of `status`; no launch role and no permission set where they cannot be seen from the account."""

    regions: list[RegionDocument]
    launch_role: LaunchRoleDocument | None
    permission_set: PermissionSetDocument | None


class SubscriptionDocument(TypedDict):
    """A subscription in an account."""

    id: str
    name: str
    version: str
    status: str
    outdated: bool
    baseline: bool
    minimum_severity: str
    confirmed: int | None
    unconfirmed: int | None
    protected_addresses: list[str] | None


class AccountDocument(TypedDict):
    """An account, as `coverage` tells it."""

    region: str
    account: str
    name: str
    unit: str
    state: Literal["subscribed", "outdated", "none", "unknown"]
    subscriptions: list[SubscriptionDocument]
    problem: str


class CoverageDocument(Document):
    """Of `coverage`."""

    accounts: list[AccountDocument]
    totals: dict[str, int]


class TimeDocument(TypedDict):
    """Within how many seconds half of something was done, and nine tenths of it; none where it never was."""

    half: int | None
    nine_tenths: int | None


class FiguresDocument(TypedDict):
    """How the problems of one severity stand; `oldest` is a time, none where nothing is open."""

    severity: str
    open: int
    overdue: int
    taken_on: int
    oldest: str | None
    time_to_tell: TimeDocument
    time_to_take_on: TimeDocument
    time_to_close: TimeDocument


class ReportedDocument(TypedDict):
    """A subscription, as `report` tells it; `as_of` is empty where nothing was counted yet, `problem` says why."""

    region: str
    account: str
    name: str
    unit: str
    subscription: str
    as_of: str
    severities: list[FiguresDocument]
    problem: str


class ReportDocument(Document):
    """Of `report`: each subscription, and all of them together; `unread` are the accounts that could not be read."""

    subscriptions: list[ReportedDocument]
    totals: list[FiguresDocument]
    unread: list[FailureDocument]


class OperationDocument(TypedDict):
    """What `enroll` or `update-subscriptions` does, or has done, in an account."""

    region: str
    account: str
    name: str
    action: str
    state: Literal["planned", "done", "skipped", "failed"]
    text: str


class OperationsDocument(Document):
    """Of `enroll` and `update-subscriptions`."""

    operations: list[OperationDocument]
    done: bool


class CheckDocument(TypedDict):
    """A check of `doctor`."""

    name: str
    result: Literal["pass", "fail", "unknown", "note"]
    found: str
    mend: str


class DoctorDocument(Document):
    """Of `doctor`."""

    region: str
    checks: list[CheckDocument]


class UninstallDocument(Document):
    """Of `uninstall`: by Region whether something was there, and what became of launch role and permission set."""

    regions: dict[str, bool]
    lines: list[str]
    problems: list[str]


class RedrivenDocument(TypedDict):
    """Dead letters of one subscription."""

    stack: str
    handed_over: int
    left: int
    problem: str


class RedriveDocument(Document):
    """Of `redrive`."""

    subscriptions: list[RedrivenDocument]


class TestFindingDocument(Document):
    """Of `test-finding`."""

    finding_id: str
    findings: list[str]
    ways: list[Literal["imported", "handed over", "guardduty"]]
    resolved: bool


VerdictName = Literal["as expected", "differs", "skipped", "failed", "planned"]


class VerifiedStepDocument(TypedDict):
    """A step of `verify`, and the facts that it settles."""

    step: str
    title: str
    makes: str
    cost: str
    verdict: VerdictName
    expected: str
    found: str
    settles: list[str]
    seconds: int


class VerifyHeading(Document):
    """What the document of `verify` begins with; the account is empty, so that it may be sent to others."""

    region: str
    versions: dict[str, str]


class VerifyDocument(VerifyHeading):
    """Of `verify`: what came of each step, and what could not be taken away; without account ids and addresses."""

    steps: list[VerifiedStepDocument]
    left: list[str]


DOCUMENTS: dict[str, type] = {
    "plan": PlanDocument,
    "share": PlanDocument,
    "install": InstallDocument,
    "organization": OrganizationDocument,
    "status": StatusDocument,
    "coverage": CoverageDocument,
    "report": ReportDocument,
    "enroll": OperationsDocument,
    "update-subscriptions": OperationsDocument,
    "doctor": DoctorDocument,
    "uninstall": UninstallDocument,
    "redrive": RedriveDocument,
    "test-finding": TestFindingDocument,
    "verify": VerifyDocument,
}
"""By command, what it prints with `--json`."""
