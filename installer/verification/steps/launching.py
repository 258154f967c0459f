"""Launch a subscription as its owner does, with right and with wrong answers, and look at what was made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from botocore.exceptions import ClientError

from common import names as ours
from installer.aws.stack_reader import StackReader
from installer.errors import UserError
from installer.verification.catalog import Catalog, Launched
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, SkippedError, Step
from installer.verification.topic_queue import TopicQueue
from installer.verification.who import Who
from product.subscription.form import names

LAUNCH = "launch"
TRIAL = "trial"
QUEUE_URL = "queue url"

_WRONG = {names.TAG_VALUES: "checkout"}
"""Values of no key."""
_SENTENCE = "Tag values need a tag key"

_NAMED_ALIKE = (
    ours.TOPIC,
    ours.LEAD_TOPIC,
    ours.QUEUE,
    ours.QUEUE_ALARM,
    ours.TABLE,
    ours.LOG_GROUP,
    ours.FUNCTION,
    ours.FINDING_RULE,
    ours.CUSTOM_ACTION_RULE,
    ours.SWEEP_RULE,
)


def trial(stage: Stage) -> Launched:
    """Return the trial subscription that the first step launched."""
    noted = stage.ledger.notes[TRIAL]
    return Launched(noted["id"], noted["outputs"], "")


def resources(stage: Stage) -> Mapping[str, str]:
    """Return the physical ids of what is in its stack, by logical id."""
    found: Mapping[str, str] = stage.ledger.notes[TRIAL]["resources"]
    return found


def queue(stage: Stage) -> TopicQueue:
    """Return the queue on its topic."""
    return TopicQueue(stage, Who.WORKLOAD, stage.ledger.notes[QUEUE_URL])


def _launch(stage: Stage) -> str:
    catalog = Catalog(stage, Who.OWNER)
    answers = {names.EMAIL_ADDRESSES: stage.email, names.MINIMUM_SEVERITY: "High"}
    launched = catalog.launch(stage.offer.product_id, stage.offer.version_id, TRIAL, answers)
    if launched.reason:
        raise DiffersError(f"the launch failed: {launched.reason}")
    stack = launched.stack_name(stage.accounts[Who.WORKLOAD])
    found = StackReader(stage.sessions[Who.WORKLOAD].client("cloudformation")).resource_ids(stack)
    stage.ledger.note(TRIAL, {"id": launched.id, "outputs": dict(launched.outputs), "resources": found})
    topic = launched.outputs["TopicArn"]
    stage.ledger.note(QUEUE_URL, TopicQueue.make(stage, Who.WORKLOAD, topic, "heard"))
    return f"the owner launched it; its stack has {len(found)} resources"


def _names(stage: Stage) -> str:
    account = stage.accounts[Who.WORKLOAD]
    found = resources(stage)
    there = [logical for logical in _NAMED_ALIKE if logical in found]
    for logical in there:
        name = re.split(r"[:/]", found[logical])[-1]
        if not re.fullmatch(rf"SC-{account}-pp-[a-z0-9]+-{logical}-[A-Za-z0-9]+", name):
            raise DiffersError(f"{logical} is named {name}, which no policy of the product takes for ours")
    return f"{len(there)} resources are named as the policies expect"


def _boundary(stage: Stage) -> str:
    role = next((one for one in resources(stage).values() if one.startswith(ours.FORMATTER_ROLE_PREFIX)), "")
    if not role:
        raise SkippedError("this edition makes no role")
    found = stage.sessions[Who.WORKLOAD].client("iam").get_role(RoleName=role)["Role"]
    boundary = found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "no boundary")
    if not boundary.endswith(f"policy/{ours.BOUNDARY_NAME}"):
        raise DiffersError(f"the formatter's role has {boundary}")
    return f"the formatter's role carries {ours.BOUNDARY_NAME}"


def _wrong_answers(stage: Stage) -> str:
    catalog = Catalog(stage, Who.OWNER)
    answers = {names.EMAIL_ADDRESSES: stage.email, **_WRONG}
    try:
        launched = catalog.launch(stage.offer.product_id, stage.offer.version_id, "wrong", answers)
    except ClientError as error:
        said, when = error.response["Error"]["Message"], "at once"
    else:
        said, when = launched.reason, "after the launch"
    if not said:
        raise DiffersError("tag values without a key were taken, which a rule of the template refuses")
    if _SENTENCE not in said:
        raise DiffersError(f"it was refused without the template's sentence: {said}")
    if left := catalog.find(stage.ledger.name("wrong")):
        _end(catalog, left["Name"])
    return f"it was refused {when}, with the sentence of the template's rule"


def _end(catalog: Catalog, name: str) -> None:
    if reason := catalog.end(name):
        raise UserError(f"what the refused launch left could not be ended: {reason}")


STEPS = (
    Step(
        name=LAUNCH,
        title="Launch a subscription as its owner",
        who=(Who.HUB, Who.OWNER, Who.WORKLOAD),
        makes="a subscription with its stack, and a queue on its topic",
        cost="0.01 $",
        expects="Service Catalog makes the stack with the launch role.",
        settles=("launch-role-suffices",),
        by_hand=r"""
aws servicecatalog search-products --query 'ProductViewSummaries[].[ProductId,Name]' --output table \
  --profile OWNER
aws servicecatalog describe-product --id PRODUCT --query 'ProvisioningArtifacts[].[Id,Name]' \
  --output table --profile OWNER
aws servicecatalog provision-product --product-id PRODUCT --provisioning-artifact-id VERSION \
  --provisioned-product-name security-notifications-verify \
  --provisioning-parameters Key=EmailAddresses,Value=YOU@example.com Key=MinimumSeverity,Value=High \
  --profile OWNER
aws servicecatalog describe-record --id RECORD --profile OWNER
""",
        play=_launch,
    ),
    Step(
        name="names",
        title="Look at how its resources are named",
        who=(Who.WORKLOAD,),
        makes=NOTHING,
        cost=NOTHING,
        expects="Each is named stack, whole logical id, suffix: policies tell ours from others' by that.",
        settles=("physical-names",),
        by_hand=r"""
aws cloudformation list-stack-resources --stack-name SC-ACCOUNT-PROVISIONED \
  --query 'StackResourceSummaries[].[LogicalResourceId,PhysicalResourceId]' --output table \
  --profile WORKLOAD
""",
        play=_names,
        after=(LAUNCH,),
    ),
    Step(
        name="boundary",
        title="Look at the boundary of the formatter's role",
        who=(Who.WORKLOAD,),
        makes=NOTHING,
        cost=NOTHING,
        expects="The role that the stack made carries the permissions boundary.",
        settles=("boundary-on-role",),
        by_hand=r"""
aws iam get-role --role-name SecNotificationFormatter-ID --query Role.PermissionsBoundary \
  --profile WORKLOAD
""",
        play=_boundary,
        after=(LAUNCH,),
    ),
    Step(
        name="wrong-answers",
        title="Launch with answers that do not fit together",
        who=(Who.HUB, Who.OWNER, Who.WORKLOAD),
        makes="a provisioned product that fails",
        cost=NOTHING,
        expects="A rule of the template refuses it, and its sentence reaches the owner.",
        settles=("rules-refuse",),
        by_hand=r"""
aws servicecatalog provision-product --product-id PRODUCT --provisioning-artifact-id VERSION \
  --provisioned-product-name security-notifications-verify-wrong \
  --provisioning-parameters Key=EmailAddresses,Value=YOU@example.com Key=TagValues,Value=checkout \
  --profile OWNER
aws servicecatalog describe-record --id RECORD --query RecordDetail.RecordErrors --profile OWNER
aws servicecatalog terminate-provisioned-product --ignore-errors \
  --provisioned-product-name security-notifications-verify-wrong --profile OWNER
""",
        play=_wrong_answers,
    ),
)
