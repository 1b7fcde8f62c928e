"""Head to head: what doclint and its peers find on the same trees, place by place.

    python benchmarks/compare.py --generated 2000                # two generated shapes: what is broken is known
    python benchmarks/compare.py --tree PATH [--labels FILE]     # a copy of a real tree
    python benchmarks/compare.py --tree PATH --sample 20         # places to look at, of each tool's own findings

A place is a file and a line. Peers are told to look at local links and anchors alone; of doclint only findings about links
count. On a generated tree every broken target carries `-gone` and nothing else does, so what each tool misses and wrongly
reports is counted, not judged. On a real tree a file of labels says of places whether a reader would call them broken: one
JSON object, `{"docs/a.md:12": true}`. mdsmith and others that neither PyPI nor npm ships are not run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from run import copied, environment, generated, peers

Place = tuple[str, int]
LIMIT = 180  # seconds for a tool
LINKS = "DL101,DL102,DL103,DL104,DL105,DL106,DL107,DL112"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_LINK = re.compile(r"\]\(([^)\s]*)|^\[[^\]]+\]: (\S+)|(?:href|src)=\"([^\"]*)\"")


def output(argv: list[str], tree: Path) -> str:
    done = subprocess.run(argv, cwd=tree, capture_output=True, text=True, check=False, timeout=LIMIT)
    return _ESCAPES.sub("", done.stdout + "\n" + done.stderr)


def relative(tree: Path, path: str) -> str:
    return path.removeprefix(str(tree) + "/").removeprefix("./")


def doclint(tree: Path) -> set[Place]:
    argv = [sys.executable, "-m", "doclint", "check", "--no-cache", "--no-history", "--exit-zero", "--quiet"]
    text = output([*argv, "--select", LINKS, "--output-format", "json-lines"], tree)
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {(f["path"], f["line"]) for f in found}


def by_lines(pattern: str) -> Callable[[Path, str], set[Place]]:
    """Places in an output with one line each: groups `path` and `line`."""
    compiled = re.compile(pattern, re.M)
    return lambda tree, text: {(relative(tree, m["path"]), int(m["line"])) for m in compiled.finditer(text)}


def of_lychee(tree: Path, text: str) -> set[Place]:
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return {
        (relative(tree, path), item.get("span", {}).get("line", 0))
        for path, items in data["error_map"].items()
        for item in items
    }


def of_deadlinkfinder(tree: Path, text: str) -> set[Place]:
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return {(item["source_file"], item["line_number"]) for item in data["broken_links"]}


def of_remark(tree: Path, text: str) -> set[Place]:
    found, path = set(), ""
    for line in text.splitlines():
        match = re.match(r"(\d+):\d+(?:-\d+:\d+)?\s+(?:warning|error) ", line.strip())
        if match:
            found.add((path, int(match[1])))
        elif line.strip() and not line.startswith((" ", "⚠", "✖")):
            path = relative(tree, line.strip().removesuffix(": no issues found"))
    return found


READERS: dict[str, Callable[[Path, str], set[Place]]] = {
    "rumdl cold": by_lines(r"^(?P<path>.+?):(?P<line>\d+):\d+: \[MD05[17]\]"),
    "lychee": of_lychee,
    "deadlinkfinder": of_deadlinkfinder,
    "md-dead-link-check": by_lines(r"^File:\s+(?P<path>.+?):(?P<line>\d+) • "),
    "remark-validate-links": of_remark,
}
"""The commands of `run.peers` that are compared -> the places in what they print."""


def found_by_all(tree: Path) -> dict[str, set[Place]]:
    """What doclint and each peer that can be had find; a peer that fails is left out, and says so."""
    found = {"doclint": doclint(tree)}
    for command in peers(tree, environment()):
        if command.name in READERS:
            try:
                places = READERS[command.name](tree, output(command.argv, tree))
                found[command.name.removesuffix(" cold")] = places
            except (ValueError, subprocess.TimeoutExpired) as error:
                print(f"({command.name}: {type(error).__name__}, not counted)")
    return found


def truth(tree: Path) -> set[Place]:
    """The places of a generated tree at which a link leads to what is not there."""
    found = set()
    for path in tree.rglob("*.md"):
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if any("-gone" in "".join(groups) for groups in _LINK.findall(line)):
                found.add((path.relative_to(tree).as_posix(), number))
    return found


def table(heads: str, found: dict[str, set[Place]], counts: Callable[[set[Place]], tuple[int, ...]]) -> None:
    """A row for each tool: how many places it reports, then what `counts` says of them."""
    print(f"\n| | places reported | {heads} |\n|---|{'---|' * (heads.count('|') + 2)}")
    for name, places in found.items():
        print(f"| {name} | {' | '.join(f'{n:,}' for n in (len(places), *counts(places)))} |")


def sample(found: dict[str, set[Place]], count: int, tree: Path) -> None:
    chooser = random.Random(1)
    for name, places in found.items():
        others = places - found["doclint"] if name != "doclint" else places
        for path, line in sorted(chooser.sample(sorted(others), min(count, len(others)))):
            text = (tree / path).read_text("utf-8", "replace").split("\n")[line - 1 : line]
            print(f"{name}\t{path}:{line}\t{''.join(text).strip()[:160]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="What doclint and its peers find, place by place.")
    parser.add_argument("--generated", type=int, metavar="N", help="documents of each generated shape")
    parser.add_argument("--tree", type=Path, help="a real tree, which is copied")
    parser.add_argument("--labels", type=Path, help="JSON: place -> whether it is broken")
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if options.generated:
        for shape in ("manifest", "site"):
            with generated(options.generated, 1, shape) as tree:
                broken = truth(tree)
                print(
                    f"\nshape {shape}, {options.generated:,} documents, {len(broken):,} places with a broken link"
                )
                table(
                    "of those broken | missed | wrongly reported",
                    found_by_all(tree),
                    lambda places, broken=broken: (
                        len(places & broken),
                        len(broken - places),
                        len(places - broken),
                    ),  # type: ignore[misc]
                )
    if options.tree:
        with copied(options.tree.resolve()) as tree:
            found = found_by_all(tree)
            own = found["doclint"]
            table(
                "doclint too | doclint not | only doclint",
                found,
                lambda places: (len(places & own), len(places - own), len(own - places)),
            )
            if options.labels:
                labels = json.loads(options.labels.read_text())
                known = {(k.rpartition(":")[0], int(k.rpartition(":")[2])): v for k, v in labels.items()}
                broken = {place for place, value in known.items() if value}
                sound = known.keys() - broken
                print(f"\n{len(broken)} broken and {len(sound)} sound places, looked at by a reader")
                table(
                    "broken, found | broken, missed | sound, reported",
                    found,
                    lambda places: (len(places & broken), len(broken - places), len(places & sound)),
                )
            if options.sample:
                sample(found, options.sample, tree)


if __name__ == "__main__":
    main()
