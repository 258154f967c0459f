"""Break the code in small ways, one at a time, and see whether the tests of its part notice.

python -m benchmarks.mutations [--sample 24] [--seed 1] [--seconds 180] [part ...]

Works on a copy of the checkout, so nothing of it stays. Each survivor is a missing test, or a change that means the same.
Ends with 1 when one survived.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console

ROOT = Path(__file__).parents[1]
_QUICK = ("-x", "-q", "-n0", "-p", "no:cacheprovider", "-m", "not embedded and not browser and not slow")
_DECISION, _DELIVERY, _FORM = "tests/formatter/decision", "tests/formatter/delivery", "tests/product/subscription"
PARTS: dict[str, tuple[str, ...]] = {
    "formatter/decision": (
        *(f"{_DECISION}/test_{one}.py" for one in ("schedule", "agenda", "response", "decide")),
        f"{_DELIVERY}/test_response.py",
    ),
    "formatter/delivery": (_DELIVERY,),
    "product/subscription/pattern": tuple(f"{_FORM}/test_{one}.py" for one in ("pattern", "filters", "complexity")),
    "common/policies.py": (
        "tests/stacksets",
        "tests/permission_sets",
        f"{_FORM}/test_stack.py",
        "tests/product/portfolio",
    ),
    "stacksets": ("tests/stacksets",),
}
"""A folder or module, and the tests that are to notice; the quickest stand first."""

_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@dataclass(frozen=True)
class Mutation:
    """One change of one module.

    Attributes:
        path: the module, from the checkout's root.
        line: where the change begins, from 1.
        before: the expression as it stands.
        after: what it becomes.
        source: the whole module with the change.
    """

    path: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        """Place and change, on one line."""
        return f"{self.path}:{self.line}  {' '.join(self.before.split())}  ->  {' '.join(self.after.split())}"


def changed(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield the expressions at a node that can be changed, each with what it becomes."""
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            yield node, ast.unparse(ast.Compare(left, [_SWAPPED[type(operator)]()], [right]))
        case ast.BoolOp(op=joint, values=values):
            yield node, ast.unparse(ast.BoolOp(ast.Or() if isinstance(joint, ast.And) else ast.And(), values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, ast.unparse(operand)
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(number)):
            yield node, str(number + 1)
            yield node, str(number - 1)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield value, "None"
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, f"not ({ast.unparse(test)})"


def mutations(path: str, source: str) -> list[Mutation]:
    """Return every change of a module that the table above knows, in the order of the code."""
    found = []
    for node in _outside_of_texts(ast.parse(source)):
        for expression, after in changed(node):
            before = ast.get_source_segment(source, expression) or ""
            found.append(Mutation(path, expression.lineno, before, after, _replaced(source, expression, f"({after})")))
    return found


def _outside_of_texts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what it holds; within f-strings Python tells positions only since 3.12."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.JoinedStr):
            yield from _outside_of_texts(child)


def _replaced(source: str, expression: ast.expr, text: str) -> str:
    """Return the source with one expression replaced; the parser counts columns in bytes of UTF-8."""
    lines = source.encode().splitlines(keepends=True)
    first, last = expression.lineno - 1, (expression.end_lineno or expression.lineno) - 1
    start = lines[first][: expression.col_offset]
    end = lines[last][expression.end_col_offset :]
    return b"".join([*lines[:first], start, text.encode(), end, *lines[last + 1 :]]).decode()


def sample(parts: Sequence[str], number: int, random: Random) -> list[tuple[str, Mutation]]:
    """Return so many mutations with their parts, as evenly over the parts as can be."""
    drawn: list[tuple[str, Mutation]] = []
    for place, part in enumerate(parts):
        share = number // len(parts) + (place < number % len(parts))
        everything = [one for path in _modules(part) for one in mutations(path, (ROOT / path).read_text())]
        drawn += [(part, one) for one in random.sample(everything, min(share, len(everything)))]
    return drawn


def _modules(part: str) -> list[str]:
    found = [ROOT / part] if part.endswith(".py") else sorted((ROOT / part).glob("*.py"))
    return [str(path.relative_to(ROOT)) for path in found]


def copy_checkout(target: Path) -> None:
    """Copy what git knows of, as it stands now, and what it does not ignore."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def passes(checkout: Path, tests: Sequence[str], seconds: float) -> bool:
    """Return whether the tests pass in time."""
    command = (sys.executable, "-B", "-m", "pytest", *_QUICK, *tests)
    try:
        return subprocess.run(command, cwd=checkout, check=False, capture_output=True, timeout=seconds).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def survives(checkout: Path, part: str, mutation: Mutation, seconds: float) -> bool:
    """Return whether the tests of its part pass with the mutation; the module is as before afterwards."""
    module = checkout / mutation.path
    before = module.read_text()
    try:
        module.write_text(mutation.source)
        return passes(checkout, PARTS[part], seconds)
    finally:
        module.write_text(before)


def main() -> int:
    """Print what became of each mutation; returns 1 when one survived, 2 when the tests fail without any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=24, help="how many mutations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=180, help="a mutation that takes longer is killed too")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; default: all")
    asked = parser.parse_args()
    unknown = [one for one in asked.parts if one not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    drawn = sample(asked.parts or list(PARTS), asked.sample, Random(asked.seed))
    with tempfile.TemporaryDirectory() as folder:
        copy_checkout(Path(folder))
        return _try_all(Path(folder), drawn, asked.seconds)


def _try_all(checkout: Path, drawn: Sequence[tuple[str, Mutation]], seconds: float) -> int:
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for part in dict.fromkeys(part for part, _ in drawn):
        if not passes(checkout, PARTS[part], seconds):
            console.print(f"The tests of {part} fail without any mutation, or take more than {seconds:.0f} s.")
            return 2
    survivors = 0
    for part, mutation in drawn:
        survived = survives(checkout, part, mutation, seconds)
        survivors += survived
        console.print(f"{'SURVIVED' if survived else 'killed':9} {mutation}")
    console.print(f"{len(drawn) - survivors} of {len(drawn)} killed")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main())
