"""All steps, cheapest first; each stands behind those whose results it works on."""

from __future__ import annotations

from collections.abc import Mapping

from installer.verification.step import Step
from installer.verification.steps import (
    addresses,
    dead_letters,
    editions,
    ending,
    findings,
    launching,
    organization,
    patterns,
    templates,
    trail,
)

STEPS: tuple[Step, ...] = (
    *templates.STEPS[:1],
    *patterns.STEPS,
    *organization.STEPS,
    *findings.STEPS[-1:],
    *templates.STEPS[1:],
    *launching.STEPS,
    *addresses.STEPS,
    *findings.STEPS[:-1],
    *dead_letters.STEPS,
    *addresses.CHANGING,
    *ending.STEPS,
    *editions.STEPS,
    *trail.STEPS,
)
"""In the order in which they are played."""

BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}
