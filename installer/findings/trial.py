"""Try the subscriptions of an account with a finding of our own, each in the way that reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from botocore.exceptions import ClientError

from installer.aws.identity import caller
from installer.aws.session import Session
from installer.errors import UserError
from installer.findings.deployed import Deployed, deployed
from installer.findings.newer_sample import hand_over, make_guardduty_sample, newer_event
from installer.findings.sample import import_test_finding

_DENIED = ("AccessDenied", "AccessDeniedException")


class Way(str, Enum):
    """How a finding comes to a subscription."""

    IMPORTED = "imported"
    HANDED_OVER = "handed over"
    GUARDDUTY = "guardduty"


@dataclass(frozen=True)
class Trial:
    """A finding that was made.

    Attributes:
        way: how it comes.
        finding: its id; of GuardDuty's, whose id nobody tells, its type.
        told: what to expect, in one line.
    """

    way: Way
    finding: str
    told: str


def try_subscriptions(session: Session, severity: str, tags: Mapping[str, str], now: datetime) -> tuple[Trial, ...]:
    """Make a finding for every kind of subscription that the account has; where it has none, import one.

    Raises:
        UserError: Security Hub is not enabled here, or refuses the finding, or nothing can reach a subscription.
    """
    found = _deployed(session)
    trials = []
    if any(one.is_on_cspm for one in found) or not found:
        trials.append(_imported(session, severity, tags, now))
    newer = [one for one in found if not one.is_on_cspm]
    trials += [_handed_over(session, one, severity, tags, now) for one in newer if one.function]
    if any(not one.function for one in newer):
        trials.append(_sampled(session, severity))
    return tuple(trials)


def require_resolvable(session: Session) -> None:
    """Return if a test finding can be resolved for some subscription, or nobody may say so.

    Raises:
        UserError: all subscriptions listen to the newer Security Hub, which holds no test finding.
    """
    found = _deployed(session)
    if found and not any(one.is_on_cspm for one in found):
        raise UserError(
            "The subscriptions of this account listen to the newer Security Hub, which holds no test finding that could be "
            "resolved; before they remind anybody of it they see that it is not there, and tell NO LONGER REPORTED."
        )


def _deployed(session: Session) -> tuple[Deployed, ...]:
    """Return the subscriptions; none where they may not be looked at."""
    try:
        return deployed(session, caller(session)["Account"])
    except ClientError as error:
        if error.response["Error"]["Code"] not in _DENIED:
            raise
        return ()


def _imported(session: Session, severity: str, tags: Mapping[str, str], now: datetime) -> Trial:
    finding = import_test_finding(session, severity, tags, now)
    told = (
        f"Imported {finding}. Subscriptions whose filters take it mail it within a minute, or with their next digest; if "
        "not, see docs/faq.md."
    )
    return Trial(Way.IMPORTED, finding, told)


def _handed_over(session: Session, one: Deployed, severity: str, tags: Mapping[str, str], now: datetime) -> Trial:
    event = newer_event(session, caller(session)["Account"], severity, tags, now)
    finding = hand_over(session, one.function, event)
    told = (
        f"Handed {finding} to {one.function}, since {one.stack} listens to the newer Security Hub, into which nobody can "
        "import findings. It mails within a minute, or with its next digest, whatever its filters: these stand in the rule, "
        "which only findings of AWS services try, such as GuardDuty's samples."
    )
    return Trial(Way.HANDED_OVER, finding, told)


def _sampled(session: Session, severity: str) -> Trial:
    kind = make_guardduty_sample(session, severity)
    told = (
        f"GuardDuty makes a sample finding {kind}, since a subscription listens to the newer Security Hub without a function, "
        "and nobody can import findings there. It comes in some minutes where the filters take it; it has no tags."
    )
    return Trial(Way.GUARDDUTY, kind, told)
