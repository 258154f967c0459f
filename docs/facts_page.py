"""The page of facts: those that `verify` settles, and every page of AWS that stands beside the code."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from installer.verification.facts import Fact, Sureness, facts
from installer.verification.steps.table import STEPS

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "common",
    "embedded_aws",
    "event_matching",
    "formatter",
    "installer",
    "local",
    "permission-sets",
    "product",
    "stacksets",
)

_DOCS = "https://docs.aws.amazon.com/"
_PAGE = re.compile(r"https://docs\.aws\.amazon\.com/[^\s)\"'`>,]*[^\s)\"'`>,.;:]")
_LONGEST = 160

BESIDE_THE_CODE = "## Pages beside the code"

_HEADING = """# Facts of AWS

AWS cannot be asked while code is written, so each fact that this product stands on has its source beside it, and here a state:
*documented* by AWS, *seen* in public code, or *unverified*. `./install.sh verify` plays the journey on real accounts and
settles the facts that name one of its steps; [first-hour.md](first-hour.md) has the same steps by hand. Please send us the
report: it holds no account ids and no addresses.
"""


@dataclass(frozen=True)
class Mention:
    """A page of AWS that is named beside code.

    Attributes:
        page: its address.
        place: the file.
        said: what the page is named for.
    """

    page: str
    place: str
    said: str


def facts_page() -> str:
    """Return the page."""
    parts = [_HEADING]
    for state in (Sureness.UNVERIFIED, Sureness.SEEN, Sureness.DOCUMENTED):
        parts += [f"## {state.value.capitalize()}", "", *_fact_table(one for one in facts() if one.state is state), ""]
    parts += [BESIDE_THE_CODE, "", "Each is documented; the sentence is the one that stands beside it.", ""]
    return "\n".join([*parts, *_mention_table(mentions())]) + "\n"


@cache
def mentions() -> tuple[Mention, ...]:
    """Return every page of AWS that a docstring or comment names, by page and file."""
    files = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
    found = {(one.page, one.place): one for file in reversed(files) for one in _mentions_of(file)}
    return tuple(found[key] for key in sorted(found))


def settled_by(fact: Fact) -> list[str]:
    """Return the names of the steps of `verify` that settle a fact."""
    return [step.name for step in STEPS if fact.id in step.settles]


def _fact_table(found: Iterable[Fact]) -> Iterator[str]:
    yield from ("| Fact | Source | Relied on in | Settled by |", "|---|---|---|---|")
    for one in found:
        places = ", ".join(f"`{place}`" for place in one.places)
        settled = ", ".join(f"`{name}`" for name in settled_by(one)) or "no step"
        yield f"| {_cell(one.fact)} | {_link(one.source)} | {places} | {settled} |"


def _mention_table(found: Sequence[Mention]) -> Iterator[str]:
    yield from ("| Page | Named for | In |", "|---|---|---|")
    for page in dict.fromkeys(one.page for one in found):
        here = [one for one in found if one.page == page]
        yield f"| {_link(page)} | {_cell(here[0].said)} | {', '.join(f'`{one.place}`' for one in here)} |"


def _link(address: str) -> str:
    if not address:
        return "none"
    name = address.removeprefix(_DOCS).removeprefix("https://").replace("/latest/", "/").removesuffix(".html")
    return f"[{name}]({address})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _mentions_of(file: Path) -> Iterator[Mention]:
    source, place = file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix()
    for text, stands_at in (*_docstrings(source), *_comments(source)):
        for match in _PAGE.finditer(text):
            yield Mention(match[0], place, _said(text, match.start()) or f"`{stands_at}`")


def _docstrings(source: str) -> Iterator[tuple[str, str]]:
    """Yield every text that stands alone, and the name that it stands below: of a class, a function or a value."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for before, statement in pairwise([node, *body] if isinstance(body, list) else []):
            value = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value, _name(before)


def _name(node: ast.AST) -> str:
    targets = getattr(node, "targets", None) or [getattr(node, "target", node)]
    return str(getattr(targets[0], "id", "") or getattr(node, "name", "module"))


def _comments(source: str) -> Iterator[tuple[str, str]]:
    """Yield comments, those on lines that follow each other as one, and the line of code that they stand above or beside."""
    lines: list[str] = []
    code = source.splitlines()
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if lines and token.start[0] != last + 1:
                yield "\n".join(lines), code[min(last, len(code) - 1)].strip()
                lines = []
            lines.append(token.string.lstrip("# "))
            last = token.start[0]
    yield "\n".join(lines), code[min(last, len(code) - 1)].strip() if code else ""


def _said(text: str, position: int) -> str:
    """Return what a page is named for: the last paragraph before it, or the first after it; empty where there is none."""
    before = [_plain(one) for one in re.split(r"\n\s*\n", text[:position])]
    after = [_plain(one) for one in re.split(r"\n\s*\n", text[position:])]
    said = next((one for one in [*reversed(before), *after] if one), "")
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST].rpartition(' ')[0]} ..."


def _plain(paragraph: str) -> str:
    """Return a paragraph in one line, without addresses."""
    words = re.sub(r"https?://\S+", "", paragraph).split()
    return " ".join(words).rstrip(" (")
