"""What an OCSF finding brings as evidence: who did what from where with which process to which file.

https://schema.ocsf.io/objects/evidences
"""

from __future__ import annotations

from typing import Any

from formatter.finding.finding import Finding
from formatter.messages.facts.look import Fact, each, first_told, joined, kept, listed, look, many, said, service, told

_MOST_EVIDENCES = 3


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return what is known of the first evidences, then observables."""
    evidences = each(finding.raw, "evidences")
    found = [fact for one in evidences[:_MOST_EVIDENCES] for fact in _facts(one)]
    more = len(evidences) - _MOST_EVIDENCES
    return (
        *dict.fromkeys(found),
        *kept(("Evidences", f"and {more} more" if more > 0 else "")),
        *many("Observable", map(_observable, each(finding.raw, "observables"))),
    )


def line(finding: Finding) -> str:
    """Return the first evidence in one line."""
    return next((found for one in each(finding.raw, "evidences") if (found := _line(one))), "")


def _facts(evidence: object) -> tuple[Fact, ...]:
    (remote, local), process = _ends(evidence), _process(evidence)
    return (
        *kept(
            ("API call", joined(service(told(evidence, "api/service/name")), told(evidence, "api/operation"))),
            (
                "Error",
                joined(*(told(evidence, f"api/response/{name}") for name in ("error", "message", "code")), by=", "),
            ),
            ("Domain", first_told(evidence, "query/hostname", "url/hostname")),
            ("Address (URL)", told(evidence, "url/url_string")),
            (
                "Direction",
                joined(*(told(evidence, f"connection_info/{name}") for name in ("direction", "protocol_name"))),
            ),
            ("Local port", told(local, "port")),
            ("Local address", address(local)),
            ("Remote address", address(remote)),
            ("Remote port", told(remote, "port")),
            ("Remote place", _place(remote)),
            ("Remote network", told(remote, "autonomous_system/name")),
            ("User", joined(_user(look(evidence, "actor/user")), said("(", told(evidence, "actor/user/type"), ")"))),
            (
                "Session",
                joined(told(evidence, "actor/session/uid"), said("by ", told(evidence, "actor/session/issuer"))),
            ),
            ("Invoked by", told(evidence, "actor/invoked_by")),
            ("Process", joined(_named_process(process), said("of user ", _user(look(process, "user"))))),
            ("Command line", told(process, "cmd_line")),
            ("Working folder", told(process, "working_directory")),
            ("Process file hash", _hashes(look(process, "file"))),
            ("Started by", listed(_ancestors(process))),
            ("File", joined(_file(look(evidence, "file")), said("hash ", _hashes(look(evidence, "file"))))),
            ("Container", first_told(evidence, "container/name", "container/image/name")),
        ),
    )


def _line(evidence: object) -> str:
    (remote, local), process = _ends(evidence), _process(evidence)
    call = joined(told(evidence, "api/operation"), said("(", service(told(evidence, "api/service/name")), ")"))
    ends_at = remote if _is_outbound(evidence) else local
    where = joined(_place(remote), told(remote, "autonomous_system/name"), by=", ")
    running = joined(
        _named_process(process), said("as user ", _user(look(evidence, "actor/user")) or _user(look(process, "user")))
    )
    return joined(
        call or told(evidence, "query/hostname"),
        running,
        said("file ", _file(look(evidence, "file"))),
        said("to " if _is_outbound(evidence) else "from ", joined(address(remote), said("(", where, ")"))),
        said("port ", told(ends_at, "port")),
        said("started by ", listed(_ancestors(process), 2)),
        by=", ",
    )


def _ends(evidence: object) -> tuple[Any, Any]:
    """Return the other side and ours: who begins is the source."""
    ends = look(evidence, "src_endpoint"), look(evidence, "dst_endpoint")
    return (ends[1], ends[0]) if _is_outbound(evidence) else ends


def _is_outbound(evidence: object) -> bool:
    return told(evidence, "connection_info/direction").lower() == "outbound"


def address(endpoint: object) -> str:
    """Return what names the endpoint."""
    return first_told(endpoint, "ip", "hostname", "svc_name", "uid")


def _place(endpoint: object) -> str:
    return joined(told(endpoint, "location/city"), told(endpoint, "location/country"), by=", ")


def _process(evidence: object) -> object:
    return look(evidence, "process") or look(evidence, "actor/process")


def _named_process(process: object) -> str:
    return joined(first_told(process, "file/path", "path", "name"), said("(pid ", told(process, "pid"), ")"))


def _ancestors(process: object) -> list[str]:
    parent = look(process, "parent_process")
    return [_named_process(one) for one in (parent, *each(process, "ancestry"))]


def _user(user: object) -> str:
    return first_told(user, "name", "uid")


def _file(file: object) -> str:
    return first_told(file, "path", "name")


def _hashes(file: object) -> str:
    return listed((told(one, "value") for one in each(file, "hashes")), 2)


def _observable(observable: object) -> str:
    kind = joined(told(observable, "type"), told(observable, "name"), by=", ")
    value = told(observable, "value")
    return joined(value, said("(", kind, ")")) if value else ""
