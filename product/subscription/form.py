"""The form that a workload owner fills in: its questions in their order, with help that needs no prior knowledge."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytz
from troposphere import Parameter, Template

from common.options import SEVERITIES, Formatting
from formatter.settings import DELIVERY_CHOICES, NO, YES, Delivery
from product.subscription.lists import TextList
from product.subscription.options import SubscriptionOptions

PRODUCT_FILTERS = ("Do not filter", "Only these", "All but these")

ADDRESSES = TextList("EmailAddresses", 20)
TAG_VALUES = TextList("TagValues", 8)
PRODUCTS = TextList("Products", 6)
ACCOUNTS = TextList("Accounts", 12)

_LONGEST_TAG_VALUES = 200
_LONGEST_TAG_KEY = 128
_LONGEST_PRODUCTS = 150
_LONGEST_ADDRESSES = 1_200
"""The function's environment holds 4 KB in all."""

_ADDRESS = r"[A-Za-z0-9._+-]+@{domain}"
"""The first address becomes the value of a tag, in which IAM takes no percent sign."""

_ANY_DOMAIN = r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_SAFE = r'[^",\\{}\x00-\x1F\x7F]'
"""No character that could end a text in the event pattern."""

_SAFE_END = r'[^", \\{}\x00-\x1F\x7F]'
"""Nor a space, which nobody sees there and which makes another value of it."""

_SAFE_TEXT = rf"{_SAFE_END}({_SAFE}*{_SAFE_END})?"


@dataclass(frozen=True)
class Question:
    """One parameter of the form with its label."""

    label: str
    parameter: Parameter


@dataclass(frozen=True)
class Group:
    """Questions that belong together."""

    label: str
    questions: tuple[Question, ...]


def groups(options: SubscriptionOptions) -> tuple[Group, ...]:
    """Return the form as the admin's choices make it."""
    found = (
        Group("Notification details", _details(options)),
        Group("Filter by tag (optional)", _tag_questions()),
        Group("Filter by product (optional)", _product_questions()),
        Group("Filter by account (optional)", (_accounts(),) if options.account_filter else ()),
    )
    return tuple(group for group in found if group.questions)


def add_form(template: Template, options: SubscriptionOptions) -> None:
    """Put the parameters, and how the console groups and labels them, into the template.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-interface.html
    """
    form = groups(options)
    for group in form:
        for question in group.questions:
            template.add_parameter(question.parameter)
    template.set_metadata(
        {
            "AWS::CloudFormation::Interface": {
                "ParameterGroups": [
                    {
                        "Label": {"default": group.label},
                        "Parameters": [question.parameter.title for question in group.questions],
                    }
                    for group in form
                ],
                "ParameterLabels": {
                    question.parameter.title: {"default": question.label}
                    for group in form
                    for question in group.questions
                },
            }
        }
    )


def _details(options: SubscriptionOptions) -> tuple[Question, ...]:
    memory = _memory_questions(options) if options.formatting is Formatting.LAMBDA else ()
    return (_addresses(options), _minimum_severity(options), *memory)


def _addresses(options: SubscriptionOptions) -> Question:
    domain = (
        "(" + "|".join(re.escape(name) for name in options.email_domains) + ")"
        if options.email_domains
        else _ANY_DOMAIN
    )
    address = _ADDRESS.format(domain=domain)
    allowed = f" ending in {' or '.join('@' + name for name in options.email_domains)}" if options.email_domains else ""
    return Question(
        "Email addresses",
        Parameter(
            "EmailAddresses",
            Type="String",
            Description=(
                f"Who gets the emails: 1 to {ADDRESSES.places} addresses{allowed}, separated by commas. Each gets a mail "
                "titled 'AWS Notification - Subscription Confirmation' first and must follow its link."
            ),
            AllowedPattern=f"^{address}(, ?{address}){{0,{ADDRESSES.places - 1}}}$",
            MaxLength=_LONGEST_ADDRESSES,
            ConstraintDescription=(
                f"must be 1 to {ADDRESSES.places} email addresses{allowed}, separated by commas, "
                f"at most {_LONGEST_ADDRESSES} characters in all."
            ),
        ),
    )


def _minimum_severity(options: SubscriptionOptions) -> Question:
    stateless = (
        " This edition has no memory: it mails every update of a matching finding, resolved findings are not told, there are "
        "no digests, no limit on the number of emails, and times are in UTC."
    )
    return Question(
        "Minimum severity",
        Parameter(
            "MinimumSeverity",
            Type="String",
            Description="Findings of this severity and above are mailed."
            + (stateless if options.formatting is Formatting.EVENTBRIDGE else ""),
            AllowedValues=list(SEVERITIES),
            Default=options.minimum_severity,
        ),
    )


def _memory_questions(options: SubscriptionOptions) -> tuple[Question, ...]:
    return (
        Question(
            "Tell when resolved",
            Parameter(
                "NotifyWhenResolved",
                Type="String",
                Description="Whether a finding that you were told about is told again when it is resolved.",
                AllowedValues=[YES, NO],
                Default=YES,
            ),
        ),
        Question(
            "Delivery",
            Parameter(
                "Delivery",
                Type="String",
                Description="One email a finding, or all findings of an hour or a day in one. Critical ones never wait.",
                AllowedValues=list(DELIVERY_CHOICES),
                Default=Delivery.IMMEDIATE.value,
            ),
        ),
        Question(
            "Time zone",
            Parameter(
                "TimeZone",
                Type="String",
                Description="Time zone of the times in the emails and of the digest's hour.",
                AllowedValues=list(pytz.common_timezones),
                Default=options.time_zone,
            ),
        ),
    )


def _tag_questions() -> tuple[Question, ...]:
    return (
        Question(
            "Tag key",
            Parameter(
                "TagKey",
                Type="String",
                Description=(
                    "Only findings about resources that have a tag with this key. Access keys and the account itself have no "
                    "tags: findings about them are not mailed then, critical ones included. Empty: all resources."
                ),
                AllowedPattern=rf"^({_SAFE_TEXT})?$",
                MaxLength=_LONGEST_TAG_KEY,
                Default="",
                ConstraintDescription=(
                    "must be one tag key without comma, quote, backslash or brace, with no space before or after it."
                ),
            ),
        ),
        Question(
            "Tag values",
            Parameter(
                "TagValues",
                Type="String",
                Description=(
                    f"Up to {TAG_VALUES.places} values of that tag, separated by commas; * stands for any characters "
                    "(team-*). Empty: any value."
                ),
                # EventBridge refuses two wildcards in a row.
                AllowedPattern=rf"^(?!.*\*\*)({_values(TAG_VALUES.places)})?$",
                MaxLength=_LONGEST_TAG_VALUES,
                Default="",
                ConstraintDescription=(
                    f"must be up to {TAG_VALUES.places} values separated by commas, at most {_LONGEST_TAG_VALUES} "
                    "characters in all, without quote, backslash, brace, two * in a row, or a space before a comma or at "
                    "the end."
                ),
            ),
        ),
    )


def _product_questions() -> tuple[Question, ...]:
    return (
        Question(
            "Products",
            Parameter(
                "ProductFilter",
                Type="String",
                Description="Whether to mail findings of all products, only of the listed ones, or of all but those.",
                AllowedValues=list(PRODUCT_FILTERS),
                Default=PRODUCT_FILTERS[0],
            ),
        ),
        Question(
            "List of products",
            Parameter(
                "Products",
                Type="String",
                Description=(
                    f"Up to {PRODUCTS.places} product names as findings show them, separated by commas, in any case: "
                    "Security Hub, GuardDuty, Inspector, Macie, IAM Access Analyzer, Health, Config, Firewall Manager."
                ),
                AllowedPattern=rf"^({_values(PRODUCTS.places)})?$",
                MaxLength=_LONGEST_PRODUCTS,
                Default="",
                ConstraintDescription=(
                    f"must be up to {PRODUCTS.places} product names separated by commas, at most {_LONGEST_PRODUCTS} "
                    "characters in all, without quote, backslash or brace, or a space before a comma or at the end."
                ),
            ),
        ),
    )


def _accounts() -> Question:
    return Question(
        "Accounts",
        Parameter(
            "Accounts",
            Type="String",
            Description=(
                f"Up to {ACCOUNTS.places} account ids of 12 digits, separated by commas. Empty: all accounts whose findings "
                "arrive here."
            ),
            AllowedPattern=rf"^([0-9]{{12}}(, ?[0-9]{{12}}){{0,{ACCOUNTS.places - 1}}})?$",
            Default="",
            ConstraintDescription=f"must be up to {ACCOUNTS.places} account ids of 12 digits, separated by commas.",
        ),
    )


def _values(places: int) -> str:
    return rf"{_SAFE_TEXT}(, ?{_SAFE_TEXT}){{0,{places - 1}}}"
