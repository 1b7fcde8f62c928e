"""Change the source at random, one place at a time, and count what the tests notice.

    pip install cosmic-ray
    python fuzz/mutate.py --sample 60

cosmic-ray makes the changes (another operator, comparison, number, branch); a clone in a temporary folder takes them.
A change counts as killed when a test fails or a time limit ends it, and as survived when all pass. Annotations are left
out: nothing evaluates them.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

LIMIT = 150
"""Seconds for one stage of tests; a healthy run takes a tenth."""
SLOW = "not random_edits and not several_processes and not in_bounded_time and not megabyte and not budget"
SOON = ["tests/test_rule_pages.py", "tests/test_fixtures.py", "tests/test_pack_traces.py"]
STORE = [
    f"tests/cache/test_cache.py::{name}"
    for name in (
        "test_a_store_damaged_anywhere_is_not_believed",
        "test_runs_at_the_same_time",
        "test_output_rests_on_files_that_no_finding_rests_on",
    )
]
OTHERS = ["tests/link", "tests/test_suppressions.py"]
STAGES = {
    "link": [SOON, ["tests/link"], ["tests/checks", "tests/test_suppressions.py"]],
    "extract": [SOON, ["tests/extract"], ["tests/formats", "tests/hostile/test_text_forms.py"]],
    "checks": [SOON, ["tests/checks"], OTHERS],
    "store": [["tests/cache/test_restored.py"], STORE],
}
"""What tests each package, the most telling first."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the occurrence of an operator of cosmic-ray in a module, and the line where it lies (1-based)."""

    module: str
    operator: str
    occurrence: int
    line: int


def mutants(root: Path, package: str) -> list[Mutant]:
    """All changes of a package, by module."""
    found = []
    for path in sorted((root / "doclint" / package).rglob("*.py")):
        tree = get_ast(path.read_text())
        unread = _unread_lines(path.read_text())
        for name in cosmic_ray.plugins.operator_names():
            if "Variable" in name:
                continue  # replaces variables by name: needs names chosen by hand
            operator = cosmic_ray.plugins.get_operator(name)()
            places = [place for node in ast_nodes(tree) for place in operator.mutation_positions(node)]
            for occurrence, ((line, column), _) in enumerate(places):
                if not any(start <= (line, column) < end for start, end in unread):
                    found.append(Mutant(str(path.relative_to(root)), name, occurrence, line))
    return found


def _unread_lines(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the source says what no run evaluates: annotations and imports for the type checker."""
    ranges = []
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            parts.append(node)
        ranges += [
            ((part.lineno, part.col_offset), (part.end_lineno or 0, part.end_col_offset or 0))
            for part in parts
            if part is not None
        ]
    return ranges


def outcome(clone: Path, mutant: Mutant) -> str:
    """'killed by …', 'survived', or 'none' where the operator has nothing to change there."""
    path = clone / mutant.module
    source = path.read_text()
    operator = cosmic_ray.plugins.get_operator(mutant.operator)()
    mutated = mutate_code(source, operator, mutant.occurrence)
    if mutated is None or mutated == source:
        return "none"
    path.write_text(mutated)
    try:
        for stage in STAGES[mutant.module.split("/")[1]]:
            failed = _failed(clone, stage)
            if failed:
                return f"killed by {failed}"
        return "survived"
    finally:
        path.write_text(source)


def _failed(clone: Path, tests: list[str]) -> str:
    environment = {**os.environ, "PYTHONPATH": str(clone), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-k",
        SLOW,
        *tests,
    ]
    try:
        run = subprocess.run(
            command, cwd=clone, env=environment, capture_output=True, text=True, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        return "the time limit"
    if run.returncode == 0:
        return ""
    names = [line.split(" ")[1] for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return names[0] if names else "an error"


def main() -> int:
    """Sample, run, and print each outcome and the sum of each package."""
    arguments = argparse.ArgumentParser(description="Count the changes of the source that the tests notice.")
    arguments.add_argument("--sample", type=int, default=60, metavar="N", help="changes per package")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--workers", type=int, default=1, metavar="N")
    arguments.add_argument("packages", nargs="*", default=list(STAGES), metavar="PACKAGE")
    options = arguments.parse_args()
    root = Path(__file__).resolve().parent.parent
    chosen = []
    for package in options.packages:
        everything = mutants(root, package)
        sample = random.Random(options.seed).sample(everything, min(options.sample, len(everything)))
        print(f"{package}: {len(sample)} of {len(everything)} changes", flush=True)
        chosen += sample
    random.Random(options.seed).shuffle(chosen)
    with tempfile.TemporaryDirectory(prefix="doclint-mutate-") as folder:
        clones: Queue[Path] = Queue()
        for number in range(options.workers):
            clone = Path(folder, str(number))
            subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
            clones.put(clone)

        def attempt(mutant: Mutant) -> tuple[Mutant, str]:
            clone = clones.get()
            try:
                result = outcome(clone, mutant)
            finally:
                clones.put(clone)
            print(f"{mutant.module}:{mutant.line} {mutant.operator}#{mutant.occurrence} {result}", flush=True)
            return mutant, result

        with ThreadPoolExecutor(options.workers) as pool:
            results = list(pool.map(attempt, chosen))
    for package in options.packages:
        mine = [
            result
            for mutant, result in results
            if mutant.module.split("/")[1] == package and result != "none"
        ]
        killed = sum(1 for result in mine if result.startswith("killed"))
        print(f"{package}: {killed} of {len(mine)} noticed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
