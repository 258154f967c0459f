"""The template of a subscription, put together from the admin's choices."""

from __future__ import annotations

from troposphere import GetAtt, Output, Ref, Template

from common.choices.words import Formatting
from common.console import CONSOLE_MAP, console_mapping
from common.names import FUNCTION, LEAD_TOPIC, QUEUE, SWEEP_RULE, TABLE, TOPIC
from common.readable_template import ReadableTemplate
from product.subscription.dead_letters import add_dead_letters
from product.subscription.event_rules import (
    add_invoke_permissions,
    add_rules_for_findings,
    add_sweep_rule,
    finding_rules,
)
from product.subscription.form.groups import add_form
from product.subscription.form.rules import add_rules
from product.subscription.function import add_function
from product.subscription.options import SubscriptionOptions
from product.subscription.reasons import HEADING, REASONS
from product.subscription.topic import add_topic_policies, add_topics


def subscription_template(options: SubscriptionOptions) -> ReadableTemplate:
    """Return the template of the stack that a workload owner launches.

    Args:
        options: what the admin decided; see `SubscriptionOptions`.
    """
    template = ReadableTemplate("Tells owners of AWS Security Hub findings of this account by email", HEADING)
    for name, reason in REASONS.items():
        template.explain(name, reason)
    template.add_mapping(CONSOLE_MAP, console_mapping())
    add_form(template, options)
    add_rules(template)
    add_topics(template, options)
    add_rules_for_findings(template, options)
    rules = tuple(finding_rules(options))
    add_dead_letters(template, rules, options)
    _add_output(
        template, "TopicArn", Ref(TOPIC), "Topic that tells; add it to a chat channel to hear of findings there too"
    )
    _add_output(
        template, "TopicName", GetAtt(TOPIC, "TopicName"), "The same topic's name, as chat applications list it"
    )
    _add_output(template, "RuleName", Ref(rules[0]), "Rule that selects the findings")
    _add_output(template, "DeadLetterQueueUrl", Ref(QUEUE), "Queue of findings that could not be told")
    if options.formatting is Formatting.LAMBDA:
        _add_formatter(template, options, rules)
    else:
        add_topic_policies(template, for_rules=True)
    return template


def _add_formatter(template: Template, options: SubscriptionOptions, rules: tuple[str, ...]) -> None:
    add_function(template, options)
    add_sweep_rule(template, options.version)
    add_invoke_permissions(template, (*rules, SWEEP_RULE))
    add_topic_policies(template, for_rules=False)
    _add_output(template, "LeadTopicArn", Ref(LEAD_TOPIC), "Topic that tells leads what nobody acts on")
    _add_output(template, "FunctionName", Ref(FUNCTION), "Function that writes the emails")
    _add_output(template, "FunctionArn", GetAtt(FUNCTION, "Arn"), "The same function's ARN")
    _add_output(template, "TableName", Ref(TABLE), "Table that remembers what was told")


def _add_output(template: Template, name: str, value: object, description: str) -> None:
    template.add_output(Output(name, Value=value, Description=description))
