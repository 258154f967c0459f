"""How SNS tells of an address: before it is confirmed, after, and once it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from installer.aws.stack_reader import StackReader
from installer.verification.catalog import Catalog
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, SkippedError, Step
from installer.verification.steps.launching import LAUNCH, resources, trial
from installer.verification.who import Who
from product.subscription.form import names

if TYPE_CHECKING:
    from types_boto3_sns.type_defs import SubscriptionTypeDef

CONFIRMED = "addresses"
CHANGES = "changes"
UNSUBSCRIBE = "unsubscribe"

_PENDING, _DELETED = "PendingConfirmation", "Deleted"
_SETTLES_SECONDS = 60


def _arns(stage: Stage) -> list[str]:
    """Return what SNS lists for the trial's address: ARNs, or states in their place."""
    return [one["SubscriptionArn"] for one in _listed(stage) if one["Endpoint"] == stage.email]


def _listed(stage: Stage) -> Iterator[SubscriptionTypeDef]:
    pages = stage.sessions[Who.WORKLOAD].client("sns").get_paginator("list_subscriptions_by_topic")
    for page in pages.paginate(TopicArn=trial(stage).outputs["TopicArn"]):
        yield from page["Subscriptions"]


def _confirm(stage: Stage) -> str:
    found = stage.wait(lambda: _arns(stage) or None, _SETTLES_SECONDS) or []
    if len(found) != 1 or not (found[0] == _PENDING or found[0].startswith("arn:")):
        raise DiffersError(f"SNS lists the new address as {', '.join(found) or 'nothing'}")
    first = "was confirmed before it was looked at"
    if found[0] == _PENDING:
        first = f"is {_PENDING} before it is confirmed"
    elif _is_pending(stage, found[0]):
        raise DiffersError("SNS lists an ARN for an address that waits for its confirmation")
    stage.report("AWS has sent a mail to the address: follow its link. Waiting for that.")
    arn = stage.wait(lambda: _confirmed(stage), stage.patience)
    if arn is None:
        raise SkippedError(f"nobody followed the link of the mail within {stage.patience / 60:.0f} minutes")
    if _is_pending(stage, arn):
        raise DiffersError("SNS lists an ARN for an address that waits for its confirmation")
    return f"the address {first}, and has an ARN afterwards"


def _confirmed(stage: Stage) -> str | None:
    return next((arn for arn in _arns(stage) if arn.startswith("arn:")), None)


def _is_pending(stage: Stage, arn: str) -> bool:
    found = stage.sessions[Who.WORKLOAD].client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    return bool(found["PendingConfirmation"] == "true")


def _change(stage: Stage) -> str:
    known, before = trial(stage), _confirmed(stage)
    for severity in ("Medium", "High"):
        _answer(stage, {names.MINIMUM_SEVERITY: severity})
        pattern = (
            stage.sessions[Who.WORKLOAD].client("events").describe_rule(Name=known.outputs["RuleName"])["EventPattern"]
        )
        if ("MEDIUM" in pattern) is not (severity == "Medium"):
            raise DiffersError(f"after the change to {severity} the rule has the pattern of another severity")
    if _confirmed(stage) != before:
        raise DiffersError("a change of the severity invited the address again")
    return "two changes went through; nothing was made anew, and the address was not invited again"


def _answer(stage: Stage, answers: Mapping[str, str]) -> None:
    """Change answers as the owner; what is made anew by that has another name than before."""
    known = trial(stage)
    changed = Catalog(stage, Who.OWNER).change(known, stage.offer.product_id, stage.offer.version_id, answers)
    if changed.reason:
        raise DiffersError(f"the change failed: {changed.reason}")
    stack = known.stack_name(stage.accounts[Who.WORKLOAD])
    after = StackReader(stage.sessions[Who.WORKLOAD].client("cloudformation")).resource_ids(stack)
    if anew := sorted(name for name, value in resources(stage).items() if after.get(name) != value):
        raise DiffersError(f"the change made {', '.join(anew)} anew")


def _unsubscribe(stage: Stage) -> str:
    arn = _confirmed(stage)
    if arn is None:
        raise SkippedError("the address is not confirmed")
    stage.sessions[Who.WORKLOAD].client("sns").unsubscribe(SubscriptionArn=arn)
    if stage.wait(lambda: None if _confirmed(stage) else True, _SETTLES_SECONDS) is None:
        raise DiffersError("SNS still lists the ARN of an address that was unsubscribed")
    left = _arns(stage)
    if set(left) - {_DELETED}:
        raise DiffersError(f"SNS lists an address that was unsubscribed as {', '.join(left)}")
    _answer(stage, {names.MINIMUM_SEVERITY: "Medium"})
    if set(_arns(stage)) - {_DELETED}:
        raise DiffersError("an update with the same addresses invited again who had left")
    return f"it is {_DELETED if left else 'listed no more'}, and an update does not invite it again"


STEPS = (
    Step(
        name=CONFIRMED,
        title="See the address before and after it is confirmed",
        who=(Who.WORKLOAD,),
        makes="a mail of AWS to your address, whose link you follow",
        cost=NOTHING,
        expects="SNS lists PendingConfirmation in place of the ARN until the link was followed.",
        settles=("pending-confirmation",),
        by_hand=r"""
aws sns list-subscriptions-by-topic --topic-arn TOPIC --profile WORKLOAD
""",
        play=_confirm,
        after=(LAUNCH,),
    ),
)

CHANGING = (
    Step(
        name=CHANGES,
        title="Change an answer twice",
        who=(Who.HUB, Who.OWNER, Who.WORKLOAD),
        makes="two updates of the subscription",
        cost=NOTHING,
        expects="Both go through; topic, table and address stay, and nobody is invited again.",
        settles=("update-keeps-addresses",),
        by_hand=r"""
aws servicecatalog update-provisioned-product \
  --provisioned-product-name security-notifications-verify --product-id PRODUCT \
  --provisioning-artifact-id VERSION \
  --provisioning-parameters Key=MinimumSeverity,Value=Medium Key=EmailAddresses,UsePreviousValue=true \
  --profile OWNER
""",
        play=_change,
        after=(CONFIRMED,),
    ),
    Step(
        name=UNSUBSCRIBE,
        title="Unsubscribe the address, then update the subscription",
        who=(Who.HUB, Who.OWNER, Who.WORKLOAD),
        makes="the end of the address's subscription, and an update",
        cost=NOTHING,
        expects="SNS lists it as Deleted, or no more; an update with the same addresses does not invite it again.",
        settles=("deleted-is-listed", "update-invites-nobody-again"),
        by_hand=r"""
aws sns unsubscribe --subscription-arn SUBSCRIPTION --profile WORKLOAD
aws sns list-subscriptions-by-topic --topic-arn TOPIC --profile WORKLOAD
""",
        play=_unsubscribe,
        after=(CONFIRMED,),
    ),
)
