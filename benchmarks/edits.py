"""What each kind of edit costs the next run, on a generated tree: medians, and ratios to an edit of a body.

    python benchmarks/edits.py --documents 10000 --repeat 5 [--against PATH/TO/ANOTHER/doclint]

Every figure is the wall time of a whole process, but for `update`, which is that of a workspace that stays open.
The runs of two versions alternate, so that a machine whose speed drifts is fair to both. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from generate import generate

GUIDE = "guides/part00/guide-000000.md"
MANIFEST = "manifests/documentation_manifest.json"
CHECK = ("check", "--quiet", "--exit-zero")


class Tree:
    """A generated tree under git, and its edits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.docs = sorted((root / "real_structure_documentation/docs").glob("*.md"))
        self.operations = sorted((root / "streaming_files/operations").glob("*/runbook.md"))
        self.edits: dict[str, Callable[[int], object]] = {
            "nothing changed": lambda n: None,
            "body": lambda n: self.append(GUIDE),
            "title": lambda n: self.change(self.docs[20 + n], lambda t: f"# Another {n}\n" + t.split("\n", 1)[1]),
            "status": lambda n: self.change(self.operations[n], lambda t: t.replace("status: ready", "status: draft", 1)),
            "new document": lambda n: (root / f"guides/part00/new-{n}.md").write_text("# New\n"),
            "new code file": lambda n: (root / f"code-{n}.py").write_text("x = 1\n"),
            "deleted file, listed and linked": lambda n: self.docs[60 + n].unlink(),
            "manifest entry": lambda n: self.change(root / MANIFEST, lambda t: t.replace('"status": "ready"', f'"status": "r{n}"', 1)),
            "`git add`, then hook": lambda n: (self.append("guides/part01/guide-000001.md"), self.git("add", "-A")),
        }  # fmt: skip

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, stdout=subprocess.DEVNULL)

    def reset(self) -> None:
        self.git("reset", "-q", "--hard")
        self.git("clean", "-fdq")
        time.sleep(0.3)  # files just written are read again by the next run

    def append(self, path: str) -> None:
        with (self.root / path).open("a") as file:
            file.write("\nMore text.\n")

    def change(self, path: Path, how: Callable[[str], str]) -> None:
        path.write_text(how(path.read_text()))


def timed(tree: Tree, program: list[str], *arguments: str, data: bytes | None = None) -> float:
    started = time.perf_counter()
    subprocess.run(
        [*program, *arguments], cwd=tree.root, input=data, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    return time.perf_counter() - started


def resident(tree: Tree, repeat: int) -> float:
    """Milliseconds until a workspace that stays open has the findings of unsaved text."""
    script = f"""
import gc, sys, time
from pathlib import Path
from doclint.api import open_workspace
gc.disable()
root = Path({str(tree.root)!r})
with open_workspace(root, root / "doclint.toml") as workspace:
    workspace.findings()
    text = (root / {GUIDE!r}).read_bytes()
    for number in range({repeat} + 2):
        started = time.perf_counter()
        workspace.update({GUIDE!r}, text + b"\\n[x](gone-%d.md)\\n" % number)
        workspace.findings()
        print(time.perf_counter() - started)
"""
    out = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    return median([float(line) for line in out.split()][2:]) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--against", type=Path, help="another doclint, for comparison")
    options = parser.parse_args()
    programs = {"doclint": [sys.executable, "-m", "doclint"]}
    if options.against:
        programs["before"] = [str(options.against)]
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "tree"
        root.mkdir()
        os.environ["DOCLINT_CACHE_HOME"] = f"{name}/cache"
        generate(root, options.documents)
        tree = Tree(root)
        rows: dict[str, dict[str, float]] = {"`python -c pass`": dict.fromkeys(programs, 0.0)}
        plain = median(timed(tree, [sys.executable], "-c", "pass") for _ in range(options.repeat))
        rows["`python -c pass`"] = dict.fromkeys(programs, plain)
        for kind, edit in tree.edits.items():
            walls: dict[str, list[float]] = {program: [] for program in programs}
            for number in range(options.repeat):
                tree.reset()
                for program in programs.values():
                    timed(tree, program, *CHECK)
                    timed(tree, program, *CHECK)
                edit(number)
                for program, argv in programs.items():
                    walls[program].append(timed(tree, argv, *CHECK))
            rows[kind] = {program: median(found) for program, found in walls.items()}
        tree.reset()
        data = (root / GUIDE).read_bytes() + b"\n[x](gone.md)\n"
        for kind, arguments in {
            "editor: `--stdin-filename`": (*CHECK, "--stdin-filename", GUIDE),
            "`baseline write`": ("baseline", "write"),
        }.items():
            walls = {program: [] for program in programs}
            for argv in programs.values():
                timed(tree, argv, *CHECK)
            for _ in range(options.repeat):
                for program, argv in programs.items():
                    walls[program].append(timed(tree, argv, *arguments, data=data))
                    (root / "doclint-baseline.json").unlink(missing_ok=True)
            rows[kind] = {program: median(found) for program, found in walls.items()}
        body = rows["body"]
        print("| run | " + " | ".join(f"{p}, s" for p in programs) + " | of a body edit |")
        print("|---|" + "---|" * (len(programs) + 1))
        for kind, found in rows.items():
            cells = " | ".join(f"{found[program]:.3f}" for program in programs)
            print(f"| {kind} | {cells} | {found['doclint'] / body['doclint']:.2f} x |")
        print(
            f"| `update`, workspace open | {resident(tree, options.repeat) / 1000:.3f} |"
            + " |" * len(programs)
        )


if __name__ == "__main__":
    main()
