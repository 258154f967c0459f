"""The differences that a plan is made of: what changes for whom, in words, and what is taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from installer.aws.stack_state import Change
from installer.documents import ChangeDocument
from installer.hub.sharing import ShareChanges, Target
from installer.hub.state import HubState

Size = Callable[[Target], int | None]
"""Returns how many accounts a target holds; None where this account may not look."""

_PRINCIPAL_TYPE = "AWS::ServiceCatalog::PortfolioPrincipalAssociation"
_VERBS = {"Add": "create", "Modify": "change", "Remove": "delete", "SyncWithActual": "note the actual state of"}
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html (Action)"""


@dataclass(frozen=True)
class Difference:
    """One thing that would change.

    Attributes:
        region: the Region.
        kind: choice, version, principal, share, artifact, drift or resource.
        name: what changes.
        action: add, change, remove or mend.
        text: the change as a sentence without its full stop.
        before: the old value, of a choice.
        after: the new value, of a choice.
        takes_away: whether somebody loses something by it.
    """

    region: str
    kind: str
    name: str
    action: str
    text: str
    before: str = ""
    after: str = ""
    takes_away: bool = False

    def document(self) -> ChangeDocument:
        """Return it as JSON knows it."""
        found: ChangeDocument = asdict(self)  # type: ignore[assignment]  # the same names
        return found


def choices(region: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the keys whose values change; none where nothing is known of those before."""
    changed = [name for name, value in after.items() if name in before and before[name] != value]
    return [
        Difference(
            region,
            "choice",
            name,
            "change",
            f"{name}: {_shown(before[name])} -> {_shown(after[name])}",
            _shown(before[name]),
            _shown(after[name]),
        )
        for name in changed
    ]


def versions(region: str, state: HubState, current: str, removed: Sequence[str]) -> list[Difference]:
    """Return which versions would be made and removed."""
    known = {one.name for one in state.versions}
    made = Difference(
        region,
        "version",
        current,
        "add",
        f"Would make version {current} the one that owners launch{'; the older ones stay' if known else ''}",
    )
    gone = (
        Difference(
            region,
            "version",
            name,
            "remove",
            f"Would remove version {name}: subscriptions on it keep mailing, and can only move to another version",
            takes_away=True,
        )
        for name in removed
        if name in known
    )
    return [*([] if current in known else [made]), *gone]


def people(region: str, before: Sequence[str], after: Sequence[str]) -> list[Difference]:
    """Return who may launch from then on, and who no longer may."""
    added = [
        Difference(region, "principal", one, "add", f"Would let {_role(one)} launch")
        for one in after
        if one not in before
    ]
    removed = [
        Difference(region, "principal", one, "remove", f"Would let {_role(one)} launch no more", takes_away=True)
        for one in before
        if one not in after
    ]
    return [*added, *removed]


def shares(region: str, found: ShareChanges, size: Size) -> list[Difference]:
    """Return with whom the portfolio would be shared, and with whom no longer."""

    def one(target: Target, action: str, text: str, *, takes_away: bool = False) -> Difference:
        count = size(target)
        accounts = "" if count is None else f" ({count} account{'' if count == 1 else 's'})"
        return Difference(region, "share", target.value, action, f"{text}{accounts}", takes_away=takes_away)

    return [
        *(one(target, "add", f"Would share the portfolio with {target}") for target in found.added),
        *(one(target, "change", f"Would share who may launch with {target} too") for target in found.changed),
        *(
            one(target, "remove", f"Would stop sharing the portfolio with {target}", takes_away=True)
            for target in found.removed
        ),
    ]


def resources(region: str, changes: Sequence[Change]) -> list[Difference]:
    """Return what would happen to stacks, artifacts and versions."""
    return [_resource(region, change) for change in changes]


def _resource(region: str, change: Change) -> Difference:
    kind, action, text = _SENTENCES.get(change.action, ("resource", "change", ""))
    if text:
        return Difference(region, kind, change.resource, action, text.format(change.resource, change.resource_type))
    if change.action == "Mend":
        return Difference(
            region, "drift", change.resource, "mend", _MENDED[change.resource_type].format(change.resource)
        )
    if change.drift:
        return Difference(region, "drift", change.resource, "mend", change.putting_back)
    replaced = " (replacing it)" if change.replacement else ""
    verb = _VERBS.get(change.action, change.action.lower())
    text = f"Would {verb} {change.resource} ({change.resource_type}){replaced}"
    action = {"Add": "add", "Remove": "remove"}.get(change.action, "change")
    return Difference(region, "resource", change.resource, action, text)


_SENTENCES = {
    "Discard": ("drift", "mend", "Would delete {}, which somebody overwrote, and which nothing brings back"),
    "Upload": ("artifact", "add", "Would upload {}"),
    "Mark": ("version", "change", "Would mark version {} as {}"),
    "Drop": ("drift", "mend", "Would take away the launch constraint of {}, which should not be there"),
    "Protect": ("drift", "mend", "Would protect {} from being deleted"),
    "Finish": ("resource", "mend", "Would finish the change of {} that could not be taken back, then go on"),
}
"""By action: kind and action of the difference, and its sentence."""

_MENDED = {
    "Principal": "Would let {} launch again, which somebody took away by hand",
    "Association": "Would put the product back into the portfolio ({}), from which somebody took it by hand",
    "Constraint": "Would put back the launch constraint of {}, which somebody took away by hand",
    "Artifact": "Would put back {}, which somebody overwrote or deleted",
    "Version": "Would make version {} again, which somebody removed by hand",
    "Activity": "Would activate version {} again, which somebody deactivated by hand",
}


def _role(arn: str) -> str:
    return arn.partition(":role/")[2] or arn


def _shown(value: object) -> str:
    if value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={one}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
