"""Web pages of elsewhere, in real Chromium, against the embedded AWS and the page: every request gets 403, nothing happens."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response
from rich.console import Console

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws, start
from local.journey.choices import Choices
from local.journey.play import Player
from local.page.server import serve
from tests.browser import StartBrowser
from tests.embedded_aws.waiting import until

pytestmark = pytest.mark.browser

EVIL = "evil.example"
"""A foreign name that leads to this machine, as DNS rebinding makes one."""

STACK = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})
FORM = "application/x-www-form-urlencoded"


class _Site(ThreadingHTTPServer):
    """A site that says nothing where a tab does not await its answer: a trace would stand in what others print."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class _Empty(BaseHTTPRequestHandler):
    """A site that somebody happens to visit."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Kittens</title>")

    def log_message(self, *arguments: object) -> None:
        pass


class Visit:
    """A page of elsewhere that the person visits, and how its requests are answered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._urls: dict[str, str] = {}
        self._statuses: dict[str, int] = {}
        page.context.on("response", self._note_answer)
        # What CORS keeps from the page shows only in the protocol of the developer tools.
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.on("Network.requestWillBeSent", lambda sent: self._note(sent["requestId"], url=sent["request"]["url"]))
        tools.on(
            "Network.responseReceivedExtraInfo", lambda got: self._note(got["requestId"], status=got["statusCode"])
        )

    def _note_answer(self, response: Response) -> None:
        self._note(response.url, url=response.url, status=response.status)

    def _note(self, request: str, url: str = "", status: int = 0) -> None:
        if url:
            self._urls[request] = url
        if status:
            self._statuses[request] = status

    def statuses(self, port: int | None) -> set[int]:
        """Return how the port has answered so far; asking the browser lets what has come be noted."""
        self.page.context.cookies()
        return {
            self._statuses[one]
            for one, url in self._urls.items()
            if urlsplit(url).port == port and one in self._statuses
        }

    def run(self, script: str, server: str, **given: str) -> set[int]:
        """Run a script of the page; return the statuses with which that server answered it, and no script before it."""
        self._urls.clear()
        self._statuses.clear()
        self.page.evaluate(f"async (given) => {{ {script} }}", given)
        found: set[int] = until(lambda: self.statuses(urlsplit(server).port))
        return found


@pytest.fixture(scope="module")
def browser(start_browser: StartBrowser) -> Browser:
    return start_browser(f"--host-resolver-rules=MAP {EVIL} 127.0.0.1")


@pytest.fixture(scope="module")
def aws(browser: Browser) -> Iterator[EmbeddedAws]:
    with start() as found:
        yield found


@pytest.fixture(scope="module")
def product_page(aws: EmbeddedAws) -> Iterator[str]:
    """The page's address; each attack is made as by somebody who has found it out."""
    choices = Choices(email="owner@example.com")
    stage = Player(aws, choices, Console(file=io.StringIO())).subscribe()
    with serve(aws, stage, choices) as address:
        yield address


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    server = _Site(("127.0.0.1", 0), _Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(
    scope="module", params=[EVIL, "localhost", "127.0.0.1"], ids=["another site", "localhost", "another port"]
)
def elsewhere(request: pytest.FixtureRequest, site: int) -> str:
    return f"http://{request.param}:{site}/"


@pytest.fixture(scope="module")
def visited(browser: Browser, elsewhere: str) -> Iterator[Visit]:
    """A visit for all attacks that leave the tab where it is."""
    page = browser.new_page()
    page.goto(elsewhere)
    yield Visit(page)
    page.close()


@pytest.fixture
def left(browser: Browser, elsewhere: str) -> Iterator[Visit]:
    """A visit for one attack, which takes its tab elsewhere."""
    page = browser.new_page()
    page.goto(elsewhere)
    yield Visit(page)
    page.close()


SEND = (
    "window.read = ''; await fetch(given.url, {method: given.method, mode: given.mode, headers: JSON.parse(given.headers), \
body: given.body || undefined}).then((answer) => answer.text()).then((text) => { window.read = text; }, () => {});"
)
SUBMIT = """
const form = document.createElement("form");
Object.assign(form, {action: given.url, method: given.method, enctype: given.enctype, target: given.target});
for (const [name, value] of new URLSearchParams(given.body)) {
  form.append(Object.assign(document.createElement("input"), {name, value}));
}
document.body.append(Object.assign(document.createElement("iframe"), {name: "frame"}), form);
form.submit();
"""
ELEMENT = """
const made = document.createElement(given.element);
await new Promise((settled) => { made.onload = made.onerror = settled; made.src = given.url; document.body.append(made); });
"""


def fetch(visit: Visit, url: str, method: str, mode: str, headers: dict[str, str], body: str = "") -> set[int]:
    return visit.run(
        SEND, urljoin(visit.page.url, url), url=url, method=method, mode=mode, headers=json.dumps(headers), body=body
    )


CREATE = f"Action=CreateStack&Version=2010-05-15&StackName=evil&TemplateBody={STACK}"
SIGNED_BY_NOBODY = (
    "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0"
)


@pytest.mark.parametrize(
    ("method", "mode", "headers", "body"),
    [
        ("GET", "cors", {}, ""),
        ("GET", "no-cors", {}, ""),
        ("POST", "cors", {"Content-Type": FORM}, CREATE),
        ("POST", "no-cors", {"Content-Type": FORM}, CREATE),
        ("POST", "cors", {"Content-Type": FORM, "Authorization": SIGNED_BY_NOBODY}, CREATE),
        ("POST", "cors", {"X-Amz-Target": "DynamoDB_20120810.ListTables"}, "{}"),
        ("PUT", "cors", {}, "object"),
        ("DELETE", "cors", {}, ""),
    ],
)
def test_a_fetch_gets_nothing(
    visited: Visit, aws: EmbeddedAws, method: str, mode: str, headers: dict[str, str], body: str
) -> None:
    account = new_account_id()
    given = {name: value.replace("%s", account) for name, value in headers.items()}
    assert fetch(visited, aws.endpoint_url, method, mode, given, body) == {403}
    assert visited.page.evaluate("window.read") == ""
    for owner in (account, "000000000000"):
        assert aws.session(owner).client("cloudformation").list_stacks()["StackSummaries"] == []


@pytest.mark.parametrize("method", ["post", "get"])
@pytest.mark.parametrize("enctype", [FORM, "text/plain"])
def test_a_form_in_a_frame_does_nothing(visited: Visit, aws: EmbeddedAws, method: str, enctype: str) -> None:
    submit(visited, aws, method, enctype, "frame")


@pytest.mark.parametrize("method", ["post", "get"])
@pytest.mark.parametrize("enctype", [FORM, "text/plain"])
def test_a_form_that_takes_the_tab_along_does_nothing(left: Visit, aws: EmbeddedAws, method: str, enctype: str) -> None:
    submit(left, aws, method, enctype, "_self")


def submit(visit: Visit, aws: EmbeddedAws, method: str, enctype: str, target: str) -> None:
    given = {"url": aws.endpoint_url + "/", "method": method, "enctype": enctype, "target": target, "body": CREATE}
    assert visit.run(SUBMIT, aws.endpoint_url, **given) == {403}
    assert aws.session("000000000000").client("cloudformation").list_stacks()["StackSummaries"] == []


def unsubscribe_link(aws: EmbeddedAws, account: str) -> tuple[str, str]:
    """Return a topic with one subscriber, and the link below an email to it."""
    sns = aws.session(account).client("sns")
    topic: str = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{account}@example.com")
    sns.publish(TopicArn=topic, Subject="News", Message="Body")
    return topic, aws.mailbox(f"{account}@example.com")[0].unsubscribe_url


def subscribers(aws: EmbeddedAws, account: str, topic: str) -> int:
    sns = aws.session(account).client("sns")
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return sum(one["SubscriptionArn"] != "Deleted" for one in listed)


@pytest.mark.parametrize("element", ["img", "script", "iframe"])
def test_an_element_ends_no_subscription_even_with_the_right_link(
    visited: Visit, aws: EmbeddedAws, element: str
) -> None:
    account = new_account_id()
    topic, link = unsubscribe_link(aws, account)
    assert visited.run(ELEMENT, link, element=element, url=link) == {403}
    assert subscribers(aws, account, topic) == 1


def test_a_link_of_an_email_opens_in_a_tab(browser: Browser, aws: EmbeddedAws) -> None:
    account = new_account_id()
    topic, link = unsubscribe_link(aws, account)
    page = browser.new_page()
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 200
    assert subscribers(aws, account, topic) == 0


def test_a_link_of_an_email_opens_from_our_page(browser: Browser, aws: EmbeddedAws, product_page: str) -> None:
    account = new_account_id()
    topic, link = unsubscribe_link(aws, account)
    page = browser.new_page()
    page.goto(product_page)
    page.evaluate("(url) => { location.href = url; }", link)
    page.wait_for_url(link)
    assert subscribers(aws, account, topic) == 0


def test_a_web_socket_does_not_open(visited: Visit, aws: EmbeddedAws) -> None:
    url = aws.endpoint_url.replace("http:", "ws:") + "/_aws/execute-api/api/stage"
    script = """(url) => new Promise((settled) => {
      const socket = new WebSocket(url);
      socket.onopen = () => settled("open");
      socket.onerror = () => settled("refused");
    })"""
    assert visited.page.evaluate(script, url) == "refused"


def test_a_foreign_name_that_leads_here_reads_nothing(browser: Browser, aws: EmbeddedAws, product_page: str) -> None:
    for address in (f"{aws.endpoint_url}/_embedded/mailbox", product_page, f"{product_page}api/state"):
        page = browser.new_page()
        answer = page.goto(address.replace("127.0.0.1", EVIL))
        assert answer is not None
        assert answer.status == 403
        assert "owner@example.com" not in page.content()


@pytest.mark.parametrize(
    ("path", "method", "mode", "headers", "body"),
    [
        ("api/state", "GET", "cors", {}, ""),
        ("api/state", "GET", "no-cors", {}, ""),
        ("api/storm", "POST", "cors", {"Content-Type": "application/json"}, '{"size": 1}'),
        ("api/storm", "POST", "no-cors", {"Content-Type": "text/plain"}, '{"size": 1}'),
    ],
)
def test_another_page_reads_and_does_nothing_on_ours(
    visited: Visit, product_page: str, path: str, method: str, mode: str, headers: dict[str, str], body: str
) -> None:
    assert fetch(visited, product_page + path, method, mode, headers, body) == {403}
    assert visited.page.evaluate("window.read") == ""


def test_our_own_page_reads_and_does(browser: Browser, product_page: str) -> None:
    # Left open, it would go on polling, and be told that the embedded AWS is gone while other tests read what is printed.
    with contextlib.closing(browser.new_page()) as page:
        page.goto(product_page)
        visit = Visit(page)
        headers = {"Content-Type": "application/json"}
        # The page's own polls may bring nothing new meanwhile.
        assert fetch(visit, "api/pick", "POST", "cors", headers, '{"number": 0, "severity": "High"}') - {304} == {200}
        assert "owner@example.com" in page.evaluate("fetch('api/state').then((answer) => answer.text())")


def test_whoever_does_not_know_the_pages_address_gets_nothing(browser: Browser, product_page: str) -> None:
    parts = urlsplit(product_page)
    for path in ("/", "/api/state", "/guess/api/state"):
        answer = browser.new_page().goto(f"{parts.scheme}://{parts.netloc}{path}")
        assert answer is not None
        assert answer.status == 403
