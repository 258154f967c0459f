"""A finding that somebody sent by a custom action of Security Hub: the product's layout, and who waits for an answer.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-custom-actions.html
"""

from __future__ import annotations

from dataclasses import replace

from formatter.finding.finding import Finding, State
from formatter.messages.layouts.layout import Layout, Step

_WHY = Step("Ask your security team why they sent this: the finding is closed already.")
_ANSWER = Step("Tell your security team what you did: they sent this and expect an answer.")


def sent_on_purpose(layout: Layout) -> Layout:
    """Return the layout that also tells that a person, not a rule, sent the finding."""

    def happened(finding: Finding) -> str:
        return f"Somebody chose a custom action on this finding, to bring it to you. {layout.happened(finding)}"

    def steps(finding: Finding) -> tuple[Step, ...]:
        return (_WHY,) if finding.state is State.CLOSED else (*layout.steps(finding), _ANSWER)

    return replace(layout, happened=happened, steps=steps)
