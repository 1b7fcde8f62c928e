"""A small project edited at random, in every way that can matter to a verdict."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.examples import git
from tests.tree_helpers import write

OWN_RULE = "---\ncode: OWN001\nname: own\ncheck: reference\nparams: {{problems: [{0}]}}\nseverity: {1}\n---\n\n# own\n\nX.\n"
TRACES = """
[[rule]]
id = "guides-linked"
for = {{ path = "guides/*.md" }}
must-be-linked-by = {{ path = "**/*.md" }}

[[rule]]
id = "{0}"
for = {{ kind = "DOC" }}
must-link = {{ kind = "DOC" }}
direction = "either"
depth = {1}

[[rule]]
id = "order"
flow = {{ order = ["draft", "review", "ready"] }}

[[rule]]
id = "title-once"
unique = "title"

[rules.orphan-document]
kinds = ["DOC", "OP"]
"""


class Editor:
    """Edits a copy of a tree; `steps` are all kinds of edit there are, by name.

    Args:
        root: the tree, under git.
        seed: of what is chosen.
        base: the docs base.
        manifest, schema: their paths.
    """

    def __init__(self, root: Path, seed: int, base: str, manifest: str, schema: str) -> None:
        self.root, self.random, self.base = root, random.Random(seed), base
        self.manifest, self.schema = root / manifest, root / schema
        self.docs = root / base / "real_structure_documentation" / "docs"
        self.count = 0
        self.environment: dict[str, str] = {}

    def documents(self) -> list[Path]:
        skipped = {"own", ".git", "pack"}
        return sorted(p for p in self.root.rglob("*.md") if not skipped & set(p.relative_to(self.root).parts))

    def step(self, name: str | None = None) -> str:
        """One edit; its name."""
        self.count += 1
        name = name or self.random.choice(NAMES)
        path = self.random.choice(self.documents())
        try:
            STEPS[name](self, path)
        except (OSError, UnicodeDecodeError):
            return f"{name} (nothing)"
        return name

    def edit(self, path: Path, change: Callable[[str], str]) -> None:
        text = path.read_text()
        path.write_text(change(text))

    def names(self) -> list[str]:
        return [p.name for p in self.documents()]

    def body(self, path: Path) -> None:
        self.edit(path, lambda t: t + f"\nText {self.count} DOC0{self.random.randrange(10, 40)}.\n")

    def above(self, path: Path) -> None:
        self.edit(path, lambda t: t.replace("\n\n", "\n\nMore.\n\n", 1))

    def link(self, path: Path) -> None:
        target = self.random.choice([*self.names(), f"gone{self.count}.md", "DOC010-Former.md"])
        self.edit(path, lambda t: t + f"\n[l]({target}) `real_structure_documentation/docs/{target}`\n")

    def site(self, path: Path) -> None:
        place = self.random.choice(["site", "app", "src"])
        links = " ".join(
            f"[s](/{place}/{self.random.choice('abcdefgh')}) `{place}/{self.random.choice('abcdefgh')}.py:7`"
            for _ in range(self.random.choice([1, 4, 12]))
        )
        self.edit(path, lambda t: t + f"\n{links}\n")

    def page(self, path: Path) -> None:
        letters = self.random.choice(["a", "abcdef"])
        write(self.root, {f"{self.random.choice(['site', 'web/app'])}/{letter}": "x" for letter in letters})

    def unsite(self, path: Path) -> None:
        self.edit(path, lambda t: t.replace("[s](/", "[s] (/"))

    def label(self, path: Path) -> None:
        target = os.path.relpath(self.random.choice(self.documents()), path.parent)
        word = self.random.choice(["Former", "Observability", "DOC010", "Release Process"])
        self.edit(path, lambda t: t + f"\n[{word}]({target})\n")

    def unlink(self, path: Path) -> None:
        self.edit(path, lambda t: t.replace("](", "] (", 1))

    def anchor(self, path: Path) -> None:
        target = os.path.relpath(self.random.choice(self.documents()), path.parent)
        self.edit(path, lambda t: t + f"\n[a]({target}#part{self.random.randrange(5)}) [r](./#part1)\n")

    def heading(self, path: Path) -> None:
        self.edit(path, lambda t: t + f"\n## Part{self.random.randrange(5)}\n")

    def title(self, path: Path) -> None:
        word = self.random.choice(["Observability", "T", "Former"])
        self.edit(path, lambda t: t.replace("# ", f"# {word} ", 1))

    def id(self, path: Path) -> None:
        docs = sorted(self.docs.glob("DOC*.md"))
        path = self.random.choice(docs or [path])
        number = f"DOC0{self.random.randrange(10, 60)}"
        path.rename(path.with_name(number + path.name[6:]))

    def status(self, path: Path) -> None:
        word = self.random.choice(["draft", "ready", "approved", "deprecated"])
        self.edit(path, lambda t: t.replace("status: ", f"status: {word} #", 1))

    def metadata(self, path: Path) -> None:
        line = self.random.choice(
            [
                f"title: T{self.random.randrange(3)}",
                "status: ready",
                "related: [DOC010]",
                "schemaRefs: [x.json]",
                "impact: [release]",
            ]
        )
        self.edit(
            path,
            lambda t: (
                t.replace("---\n", f"---\n{line}\n", 1) if t.startswith("---\n") else f"---\n{line}\n---\n{t}"
            ),
        )

    def invalid(self, path: Path) -> None:
        path.write_bytes(self.random.choice([b"\xff\xfe", b"---\na: [\n---\n# X\n", b""]))

    def new(self, path: Path) -> None:
        name = self.random.choice(
            [f"DOC0{self.random.randrange(40, 99)}-New{self.count}.md", f"note{self.count}.md", "gone1.md"]
        )
        folder = self.random.choice([self.docs, path.parent, self.root / "fresh"])
        write(folder, {name: "# New\n\n[x](../README.md)\n"})

    def code(self, path: Path) -> None:
        write(self.root, {f"src/{self.random.choice('abc')}.py": f"x = {self.count}\n"})
        self.edit(
            path,
            lambda t: (
                t + f"\n[c](../src/{self.random.choice('abcd')}.py) `src/{self.random.choice('abcd')}.py`\n"
            ),
        )

    def delete(self, path: Path) -> None:
        if len(self.documents()) > 8:
            path.unlink()

    def rename(self, path: Path) -> None:
        change = self.random.choice(
            [lambda n: n.replace(".md", "x.md"), str.swapcase, lambda n: n.replace("-", "--", 1)]
        )
        path.rename(path.with_name(change(path.stem) + ".md"))

    def move(self, path: Path) -> None:
        (self.root / "moved").mkdir(exist_ok=True)
        path.rename(self.root / "moved" / path.name)

    def symlink(self, path: Path) -> None:
        target = self.random.choice(self.documents())
        path.unlink()
        path.symlink_to(os.path.relpath(target, path.parent))

    def ignored(self, path: Path) -> None:
        name = self.random.choice([path.name, "build/", "*.tmp", "fresh/"])
        write(self.root, {".gitignore": name + "\n", "build/out.md": "# Out\n"})
        self.edit(path, lambda t: t + "\n[o](../build/out.md) [p](build/out.md)\n")

    def ignored_file(self, path: Path) -> None:
        out = self.root / "build" / "out.md"
        if out.exists():
            out.unlink()
        else:
            write(self.root, {"build/out.md": "# Out\n"})

    def stage(self, path: Path) -> None:
        git(self.root, "add", "-A", **self.environment)

    def stage_one(self, path: Path) -> None:
        git(self.root, "add", str(path), **self.environment)

    def unstage(self, path: Path) -> None:
        git(self.root, "rm", "-q", "-f", "--cached", "--ignore-unmatch", str(path), **self.environment)

    def index(self, path: Path) -> None:
        index = self.root / ".git" / "index"
        if self.environment:
            self.environment = {}
        elif index.exists():
            shutil.copy(index, self.root / ".git" / "other-index")
            self.environment = {"GIT_INDEX_FILE": str(self.root / ".git" / "other-index")}

    def commit(self, path: Path) -> None:
        git(self.root, "add", "-A")
        moment = f"203{self.random.randrange(10)}-01-01T12:00:00+0000"
        git(
            self.root,
            "commit",
            "-qm",
            "x",
            "--allow-empty",
            GIT_AUTHOR_DATE=moment,
            GIT_COMMITTER_DATE=moment,
        )

    def revert(self, path: Path) -> None:
        git(self.root, "checkout", "-q", "-f", "HEAD", "--", ".")

    def manifest_id(self, path: Path) -> None:
        self.edit(self.manifest, lambda t: t.replace("DOC0", self.random.choice(["DOC0", "DOC1"]), 1))

    def manifest_entry(self, path: Path) -> None:
        entry = f'{{"id": "DOC010", "path": "real_structure_documentation/docs/{self.random.choice(self.names())}", "title": "T", "status": "draft", "lastUpdated": "2030-01-01"}},'
        self.edit(self.manifest, lambda t: t.replace('"documents": [', f'"documents": [\n{entry}', 1))

    def manifest_line(self, path: Path) -> None:
        self.edit(self.manifest, lambda t: t.replace("{", "{\n", 1))

    def manifest_broken(self, path: Path) -> None:
        self.edit(self.manifest, lambda t: t.replace("]", "", 1) if self.random.random() < 0.3 else t + " ")

    def dependency(self, path: Path) -> None:
        item = f'{{"fromDoc": "DOC010", "toDoc": "DOC0{self.random.randrange(10, 40)}"}}'
        self.edit(
            self.manifest,
            lambda t: t.replace('"documents": [', f'"dependencies": [{item}], "documents": [', 1),
        )

    def schema_file(self, path: Path) -> None:
        self.schema.parent.mkdir(parents=True, exist_ok=True)
        self.schema.write_text(
            self.random.choice(['{"type": "nonsense"}', "{}", '{"required": ["owner"]}', "["])
        )

    def suppress(self, path: Path) -> None:
        self.edit(path, lambda t: t + "\n<!-- doclint-disable-next-line DL101 -->\n[s](suppressed.md)\n")

    def suppress_file(self, path: Path) -> None:
        self.edit(path, lambda t: t + "\n<!-- doclint-disable-file DL1 -->\n")

    def configuration(self, path: Path) -> None:
        extra = self.random.choice(
            [
                "",
                'ignore = ["DL107"]\n',
                'anchors = "gitlab"\n',
                'exclude = ["moved/"]\n',
                "max-file-size = 300\n",
                'site-roots = ["web"]\nendings = [".py"]\n',
                'ignore-targets = ["/site/**", "#part*"]\n',
            ]
        )
        traces = self.random.choice(["", TRACES.format(f"r{self.count}", self.random.choice([1, 2]))])
        write(self.root, {"doclint.toml": f'{extra}rule-paths = ["own"]\n{traces}'})

    def rule_page(self, path: Path) -> None:
        kind, severity = (
            self.random.choice(["missing", "moved", "anchor"]),
            self.random.choice(["info", "error"]),
        )
        write(self.root, {"own/OWN001-own.md": OWN_RULE.format(kind, severity)})

    def pack(self, path: Path) -> None:
        needed = self.random.choice(["owner", "title"])
        write(
            self.root,
            {
                "pack/pack.toml": 'description = "x"\n[[kind]]\nname = "NOTE"\nfolder = "fresh"\nnames = ["{slug}.md"]\nschema = "n.json"\n',
                "pack/n.json": f'{{"required": ["{needed}"]}}',
                "doclint.toml": 'rule-paths = ["own"]\npacks = ["prompt-manager", "pack"]\n',
            },
        )

    def touch(self, path: Path) -> None:
        os.utime(path)

    def lock(self, path: Path) -> None:
        lock = self.root / "doclint.lock"
        if lock.exists():
            lock.unlink()
        else:
            found = [str(p.relative_to(self.root)) for p in sorted(self.docs.glob("DOC*.md"))]
            lock.write_text(
                "".join(f"{a}\t{b}\t{'0' * 32}\n" for a in found[:5] for b in found[:5] if a != b)
            )


STEPS: dict[str, Callable[[Editor, Path], None]] = {
    name: method
    for name, method in vars(Editor).items()
    if callable(method) and not name.startswith("_") and name not in ("documents", "step", "edit", "names")
}
# What happens most often is tried most often.
NAMES = [*STEPS, *["body", "above", "link", "anchor", "heading"] * 3]
