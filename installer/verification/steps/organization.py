"""Where the StackSet has put the launch role."""

from __future__ import annotations

from common.names import STACK_SET_NAME
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, SkippedError, Step
from installer.verification.who import Who


def _stack_set(stage: Stage) -> str:
    cloudformation = stage.sessions[Who.MANAGEMENT].client("cloudformation")
    try:
        pages = cloudformation.get_paginator("list_stack_instances").paginate(StackSetName=STACK_SET_NAME)
        found = {one["Account"]: one["Status"] for page in pages for one in page["Summaries"]}
    except cloudformation.exceptions.StackSetNotFoundException as error:
        raise SkippedError(
            "the launch role's StackSet is not in this Region, or was deployed by other means"
        ) from error
    if stage.accounts[Who.MANAGEMENT] in found:
        raise DiffersError("the StackSet has reached the management account")
    wanted = [who for who in (Who.HUB, Who.WORKLOAD) if who in stage.accounts]
    if missing := [who.value for who in wanted if found.get(stage.accounts[who]) != "CURRENT"]:
        raise DiffersError(f"the launch role's stack is not current in: {', '.join(missing)}")
    return f"the StackSet has {len(found)} instances, none in the management account"


STEPS = (
    Step(
        name="stack-set",
        title="Look where the StackSet has put the launch role",
        who=(Who.MANAGEMENT,),
        makes=NOTHING,
        cost=NOTHING,
        expects="It is in the hub and the workload account, and never in the management account.",
        settles=("stack-sets-spare-management",),
        by_hand=r"""
aws cloudformation list-stack-instances --stack-set-name SecurityNotificationsLaunchRole \
  --query 'Summaries[].[Account,Status]' --output table --profile MANAGEMENT
""",
        play=_stack_set,
    ),
)
