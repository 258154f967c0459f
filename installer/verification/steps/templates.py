"""Does CloudFormation take the templates?"""

from __future__ import annotations

from collections.abc import Iterator

from botocore.exceptions import ClientError
from cfn_flip import load
from permission_sets.template import permission_set_template

from common.choices.configuration import Configuration
from common.names import PRODUCT_TAG_KEY
from common.options import Launch
from installer.aws.stacks import StackDeployer
from installer.verification.cleanup import STACK
from installer.verification.own_product import eventbridge_template
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, Step
from installer.verification.who import Who
from product.portfolio.artifacts import artifact_template
from stacksets.template import launch_role_template

_BROKEN = """{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Nobody"}}}}}"""
"""A template that names what it does not have."""


def _templates(stage: Stage) -> Iterator[tuple[str, str]]:
    yield "the product as it is installed", stage.offer.template
    yield "the product with EventBridge alone", eventbridge_template(stage.accounts[Who.HUB])
    yield "the artifacts", str(artifact_template(Launch.ROLE).to_yaml())
    yield "the launch role", str(launch_role_template(Configuration().formatting).to_yaml())
    yield "the permission set", str(permission_set_template().to_yaml())


def _validate(stage: Stage) -> str:
    cloudformation = stage.client(Who.HUB, "cloudformation")
    names = []
    for name, template in _templates(stage):
        try:
            cloudformation.validate_template(TemplateBody=template)
        except ClientError as error:
            raise DiffersError(f"CloudFormation refuses {name}: {error.response['Error']['Message']}") from error
        names.append(name)
    try:
        cloudformation.validate_template(TemplateBody=_BROKEN)
    except ClientError:
        return f"it takes {', '.join(names)}, and refuses a broken one"
    raise DiffersError("ValidateTemplate takes a template that names a resource which it does not have")


def _change_set(stage: Stage) -> str:
    name = stage.ledger.name("change-set")
    stage.ledger.will_make(STACK, Who.WORKLOAD, name=name)
    stacks = StackDeployer(stage.client(Who.WORKLOAD, "cloudformation"), stage.report, stage.sleep)
    changes = stacks.plan(name, stage.offer.template, {"EmailAddresses": stage.email}, {PRODUCT_TAG_KEY: "verify"})
    planned = {change.resource for change in changes if change.action == "Add"}
    known = load(stage.offer.template)[0]["Resources"]
    wanted = {key for key, one in known.items() if "Condition" not in one}
    if missing := sorted(wanted - planned):
        raise DiffersError(f"the change set does not add {', '.join(missing)}")
    return f"the change set adds {len(planned)} resources"


STEPS = (
    Step(
        name="templates",
        title="Have CloudFormation validate the templates",
        who=(Who.HUB,),
        makes=NOTHING,
        cost=NOTHING,
        expects="CloudFormation takes each template, and refuses one that names what it does not have.",
        settles=("validate-template",),
        by_hand=r"""
./install.sh render templates
aws cloudformation validate-template --template-body file://templates/launch_role.yaml --profile HUB
aws cloudformation validate-template --template-body file://templates/permission_set.yaml \
  --profile HUB
""",
        play=_validate,
    ),
    Step(
        name="change-set",
        title="Have CloudFormation say what a subscription would be",
        who=(Who.HUB, Who.WORKLOAD),
        makes="a change set of a stack that is never made",
        cost=NOTHING,
        expects="The change set adds every resource of the template that stands under no condition.",
        settles=("change-set",),
        by_hand=r"""
aws cloudformation create-change-set --stack-name security-notifications-verify \
  --change-set-name trial --change-set-type CREATE --capabilities CAPABILITY_NAMED_IAM \
  --template-body file://templates/artifacts/templates/NAME.yaml \
  --parameters ParameterKey=EmailAddresses,ParameterValue=YOU@example.com --profile WORKLOAD
aws cloudformation describe-change-set --stack-name security-notifications-verify \
  --change-set-name trial --query 'Changes[].ResourceChange.[Action,LogicalResourceId]' \
  --output table --profile WORKLOAD
aws cloudformation delete-stack --stack-name security-notifications-verify --profile WORKLOAD
""",
        play=_change_set,
    ),
)
