"""The form as a whole: which questions stand in which group, and how the console and the function get them."""

from __future__ import annotations

from typing import Any

from troposphere import Template

from product.subscription.form.advanced import advanced
from product.subscription.form.question import Group, Question
from product.subscription.form.what import what
from product.subscription.form.when import when
from product.subscription.form.who import who
from product.subscription.intrinsics import ref
from product.subscription.options import SubscriptionOptions


def groups(options: SubscriptionOptions) -> tuple[Group, ...]:
    """Return the form as the admin's choices make it."""
    found = (
        Group("WHO gets the emails", who(options)),
        Group("WHAT is told", what(options)),
        Group("WHEN it is told", when(options)),
        Group("ADVANCED", advanced(options)),
    )
    return tuple(group for group in found if group.questions)


def questions(options: SubscriptionOptions) -> tuple[Question, ...]:
    """Return all questions in their order."""
    return tuple(question for group in groups(options) for question in group.questions)


def environment(options: SubscriptionOptions) -> dict[str, Any]:
    """Return the answers as environment variables of the function."""
    return {one.variable.value: ref(one.name) for one in questions(options) if one.variable}


def add_form(template: Template, options: SubscriptionOptions) -> None:
    """Put the parameters, and how the console groups and labels them, into the template.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-interface.html
    """
    for question in questions(options):
        template.add_parameter(question.parameter())
    template.set_metadata(
        {
            "AWS::CloudFormation::Interface": {
                "ParameterGroups": [
                    {"Label": {"default": group.label}, "Parameters": [one.name for one in group.questions]}
                    for group in groups(options)
                ],
                "ParameterLabels": {one.name: {"default": one.label} for one in questions(options)},
            }
        }
    )
