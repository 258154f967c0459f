"""Does CloudFormation take the templates?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from permission_sets.template import permission_set_template

from common.choices.configuration import Configuration
from common.choices.words import Launch
from common.template_text import read_template
from installer.verification.cleanup import STACK
from installer.verification.own_product import eventbridge_template
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, Step
from installer.verification.who import Who
from product.portfolio.artifacts import artifact_template
from product.subscription.form.names import EMAIL_ADDRESSES
from stacksets.template import launch_role_template

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import DescribeChangeSetOutputTypeDef, ValidateTemplateInputTypeDef

_BROKEN = """{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Nobody"}}}}}"""
"""A template that names what it does not have."""

_CHANGE_SET_SECONDS = 300


def _templates(stage: Stage) -> Iterator[tuple[str, ValidateTemplateInputTypeDef]]:
    """Yield each template as ValidateTemplate takes it: in the call up to 51,200 bytes, a larger one from S3.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    """
    yield "the product as it is installed", {"TemplateURL": stage.offer.template_url}
    for name, template in (
        ("the product with EventBridge alone", eventbridge_template(stage.accounts[Who.HUB])),
        ("the artifacts", artifact_template(Launch.ROLE).to_yaml()),
        ("the launch role", launch_role_template(Configuration().formatting).to_yaml()),
        ("the permission set", permission_set_template().to_yaml()),
    ):
        yield name, {"TemplateBody": str(template)}


def _validate(stage: Stage) -> str:
    cloudformation = stage.sessions[Who.HUB].client("cloudformation")
    names = []
    for name, template in _templates(stage):
        try:
            cloudformation.validate_template(**template)
        except ClientError as error:
            raise DiffersError(f"CloudFormation refuses {name}: {error.response['Error']['Message']}") from error
        names.append(name)
    try:
        cloudformation.validate_template(TemplateBody=_BROKEN)
    except ClientError:
        return f"it takes {', '.join(names)}, and refuses a broken one"
    raise DiffersError("ValidateTemplate takes a template that names a resource which it does not have")


def _change_set(stage: Stage) -> str:
    name, cloudformation = stage.ledger.name("change-set"), stage.sessions[Who.HUB].client("cloudformation")
    stage.ledger.will_make(STACK, Who.HUB, name=name)
    made = cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="trial",
        ChangeSetType="CREATE",
        TemplateURL=stage.offer.template_url,
        Parameters=[{"ParameterKey": EMAIL_ADDRESSES, "ParameterValue": stage.email}],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )["Id"]
    ended = stage.wait(lambda: _ended(cloudformation, made), _CHANGE_SET_SECONDS)
    if ended is None or ended["Status"] != "CREATE_COMPLETE":
        reason = ended.get("StatusReason", "") if ended else "it does not come to an end"
        raise DiffersError(f"CloudFormation makes no change set of the product: {reason}")
    planned = {change["ResourceChange"]["LogicalResourceId"] for change in ended["Changes"]}
    known = read_template(stage.offer.template)["Resources"]
    wanted = {key for key, one in known.items() if "Condition" not in one}
    if missing := sorted(wanted - planned):
        raise DiffersError(f"the change set does not add {', '.join(missing)}")
    return f"the change set adds {len(planned)} resources"


def _ended(cloudformation: CloudFormationClient, change_set: str) -> DescribeChangeSetOutputTypeDef | None:
    """Return a change set once it is made or has failed; None before."""
    found = cloudformation.describe_change_set(ChangeSetName=change_set)
    return None if found["Status"].endswith(("PENDING", "IN_PROGRESS")) else found


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
        who=(Who.HUB,),
        makes="a change set of a stack that is never made",
        cost=NOTHING,
        expects="The change set adds every resource of the template that stands under no condition.",
        settles=("change-set",),
        by_hand=r"""
aws servicecatalog describe-provisioning-artifact --product-id PRODUCT \
  --provisioning-artifact-id VERSION --query Info.TemplateUrl --output text --profile HUB
aws cloudformation create-change-set --stack-name security-notifications-verify \
  --change-set-name trial --change-set-type CREATE --capabilities CAPABILITY_NAMED_IAM \
  --template-url TEMPLATE_URL \
  --parameters ParameterKey=EmailAddresses,ParameterValue=YOU@example.com --profile HUB
aws cloudformation describe-change-set --stack-name security-notifications-verify \
  --change-set-name trial --query 'Changes[].ResourceChange.[Action,LogicalResourceId]' \
  --output table --profile HUB
aws cloudformation delete-stack --stack-name security-notifications-verify --profile HUB
""",
        play=_change_set,
    ),
)
