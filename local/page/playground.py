"""What one can do on the page: subscribe, change, leave; send findings, resolve them, let them fail again; let time pass."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from embedded_aws.functions import fetch_functions
from embedded_aws.process import EmbeddedAws
from formatter.finding.reader import received_findings
from installer.errors import UserError
from installer.findings.files import event_of, read_finding_files
from local.journey import steps
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Stage
from local.journey.setup import REGION
from local.journey.sweep import sweep_all
from local.page import gallery
from local.page.audience import Audience
from local.page.channel import Channel
from local.page.form import Form
from local.page.gallery import Place
from local.page.sent import SentSoFar, Sights
from local.page.watched import Sight, Watched

_AT_ONCE = 8
"""Events of a storm on their way at the same time; more would only start more copies of the function on this machine."""

_PAUSE_SECONDS = 0.02
_PATIENCE_SECONDS = 10.0

_ADOPTED = 30
"""Of more findings than this that were sent before, the page shows only the emails."""


_LONGEST_MINUTES = 31 * 24 * 60


class Playground:
    """The embedded AWS as the page uses it; safe to call from several threads."""

    def __init__(self, aws: EmbeddedAws, stage: Stage, choices: Choices) -> None:
        self.aws = aws
        self.account_id = stage.subscription.account_id
        self.session = aws.session(self.account_id, REGION)
        self.place = Place(self.account_id, REGION)
        self.watched: dict[str, Watched] = {}
        self.sent = SentSoFar()
        self.busy = ""
        self.channel = Channel(aws.control)
        self.refused: dict[str, str] = {}
        self.topics: dict[str, Audience] = {}
        self._owner = Owner(aws, self.account_id, choices.owner)
        self._lock = threading.RLock()
        self._launched = 1
        first = stage.subscription
        self._watch(Watched(self.session, first, "Subscription 1", choices.answers()))
        self.form = Form.read(self.session.client("cloudformation"), first.stack_name)

    def adopt(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Take over what was sent to the first subscription before anybody watched, so that its story can go on."""
        found = [one for event in events for one in _each_finding(event)]
        for finding, event in found if len(found) <= _ADOPTED else ():
            self.sent.note([finding], steps.NEW, self._see(event), 0.0)

    def subscribe(self, name: str, answers: Mapping[str, str]) -> None:
        """Launch the product; a launch that fails leaves a provisioned product in ERROR, as in AWS.

        Args:
            name: of the provisioned product.
            answers: of the form.

        Raises:
            UserError: the name is taken, the form refuses an answer, or the launch failed.
        """
        if name in self._owner.provisioned().values():
            raise UserError(
                f"A provisioned product is named {name} already: choose another name, or terminate that one."
            )
        try:
            subscription = self._owner.launch(answers, name)
        except UserError as error:
            self.refused[name] = str(error)
            raise
        with self._lock:
            self._launched += 1
            number = self._launched
        self._watch(Watched(self.session, subscription, f"Subscription {number}", answers))

    def change(self, key: str, answers: Mapping[str, str]) -> None:
        """Change the answers of a subscription; raises as `subscribe` does."""
        known = self._known(key)
        self._owner.update(known.subscription, answers)
        known.change(answers)

    def leave(self, key: str) -> None:
        """End a subscription."""
        subscription = self._known(key).subscription
        self._owner.leave(subscription)
        self.channel.forget(subscription.outputs["TopicArn"])
        with self._lock:
            del self.watched[key]

    def terminate(self, name: str) -> None:
        """End what a launch that failed has left, as Service Catalog asks its owner to."""
        if self.refused.pop(name, None) is not None:
            self._owner.discard(name)

    def connect(self, key: str) -> None:
        """Let the chat channel take the topic of a subscription, or no longer if it does."""
        topic = self._known(key).subscription.outputs["TopicArn"]
        (self.channel.leave if self.channel.takes(topic) else self.channel.join)(topic)

    def pick(self, number: int, severity: str) -> None:
        """Send a finding of the gallery."""
        finding = gallery.pick(number, severity, self.place, self.aws.now())
        self._send(finding, steps.NEW, event_of(finding))

    def paste(self, text: str) -> None:
        """Send findings as somebody has them.

        Raises:
            UserError: there is nothing, or some of it is no finding; the rest is sent.
        """
        if not text.strip():
            raise UserError("There is nothing to send yet: paste a finding as JSON, or fill in the example.")
        file = self.aws.folder / "pasted.json"
        file.write_text(text, encoding="utf-8")
        found = read_finding_files([str(file)])
        for event in found.events:
            for finding, single in _each_finding(event):
                self._send(finding, steps.NEW, single)
        if found.problems:
            raise UserError(" ".join(found.problems).replace(str(file), "What you pasted"))

    def again(self, number: int, step: str) -> None:
        """Send a finding once more as it is after a step, such as being resolved."""
        name, change = steps.STEPS[step]
        finding = change(self.sent.as_open(number), self.aws.now())
        self._send(finding, name, event_of(finding))

    def storm(self, size: int) -> None:
        """Send many findings at once, and return while they are on their way."""
        self.busy = f"0 of {size} findings sent"
        threading.Thread(target=self._storm, args=(size,), daemon=True).start()

    def let_time_pass(self, minutes: int) -> int:
        """Let so many minutes pass, with the sweeps of every subscription; returns the number of emails that came.

        Raises:
            UserError: it would be too long, or backwards.
        """
        if not 0 < minutes <= _LONGEST_MINUTES:
            raise UserError("Time goes forward only, and by at most 31 days at once.")
        subscriptions = [one.subscription for one in self._all()]
        return len(sweep_all(self.aws, self.session, subscriptions, timedelta(minutes=minutes)))

    def _storm(self, size: int) -> None:
        findings = list(gallery.storm(size, self.place, self.aws.now()))
        watching = self._all()
        sights = {one.subscription.provisioned_id: _sights(one, findings) for one in watching}
        self.sent.note(findings, steps.STORM, sights, time.time())
        for number, finding in enumerate(findings, 1):
            self.busy = f"{number} of {size} findings sent"
            self.aws.send_event(self.account_id, event_of(finding), REGION)
            self._keep_pace()
        self.busy = ""

    def _keep_pace(self) -> None:
        """Wait until few events are on their way, or too long for that to be why."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while fetch_functions(self.aws.control).unfinished > _AT_ONCE and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)

    def read(self) -> None:
        """Take over what every formatter logged since."""
        with self._lock:
            for watched in self.watched.values():
                watched.read()

    def _send(self, finding: Mapping[str, Any], step: str, event: Mapping[str, Any]) -> None:
        self.sent.note([finding], step, self._see(event), time.time())
        self.aws.send_event(self.account_id, event, REGION)

    def _see(self, event: Mapping[str, Any]) -> Sights:
        return {one.subscription.provisioned_id: [one.see(event)] for one in self._all()}

    def _watch(self, watched: Watched) -> None:
        with self._lock:
            self.watched[watched.subscription.provisioned_id] = watched
            outputs = watched.subscription.outputs
            self.topics[outputs["TopicArn"]] = Audience.OWNERS
            self.topics[outputs["LeadTopicArn"]] = Audience.LEADS

    def _all(self) -> list[Watched]:
        with self._lock:
            return list(self.watched.values())

    def _known(self, key: str) -> Watched:
        with self._lock:
            known = self.watched.get(key)
        if known is None:
            raise UserError("This subscription has ended.")
        return known


def _each_finding(event: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each finding of an event with an event of its own."""
    for one in received_findings(event):
        detail = {**event["detail"], "findings": [one.finding.raw]}
        yield one.finding.raw, {**event, "detail": detail}


def _sights(watched: Watched, findings: Sequence[Mapping[str, Any]]) -> list[Sight]:
    """Return what a subscription makes of findings that differ in nothing that its rules look at."""
    first = watched.see(event_of(findings[0]))
    if first.position is None:
        return [first]
    return [first, *(watched.expect(str(finding["Id"])) for finding in findings[1:])]
