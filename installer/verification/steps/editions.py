"""Both editions, and an upgrade from one to the other, in a product of verify's own."""

from __future__ import annotations

from functools import partial

from installer.aws.stack_reader import StackReader
from installer.verification import own_product, samples
from installer.verification.catalog import Catalog, Launched
from installer.verification.own_product import EVENTBRIDGE, LAMBDA, LAMBDA_AGAIN, OwnProduct
from installer.verification.preflight import has_formatter, has_security_hub, subscriptions_of_others
from installer.verification.stage import Stage
from installer.verification.step import DiffersError, SkippedError, Step
from installer.verification.topic_queue import TopicQueue
from installer.verification.who import Who
from product.subscription.form import names

_EDITION = "edition"
_OWN = "own product"
_PUBLISHED_SECONDS = 300
_PROPAGATED_SECONDS = 120


def _eventbridge(stage: Stage) -> str:
    if not has_security_hub(stage.sessions[Who.HUB], stage.region):
        raise SkippedError("Security Hub is off in the hub account")
    if others := subscriptions_of_others(stage.sessions[Who.HUB], stage.region, stage.offer):
        raise SkippedError(f"the hub account has subscriptions of others: {', '.join(others)}")
    product = own_product.make(stage)
    answers = {names.EMAIL_ADDRESSES: stage.email, names.MINIMUM_SEVERITY: "High"}
    launched = _launch(stage, product, answers)
    topic = launched.outputs["TopicArn"]
    heard = TopicQueue(stage, Who.HUB, TopicQueue.make(stage, Who.HUB, topic, "heard-in-hub"))
    finding = samples.new_finding(stage, Who.HUB, "eventbridge")
    samples.import_finding(stage, Who.HUB, finding)
    if stage.wait(partial(heard.saying, finding["Id"]), _PUBLISHED_SECONDS) is None:
        raise DiffersError("EventBridge published nothing to the topic whose policy lets it")
    noted = {"id": launched.id, "outputs": dict(launched.outputs), "product": product.id, "versions": product.versions}
    stage.ledger.note(_OWN, noted)
    return "EventBridge alone wrote of the finding to the topic"


def _launch(stage: Stage, product: OwnProduct, answers: dict[str, str]) -> Launched:
    catalog = stage.sessions[Who.HUB].client("servicecatalog")

    def path() -> bool | None:
        try:
            return bool(catalog.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]) or None
        except catalog.exceptions.ResourceNotFoundException:
            return None

    # A principal that was just associated is not known everywhere at once.
    if stage.wait(path, _PROPAGATED_SECONDS) is None:
        raise DiffersError("the hub account cannot launch a product of its own portfolio")
    launched = Catalog(stage, Who.HUB).launch(product.id, product.versions[EVENTBRIDGE], _EDITION, answers)
    if launched.reason:
        raise DiffersError(f"the edition with EventBridge alone could not be launched: {launched.reason}")
    return launched


def _upgrade(stage: Stage) -> str:
    if not has_formatter(stage.offer.template):
        raise SkippedError("the hub offers the edition with EventBridge alone, whose launch role makes no function")
    noted = stage.ledger.notes[_OWN]
    known = Launched(noted["id"], noted["outputs"], "")
    stacks = StackReader(stage.sessions[Who.HUB].client("cloudformation"))
    for version in (LAMBDA, LAMBDA_AGAIN):
        changed = Catalog(stage, Who.HUB).change(known, noted["product"], noted["versions"][version], {})
        if changed.reason:
            raise DiffersError(f"the upgrade to {version} failed: {changed.reason}")
        # A change that changes nothing in the stack ends a record without outputs.
        outputs = stacks.outputs(known.stack_name(stage.accounts[Who.HUB]))
        if outputs.get("TopicArn") != known.outputs["TopicArn"]:
            raise DiffersError(f"the upgrade to {version} made the topic anew")
        if "FunctionName" not in outputs:
            raise DiffersError(f"after the upgrade to {version} there is no function")
    return "two upgrades went through, and the topic with its addresses stayed"


STEPS = (
    Step(
        name="eventbridge-edition",
        title="Launch the edition with EventBridge alone in the hub account, and import a finding there",
        who=(Who.HUB,),
        makes="a portfolio, a product, an object in the artifact bucket, a subscription, a queue, a finding, an email",
        cost="0.01 $",
        expects="EventBridge publishes to a topic whose policy lets it without a condition.",
        settles=("eventbridge-topic-policy",),
        by_hand=r"""
aws cloudformation create-stack --stack-name security-notifications-verify \
  --template-url TEMPLATE_URL \
  --parameters ParameterKey=EmailAddresses,ParameterValue=YOU@example.com --profile HUB
aws sns subscribe --topic-arn TOPIC --protocol sqs --notification-endpoint QUEUE_ARN --profile HUB
./install.sh test-finding --severity critical --profile HUB
aws sqs receive-message --queue-url QUEUE --profile HUB
""",
        play=_eventbridge,
    ),
    Step(
        name="upgrade",
        title="Upgrade it to the edition with the function, and once more",
        who=(Who.HUB,),
        makes="two updates of that subscription",
        cost="0.01 $",
        expects="Service Catalog brings a subscription to another version; the topic and its addresses stay.",
        settles=("upgrade-keeps-topic",),
        by_hand=r"""
aws servicecatalog update-provisioned-product \
  --provisioned-product-name security-notifications-verify --product-id PRODUCT \
  --provisioning-artifact-id NEWER --profile HUB
""",
        play=_upgrade,
        after=("eventbridge-edition",),
    ),
)
