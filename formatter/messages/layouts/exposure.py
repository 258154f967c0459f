"""Exposure findings of the newer Security Hub: several findings that together open a way to a resource.

https://docs.aws.amazon.com/securityhub/latest/userguide/exposure-findings.html
"""

from __future__ import annotations

from typing import Any

from formatter.finding.finding import Finding
from formatter.messages.asked import Asked
from formatter.messages.facts.look import Fact, each, first_told, listed, told
from formatter.messages.facts.related import contributing
from formatter.messages.layouts.controls import control_named
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.layouts.tokens import quoted

_PRODUCTS = ("securityhub-risk", "securityhub-exposure")
_TYPE = "Exposure/"
_CONTROL = "security-control/"
_ENDS = {
    "Reachability": "Close the way in",
    "Misconfiguration": "Correct the setting",
    "Assumability": "Narrow what the role may do, or who may take it",
    "Vulnerability": "Update what is vulnerable",
    "Sensitive Data": "Move the data, or let fewer read it",
}
"""How the kinds of traits are ended, those first that are mostly ended fastest.

https://docs.aws.amazon.com/securityhub/latest/userguide/exposure-findings-supported-traits.html
"""

_OTHERWISE = "End this cause"
_ORDER = tuple(_ENDS)


def _matches(finding: Finding) -> bool:
    return finding.aws_product in _PRODUCTS or any(one.startswith(_TYPE) for one in finding.types)


def _happened(finding: Finding) -> str:
    count = len(contributing(finding))
    several = f"{count} weaknesses that" if count > 1 else "Weaknesses that"
    return f"{several} are each known already together open a way to this resource. Ending one of them closes it."


def _steps(finding: Finding) -> tuple[Step, ...]:
    events = sorted(contributing(finding), key=_rank)
    return (
        *(_end(one) for one in events[:3]),
        *(
            ()
            if events
            else (Step("Look up in Security Hub which findings contribute, and end the easiest.", Asked.LOOK),)
        ),
        Step("Security Hub closes the exposure by itself once one link of the chain is gone.", Asked.NOTHING),
    )


def _end(event: Any) -> Step:
    """Return how to end a contributing finding: our step where it is of a control that we know, else its title."""
    control_id = told(event, "uid").partition(_CONTROL)[2].partition("/")[0]
    title = first_told(event, "title", "desc", "uid") or "the contributing finding"
    control = control_named(control_id)
    if control:
        return Step(f"{control.step} That ends {quoted(f'{control_id}: {title}')}.", Asked.CHANGE)
    how = next((_ENDS[kind] for kind in _ORDER if kind in _kinds(event)), _OTHERWISE)
    return Step(f"{how}: {quoted(title)}.", Asked.CHANGE)


def _rank(event: Any) -> int:
    return min((_ORDER.index(kind) for kind in _kinds(event) if kind in _ORDER), default=len(_ORDER))


def _kinds(event: Any) -> list[str]:
    tags = [told(one, "name") for one in each(event, "tags")]
    return tags + [told(one, "category") for one in each(event, "traits")]


def _evidence(finding: Finding) -> str:
    titles = (first_told(one, "title", "desc") for one in sorted(contributing(finding), key=_rank))
    return listed(titles, 3)


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return (("Type", ", ".join(finding.types)),) if finding.types else ()


LAYOUT = Layout("exposure", _happened, _steps, _evidence, _facts, matches=_matches)
