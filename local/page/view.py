"""What the page shows: subscriptions, the story of each finding that was sent, and the mailbox.

Long texts, which do not change, are asked for one by one: bodies of emails and event patterns.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from embedded_aws.clock import ahead
from embedded_aws.mailbox import ReceivedEmail
from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from local.journey import steps
from local.journey.formatter_log import Line
from local.page.channel import Channel, message, outline
from local.page.confirmations import confirmations
from local.page.playground import Playground
from local.page.sent import Sent
from local.page.shown_mailbox import ShownMailbox, topic
from local.page.watched import Sight, Watched

View = dict[str, Any]


class PageView:
    """Builds what the page shows."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground

    def state(self) -> View:
        """Return everything that changes."""
        playground = self._playground
        playground.read()
        emails = self._emails()
        watched = dict(playground.watched)
        stories = playground.sent.stories()
        shown = _Story(watched, ShownMailbox(emails, watched, playground.topics))
        return {
            "busy": playground.busy,
            "ahead": ahead(playground.aws.control).total_seconds(),
            "subscriptions": [_subscription(key, one, playground.channel) for key, one in watched.items()],
            "refused": [_refused(name, playground.form.refusal(why)) for name, why in playground.refused.items()],
            "confirmations": confirmations(playground.aws.control, watched),
            "threads": [outline(number, one) for number, one in enumerate(playground.channel.threads())][::-1],
            "sent": [shown.of(story) for story in stories],
            "emails": shown.mailbox.view()[::-1],
        }

    def body(self, number: int) -> str | None:
        """Return the body of the email of that number, with SNS's footer; None if there is none."""
        emails = self._emails()
        return f"{emails[number].body}\n\n{emails[number].footer}" if number < len(emails) else None

    def thread(self, number: int) -> list[View] | None:
        """Return the messages of the thread of that number, oldest first; None if there is none."""
        threads = self._playground.channel.threads()
        return [dict(message(one)) for one in threads[number]] if number < len(threads) else None

    def patterns(self, key: str) -> str | None:
        """Return the event patterns of a subscription as JSON; None if it has ended."""
        watched = self._playground.watched.get(key)
        if watched is None:
            return None
        return json.dumps({name: json.loads(pattern) for name, pattern in watched.rules.patterns.items()}, indent=1)

    def _emails(self) -> list[ReceivedEmail]:
        playground = self._playground
        return [email for email in playground.aws.mailbox() if topic(email) in playground.topics]


class _Story:
    """Tells what became of findings."""

    def __init__(self, watched: Mapping[str, Watched], mailbox: ShownMailbox) -> None:
        self._watched = watched
        self.mailbox = mailbox

    def of(self, story: Sequence[Sent]) -> View:
        """Return what was sent of one finding, and what each subscription made of each step."""
        number, last = story[0].number, story[-1]
        opened = [finding_from(one.findings[0]) for one in story if one.step != steps.RESOLVED or one is story[0]][-1]
        return {
            "number": number,
            "title": f"Storm of {len(last.findings)} findings" if last.step == steps.STORM else _title(opened),
            "severity": opened.severity.name,
            "product": opened.product_name,
            "actions": _actions(last, opened),
            "steps": [{"name": one.step, "results": self._results(one, number)} for one in story],
        }

    def _results(self, sent: Sent, number: int) -> list[View]:
        return [self._result(sent, key, number) for key in sent.sights if key in self._watched]

    def _result(self, sent: Sent, key: str, number: int) -> View:
        watched = self._watched[key]
        told: set[int] = set()
        texts: Counter[str] = Counter()
        outcomes = [(sight, watched.outcome(sight)) for sight in sent.sights[key]]
        for sight, line in outcomes:
            email = self._email_of(key, line)
            texts[_text(sight, line, email, self.mailbox)] += 1
            if email is not None and line is not None:
                told.add(email)
                self.mailbox.explain(email, line["kind"], number)
        single = outcomes[0][1] if len(outcomes) == 1 else None
        parts = [text if len(outcomes) == 1 else f"{count}: {text}" for text, count in texts.most_common()]
        decision = json.dumps(single, indent=1) if single else ""
        return {"subscription": watched.name, "text": "; ".join(parts), "emails": sorted(told), "decision": decision}

    def _email_of(self, key: str, line: Line | None) -> int | None:
        """Return the number of the email that tells a finding: one of its own, or a digest."""
        if line is None or line["decision"] == "silent":
            return None
        return self.mailbox.by_message.get(self._watched[key].message_of(line))


def _title(finding: Finding) -> str:
    return finding.title or finding.id


def _actions(last: Sent, opened: Finding) -> list[str]:
    """Return what can happen next."""
    if last.step == steps.STORM:
        return []
    if last.step == steps.RESOLVED:
        return ["fail-again"]
    return ["resolve", "fail-again", *(["worsen"] if opened.severity < Severity.CRITICAL else [])]


def _text(sight: Sight, line: Line | None, email: int | None, mailbox: ShownMailbox) -> str:
    if sight.position is None:
        return f"no email: {sight.reason}"
    if line is None:
        return "on its way"
    if email is None:
        return f"no email: {line['reason']}" if line["decision"] == "silent" else f"no email yet: {line['reason']}"
    return f"{line['kind']} email" if mailbox.is_of_its_own(line) else "told in a digest"


def _subscription(key: str, watched: Watched, channel: Channel) -> View:
    return {
        "key": key,
        "name": watched.name,
        "provisioned": watched.subscription.provisioned_name,
        "answers": dict(watched.answers),
        "has_channel": channel.takes(watched.subscription.outputs["TopicArn"]),
    }


def _refused(name: str, refusal: Mapping[str, str]) -> View:
    return {"name": name, "sentence": refusal["sentence"]}
