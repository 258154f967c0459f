"""The documentation says what is so: generated parts are current, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import cost, warm
from common.choices.words import Formatting
from docs.admin_tables import exit_codes_table, keys_table
from docs.controls_page import controls
from docs.diagrams import subscription_diagram
from docs.event_types import event_types, with_event_types
from docs.generate import commands
from docs.output_schema import output_schema
from docs.permission_page import permissions_page
from formatter import observe
from formatter.memory.records import Kind
from installer.main import COMMANDS
from tests.golden import AssertGolden
from tests.test_house import FOLDERS as CODE

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "embedded_aws" / "README.md"])
FOLDERS = (*CODE, "tests")
LINK = re.compile(r"""\]\(([^)\s]+)\)|<img src="([^"]+)\"""")


def test_commands_are_current(assert_golden: AssertGolden) -> None:
    assert_golden(ROOT / "docs" / "commands.md", commands())


def test_the_schema_of_output_is_current(assert_golden: AssertGolden) -> None:
    assert_golden(ROOT / "docs" / "output.schema.json", output_schema())


def test_permissions_are_current_and_each_has_a_reason(assert_golden: AssertGolden) -> None:
    assert_golden(ROOT / "docs" / "permissions.md", permissions_page())


def test_controls_are_current(assert_golden: AssertGolden) -> None:
    assert_golden(ROOT / "docs" / "controls.md", controls())


BLOCKS = {
    "keys": ("admins.md", keys_table),
    "exit-codes": ("admins.md", exit_codes_table),
    "cost": ("cost-and-scale.md", cost.table),
    "event-types": ("chat.md", event_types),
    "lambda": ("architecture.md", lambda: subscription_diagram(Formatting.LAMBDA)),
    "eventbridge": ("architecture.md", lambda: subscription_diagram(Formatting.EVENTBRIDGE)),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_generated_blocks_are_current(name: str, assert_golden: AssertGolden) -> None:
    page, make = BLOCKS[name]
    path = ROOT / "docs" / page
    start, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(start)
    after = rest.partition(end)[2]
    assert_golden(path, f"{before}{start}{make()}\n{end}{after}")


def test_the_schema_of_chat_names_every_kind(assert_golden: AssertGolden) -> None:
    schema = ROOT / "docs" / "chat-notification.schema.json"
    assert_golden(schema, with_event_types(schema.read_text(encoding="utf-8")))


def test_readers_are_told_what_each_kind_means() -> None:
    page = (ROOT / "docs" / "recipients.md").read_text(encoding="utf-8")
    missing = [kind.value for kind in Kind if kind is not Kind.NEW and f"`{kind.value}" not in page]
    assert not missing, "docs/recipients.md says in 'What the subject says' what each word means"


def test_costs_count_the_calls_that_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    measured = {scenario.name: warm.measure(scenario).calls for scenario in warm.SCENARIOS}
    assert measured["a repeat"] == {"UpdateItem": cost.WRITES_OF_REPEAT}
    assert measured["new"] == {
        "UpdateItem": cost.WRITES_OF_NEW,
        "GetItem": cost.READS_OF_NEW,
        "TransactWriteItems": 1,
        "Publish": 1,
    }


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in map("".join, LINK.findall(page.read_text(encoding="utf-8"))):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    for name in re.findall(r"\./install\.sh ([a-z][a-z-]*)", page.read_text(encoding="utf-8")):
        assert name in COMMANDS, name


def test_every_picture_is_shown_and_together_they_are_small() -> None:
    pictures = set((ROOT / "docs" / "pictures").iterdir())
    shown = {
        (page.parent / name).resolve()
        for page in PAGES
        for name in re.findall(r'(?:<img src|srcset)="([^"]+)"', page.read_text(encoding="utf-8"))
    }
    assert shown == pictures
    assert sum(picture.stat().st_size for picture in pictures) < 1_000_000


def test_pictures_load_nothing_from_elsewhere() -> None:
    for picture in (ROOT / "docs" / "pictures").glob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert re.findall(r"url\((?!#)[^)]*\)|@import|href=|<script", text) == [], picture.name


def test_every_metric_is_explained() -> None:
    source = Path(observe.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'"([A-Z][A-Za-z]+)"', source)) - {"SecurityNotifications", "Sent", "Silent"}
    explained = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for metric in named:
        assert f"`{metric}`" in explained, metric


def test_every_file_that_is_named_exists() -> None:
    for page in PAGES:
        for name in re.findall(
            rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`",
            page.read_text(),
        ):
            assert (ROOT / name).exists(), (page.name, name)


def test_a_subscription_that_tells_nothing_costs_cents() -> None:
    assert cost.idle() < 0.14


def test_a_million_repeats_cost_below_a_dollar_seventy() -> None:
    assert 1e6 * cost.repeat() < 1.70


def test_metrics_are_paid_for_the_hours_that_have_a_value() -> None:
    assert cost.metrics(0, 0) == 0
    assert cost.metrics(1_000_000, 500_000) == pytest.approx(3 * 0.30)
    assert cost.metrics(1, 0) == pytest.approx(2 * 30 * 0.30 / 720, rel=0.03), "about one hour a day, of two metrics"
