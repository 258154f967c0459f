"""The EventBridge rules: which events they take and where they hand them."""

from __future__ import annotations

import json

from troposphere import GetAtt, Ref, Template, awslambda, events

from common.choices.words import FindingSource, Formatting
from common.names import (
    CUSTOM_ACTION_RULE,
    FINDING_RULE,
    FINDING_RULE_V2,
    FUNCTION,
    QUEUE,
    SWEEP_RULE,
    TOPIC,
)
from common.tags import tags
from formatter.settings import SWEEP_INPUT
from product.subscription.intrinsics import written
from product.subscription.options import SubscriptionOptions
from product.subscription.pattern.event_pattern import SEVERITY_MAP, conditions, pattern, severity_mapping
from product.subscription.pattern.formats import ASFF, CUSTOM_ACTION, OCSF, Format
from product.subscription.plain_text import input_transformer

_RULES = {FINDING_RULE: ASFF, FINDING_RULE_V2: OCSF, CUSTOM_ACTION_RULE: CUSTOM_ACTION}
_LEFT_OUT = {
    FindingSource.CSPM: (FINDING_RULE_V2,),
    FindingSource.SECURITY_HUB: (FINDING_RULE,),
    FindingSource.BOTH: (),
}


def finding_rules(options: SubscriptionOptions) -> dict[str, Format]:
    """Return the rules that the admin's choices call for, and the format of each one's events."""
    left_out = (*_LEFT_OUT[options.source], *(() if options.custom_actions else (CUSTOM_ACTION_RULE,)))
    return {name: form for name, form in _RULES.items() if name not in left_out}


def add_rules_for_findings(template: Template, options: SubscriptionOptions) -> None:
    """Add the rules with the function, or the topic itself, as target."""
    template.add_mapping(SEVERITY_MAP, severity_mapping())
    for name, condition in conditions(options).items():
        template.add_condition(name, condition)
    for name, form in finding_rules(options).items():
        template.add_resource(
            events.Rule(
                name,
                Description=f"Hands over matching events: {form.detail_type}",
                EventPattern=written(pattern(form, options)),
                Targets=[_target(form, options)],
                Tags=tags(options.version),
            )
        )


def add_sweep_rule(template: Template, version: str) -> None:
    """Add the schedule that makes the function look for what is still to be told."""
    template.add_resource(
        events.Rule(
            SWEEP_RULE,
            Description="Tells what waits: held back emails, digests, reminders, reports",
            ScheduleExpression="rate(5 minutes)",
            Targets=[events.Target(Id=FUNCTION, Arn=GetAtt(FUNCTION, "Arn"), Input=json.dumps(dict(SWEEP_INPUT)))],
            Tags=tags(version),
        )
    )


def add_invoke_permissions(template: Template, rules: tuple[str, ...]) -> None:
    """Allow each rule to invoke the function."""
    for rule in rules:
        template.add_resource(
            awslambda.Permission(
                f"{rule}MayInvoke",
                Action="lambda:InvokeFunction",
                FunctionName=Ref(FUNCTION),
                Principal="events.amazonaws.com",
                SourceArn=GetAtt(rule, "Arn"),
            )
        )


def _target(form: Format, options: SubscriptionOptions) -> events.Target:
    dead_letters = events.DeadLetterConfig(Arn=GetAtt(QUEUE, "Arn"))
    if options.formatting is Formatting.LAMBDA:
        return events.Target(Id=FUNCTION, Arn=GetAtt(FUNCTION, "Arn"), DeadLetterConfig=dead_letters)
    return events.Target(
        Id=TOPIC, Arn=Ref(TOPIC), DeadLetterConfig=dead_letters, InputTransformer=input_transformer(form)
    )
