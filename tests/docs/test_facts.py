"""Facts have a source beside the code, and the steps of `verify` say which of them they settle."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import botocore.session
import click
import pytest

from docs.facts_page import BESIDE_THE_CODE, FOLDERS, facts_page, mentions, settled_by
from docs.first_hour import first_hour
from installer.main import COMMANDS, main
from installer.verification.facts import Sureness, facts
from installer.verification.steps.table import STEPS
from tests.golden import AssertGolden

ROOT = Path(__file__).parents[2]


def test_the_page_of_facts_is_current(assert_golden: AssertGolden, request: pytest.FixtureRequest) -> None:
    """The sentences beside pages are those of the last `make docs`; which pages there are is always current."""
    page, made = ROOT / "docs" / "facts.md", facts_page()
    if not request.config.getoption("--update-golden"):
        written, made_facts = (
            page.read_text(encoding="utf-8").partition(BESIDE_THE_CODE),
            made.partition(BESIDE_THE_CODE),
        )
        assert written[0] == made_facts[0], "run make docs"
        assert _pages(written[2]) == _pages(made_facts[2]), "run make docs"
    else:
        assert_golden(page, made)


def _pages(table: str) -> list[str]:
    return re.findall(r"^\| \[[^\]]*\]\(([^)]*)\)", table, re.MULTILINE)


def test_the_first_hour_is_current(assert_golden: AssertGolden) -> None:
    assert_golden(ROOT / "docs" / "first-hour.md", first_hour())


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.id)
def test_each_place_exists_and_one_names_the_source(fact: object) -> None:
    (found,) = (one for one in facts() if one is fact)
    texts = [(ROOT / place).read_text(encoding="utf-8") for place in found.places]
    assert texts
    assert not found.source or any(found.source in text for text in texts)
    assert found.source or found.state is Sureness.UNVERIFIED


def test_ids_are_unique_and_steps_settle_facts() -> None:
    ids = [fact.id for fact in facts()]
    assert len(ids) == len(set(ids))
    for step in STEPS:
        assert step.settles, step.name
        assert set(step.settles) <= set(ids), step.name


def test_most_of_what_is_unverified_is_settled_by_a_step() -> None:
    open_facts = {fact.id for fact in facts() if fact.state is Sureness.UNVERIFIED and not settled_by(fact)}
    assert open_facts == {"event-time", "other-archival-reasons", "share-principals"}


def test_every_page_of_aws_in_the_code_is_listed_with_what_it_is_named_for() -> None:
    listed = {(one.page, one.place): one.said for one in mentions()}
    for file in (file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        code = re.sub(r"(?m)^(?!.*https://docs\.aws).*$", "", text)
        for page in re.findall(r"https://docs\.aws\.amazon\.com/[^\s)\"'`>,]*[^\s)\"'`>,.;:]", code):
            place = file.relative_to(ROOT).as_posix()
            if (page, place) not in listed:
                assert _is_data(text, page), f"{place} names {page} in neither a docstring nor a comment"
    assert all(re.search(r"\w{3}", said) for said in listed.values())


def _is_data(text: str, page: str) -> bool:
    """Return whether an address stands in a text that the product prints."""
    return bool(re.search(rf"[\"'(]\s*f?[\"']?[^\n]*{re.escape(page)}[^\n]*[\"']", text))


def commands() -> list[str]:
    """Return every command of the first hour, on one line each."""
    blocks = re.findall(r"```bash\n(.*?)```", first_hour(), re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def test_each_command_exists_with_its_options() -> None:
    session = botocore.session.get_session()
    for line in commands():
        words = shlex.split(line.split(" | ")[0].split(" > ")[0])
        options = {word for word in words if word.startswith("--")}
        if words[0] == "./install.sh":
            command = main.get_command(click.Context(main), words[1])
            assert words[1] in COMMANDS, line
            assert command
            known = {name for one in command.params for name in one.opts}
        else:
            known = _options_of(session, words[1], words[2]) | {"--profile", "--query", "--output"}
        assert options <= known, (line, options - known)


_RENAMED = {("sns", "Endpoint"): "--notification-endpoint"}
"""AWS's command line has an option --endpoint-url of its own, and so calls this one otherwise."""


def _options_of(session: botocore.session.Session, service: str, operation: str) -> set[str]:
    model = session.get_service_model(service)
    name = "".join(part.capitalize() for part in operation.split("-"))
    (found,) = (one for one in model.operation_names if one.lower() == name.lower())
    members = model.operation_model(found).input_shape.members
    return {_RENAMED.get((service, one), f"--{_dashed(one)}") for one in members}


def _dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()
