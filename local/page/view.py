"""What the page shows: subscriptions, what was sent and what became of it, and the mailbox."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from formatter.finding.reader import finding_from
from local.journey.formatter_log import Line
from local.mailbox import ReceivedEmail
from local.page.digests import Digests
from local.page.playground import Playground, Sent
from local.page.watched import Sight, Watched

View = dict[str, Any]


class PageView:
    """Builds what the page shows."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._digests = Digests()

    def state(self) -> View:
        """Return everything that changes."""
        playground = self._playground
        playground.read()
        emails = [email for email in playground.aws.mailbox() if _topic(email) in playground.topics]
        watched = dict(playground.watched)
        sent = list(playground.sent)
        self._digests.read(emails, sent, watched)
        mailbox = _Mailbox(emails, watched)
        shown = [self._sent(one, watched, mailbox) for one in sent]
        return {
            "busy": playground.busy,
            "subscriptions": [_subscription(key, one) for key, one in watched.items()],
            "sent": shown[::-1],
            "emails": mailbox.view()[::-1],
        }

    def _sent(self, sent: Sent, watched: Mapping[str, Watched], mailbox: _Mailbox) -> View:
        finding = finding_from(sent.findings[0])
        keys = [key for key in sent.sights if key in watched]
        many = len(sent.findings)
        return {
            "number": sent.number,
            "step": sent.step,
            "title": f"Storm of {many} findings" if sent.step == "storm" else finding.title or finding.id,
            "severity": finding.severity.name,
            "product": finding.product_name,
            "results": [self._result(sent, key, watched[key], mailbox) for key in keys],
        }

    def _result(self, sent: Sent, key: str, watched: Watched, mailbox: _Mailbox) -> View:
        told: list[int] = []
        texts: Counter[str] = Counter()
        outcomes = [(sight, watched.outcome(sight)) for sight in sent.sights[key]]
        for sight, line in outcomes:
            email = self._email_of(key, sight, line, mailbox)
            texts[_text(sight, line, email, mailbox)] += 1
            if email is not None and line is not None:
                told.append(email)
                mailbox.explain(email, f"{line['kind']}, finding {sent.number}")
        parts = [text if len(outcomes) == 1 else f"{count}: {text}" for text, count in texts.most_common()]
        single = outcomes[0][1] if len(outcomes) == 1 else None
        return {
            "subscription": watched.name,
            "text": "; ".join(parts),
            "emails": sorted(set(told)),
            "decision": json.dumps(single, indent=1) if single else "",
        }

    def _email_of(self, key: str, sight: Sight, line: Line | None, mailbox: _Mailbox) -> int | None:
        """Return the number of the email that tells a finding: one of its own, or a digest."""
        if line is None or line["decision"] == "silent":
            return None
        return mailbox.by_message.get(line["message_id"], self._digests.found(key, sight.finding_id))


class _Mailbox:
    """The emails, and what each was sent for."""

    def __init__(self, emails: Sequence[ReceivedEmail], watched: Mapping[str, Watched]) -> None:
        self._emails = emails
        self._names = {one.subscription.outputs["TopicArn"]: one.name for one in watched.values()}
        self._told: defaultdict[int, list[str]] = defaultdict(list)
        self.by_message = {email.message_id: number for number, email in enumerate(emails)}

    def explain(self, number: int, what: str) -> None:
        """Note what an email tells."""
        self._told[number].append(what)

    def is_of_its_own(self, line: Line) -> bool:
        """Return whether a finding has an email of its own."""
        return line["message_id"] in self.by_message

    def view(self) -> list[View]:
        """Return the emails as the page shows them, oldest first."""
        return [self._email(number, email) for number, email in enumerate(self._emails)]

    def _email(self, number: int, email: ReceivedEmail) -> View:
        name = self._names.get(_topic(email), "A subscription that has ended")
        told = self._told[number]
        what = told[0] if len(told) == 1 else f"{len(told)} findings together"
        return {
            "number": number,
            "sender": email.sender,
            "to": email.to,
            "subject": email.subject,
            "body": f"{email.body}\n\n{email.footer}",
            "time": email.time,
            "why": f"{name}: {what}" if told else name,
        }


def _topic(email: ReceivedEmail) -> str:
    """Return the ARN of the topic that an email was published to."""
    return email.subscription.rpartition(":")[0]


def _text(sight: Sight, line: Line | None, email: int | None, mailbox: _Mailbox) -> str:
    if sight.position is None:
        return f"no email: {sight.reason}"
    if line is None:
        return "on its way"
    if email is None:
        return f"no email: {line['reason']}" if line["decision"] == "silent" else f"no email yet: {line['reason']}"
    return "email" if mailbox.is_of_its_own(line) else "told in a digest"


def _subscription(key: str, watched: Watched) -> View:
    patterns = {name: json.loads(pattern) for name, pattern in watched.rules.patterns.items()}
    return {
        "key": key,
        "name": watched.name,
        "answers": dict(watched.answers),
        "patterns": json.dumps(patterns, indent=1),
    }
