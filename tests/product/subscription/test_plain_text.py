"""Where there is no function, EventBridge takes the text: each line in quotes of its own, each value from the finding."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from product.subscription.options import FindingSource, Formatting, SubscriptionOptions
from product.subscription.template import subscription_template

_PLACEHOLDER = re.compile(r"<(\w+)>")


@pytest.mark.parametrize("source", [FindingSource.CSPM, FindingSource.SECURITY_HUB])
def test_every_line_is_a_text_in_quotes_and_every_value_has_a_path(source: FindingSource) -> None:
    options = SubscriptionOptions(
        artifact_bucket="bucket", formatter_key="", version="1", formatting=Formatting.EVENTBRIDGE, source=source
    )
    resources: dict[str, Any] = subscription_template(options).to_dict()["Resources"]
    rules = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::Events::Rule"]
    assert rules
    for rule in rules:
        transformer = rule["Targets"][0]["InputTransformer"]
        text = transformer["InputTemplate"]["Fn::Sub"][0]
        assert set(_PLACEHOLDER.findall(text)) == set(transformer["InputPathsMap"])
        for line in text.split("\n"):
            assert json.loads(line)
