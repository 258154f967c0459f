"""Where there is no function, EventBridge takes the text: each line in quotes of its own, each value from the finding."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from common.choices.words import FindingSource, Formatting
from common.names import CUSTOM_ACTION_RULE, FINDING_RULE, FINDING_RULE_V2
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template

_PLACEHOLDER = re.compile(r"<(\w+)>")


def transformers(source: FindingSource) -> dict[str, dict[str, Any]]:
    options = SubscriptionOptions(
        artifact_bucket="bucket", formatter_key="", version="1", formatting=Formatting.EVENTBRIDGE, source=source
    )
    resources: dict[str, Any] = subscription_template(options).to_dict()["Resources"]
    return {
        name: one["Properties"]["Targets"][0]["InputTransformer"]
        for name, one in resources.items()
        if one["Type"] == "AWS::Events::Rule"
    }


@pytest.mark.parametrize(
    ("rule", "console"),
    [
        (FINDING_RULE, "securityhub"),
        (FINDING_RULE_V2, "securityhub/v2"),
        (CUSTOM_ACTION_RULE, "securityhub"),
    ],
)
def test_the_link_leads_to_the_console_that_shows_the_finding(rule: str, console: str) -> None:
    text = transformers(FindingSource.BOTH)[rule]["InputTemplate"]["Fn::Sub"][0]
    assert f"https://<region>.${{Domain}}/{console}/home?region=<region>#/findings" in text


@pytest.mark.parametrize("source", [FindingSource.CSPM, FindingSource.SECURITY_HUB])
def test_every_line_is_a_text_in_quotes_and_every_value_has_a_path(source: FindingSource) -> None:
    found = transformers(source)
    assert found
    for transformer in found.values():
        text = transformer["InputTemplate"]["Fn::Sub"][0]
        assert set(_PLACEHOLDER.findall(text)) == set(transformer["InputPathsMap"])
        for line in text.split("\n"):
            assert json.loads(line)
