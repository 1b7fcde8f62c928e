"""A deterministic documentation repository of any size, with defects planted at a known rate.

    python benchmarks/generate.py FOLDER --documents 10000 [--seed 1] [--shape site]

The layout is the prompt-manager one: DOC reference documents, operations, features and bugs with front
matter, schemas, a manifest, and plain guides with links, anchors and code. The shape `site` is that of a large
public site: front matter of 8 to 12 fields with nested lists in every document, 55 KB of HTML comments and tables in
a tenth of them, eight links a document, a third of them URLs from the root and a tenth broken, long tables, includes.
The same arguments give the same bytes on every machine. Prints one JSON line: what was written, and how many defects of each sort.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
from collections import Counter
from pathlib import Path

WORDS = (
    *(
        "release",
        "deploy",
        "schema",
        "service",
        "index",
        "queue",
        "cache",
        "token",
        "audit",
        "backup",
        "cluster",
    ),
    *(
        "ledger",
        "report",
        "signal",
        "vector",
        "window",
        "module",
        "policy",
        "record",
        "stream",
        "target",
        "update",
    ),
    *("volume", "worker", "branch", "commit", "driver", "engine", "folder", "header", "import", "journal"),
)
SCHEMAS = ("architecture", "deployment", "operations", "quality", "lifecycle", "data", "security", "testing")
BASE = "real_structure_documentation"


class Generator:
    def __init__(self, root: Path, documents: int, seed: int) -> None:
        self.root, self.count, self.random = root, documents, random.Random(seed)
        self.planted: Counter[str] = Counter()
        self.bytes = 0
        # Half guides, the rest reference documents and streaming files.
        self.docs = [(f"DOC{i:05d}", self.slug()) for i in range(max(1, documents // 4))]
        self.guides = [f"guides/part{i % 97:02d}/guide-{i:06d}.md" for i in range(documents // 2)]
        self.operations = max(0, documents - len(self.docs) - len(self.guides))
        self.entries: list[dict[str, object]] = []

    def slug(self) -> str:
        return "".join(self.random.choice(WORDS).capitalize() for _ in range(2))

    def sentence(self, words: int = 14) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(words)).capitalize() + "."

    def plant(self, sort: str, rate: float = 0.002) -> bool:
        if self.random.random() < rate:
            self.planted[sort] += 1
            return True
        return False

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        file.write_bytes(data)
        self.bytes += len(data)

    def doc_path(self, number: int) -> str:
        id_, slug = self.docs[number]
        return f"{BASE}/docs/{id_}-{slug}.md"

    def body(self, depth: int, sections: int) -> str:
        """Sections with paragraphs, links into other documents and this one, code and lists."""
        up = "../" * depth
        lines: list[str] = []
        headings = [self.sentence(3).rstrip(".") for _ in range(sections)]
        for title in headings:
            lines += [f"## {title}", ""]
            lines += [" ".join(self.sentence() for _ in range(4)), ""]
            other = self.random.randrange(len(self.docs))
            target = self.doc_path(other)
            if self.plant("broken-link"):
                target = target.replace(".md", "-gone.md").replace("DOC", "NODOC")
            slug = headings[self.random.randrange(len(headings))].lower().replace(" ", "-")
            if self.plant("broken-anchor"):
                slug += "-gone"
            lines += [f"See [the document]({up}{target}) and [below](#{slug}), *as ever*.", ""]
            id_, name = self.docs[self.random.randrange(len(self.docs))]
            if self.plant("stale-id"):
                name += "Old"
            lines += [f"- Runbook `{BASE}/docs/{id_}-{name}.md`", f"- {self.sentence(8)} {id_}", ""]
            lines += ["```python", f"value = {self.random.randrange(10**6)}  # [not](a-link.md)", "```", ""]
        return "\n".join(lines)

    def front_matter(self, schema: str) -> str:
        return (
            f"---\ntitle: {self.sentence(3)}\nstatus: ready\nowner: '@team'\nfrequency: daily\n"
            f"schemaRefs:\n  - {schema}\n---\n\n"
        )

    def run(self) -> dict[str, object]:
        for name in SCHEMAS:
            self.write(f"{BASE}/schemas/master_blueprint_parts/{name}.json", '{\n  "type": "object"\n}\n')
        for number, (id_, slug) in enumerate(self.docs):
            schema = f"{BASE}/schemas/master_blueprint_parts/{SCHEMAS[number % len(SCHEMAS)]}.json"
            self.write(self.doc_path(number), f"# {id_}: {slug}\n\n{self.body(2, 4)}")
            if not self.plant("unlisted-document"):
                self.entries.append(
                    {
                        "id": f"{id_}-{slug}",
                        "title": slug,
                        "path": self.doc_path(number),
                        "status": "ready",
                        "schemaRefs": [schema],
                    }
                )
        for number in range(self.operations):
            schema = f"{BASE}/schemas/master_blueprint_parts/{SCHEMAS[number % len(SCHEMAS)]}.json"
            if self.plant("broken-schema-ref"):
                schema = schema.replace(BASE + "/", "")
            path = f"streaming_files/operations/OP{number:05d}-{self.random.choice(WORDS)}/runbook.md"
            self.write(path, f"{self.front_matter(schema)}# OP{number:05d}\n\n{self.body(3, 3)}")
        for path in self.guides:
            self.write(path, f"# {self.sentence(3)}\n\n{self.body(2, 4)}")
        dependencies = [
            {"fromDoc": e["id"], "toDoc": self.entries[i // 2]["id"], "relation": "uses"}
            for i, e in enumerate(self.entries)
            if i % 2
        ]
        manifest = {"documents": self.entries, "dependencies": dependencies}
        self.write("manifests/documentation_manifest.json", json.dumps(manifest, indent=2) + "\n")
        self.write(
            "doclint.toml",
            '[[kind]]\nname = "DOC"\nfolder = "real_structure_documentation/docs"\nnames = ["DOC{id:5}-{slug}.md"]\n'
            'mention = true\nschema-refs = "either"\n\n[[kind]]\nname = "OP"\nfolder = "streaming_files/operations"\n'
            'names = ["OP{id:5}-{slug}/runbook.md"]\nmention = true\nschema-refs = "front-matter"\n',
        )
        return {"documents": self.count, "bytes": self.bytes, "planted": dict(sorted(self.planted.items()))}


class SiteGenerator:
    """A site made with Hugo: one page a folder, whose URL is its path."""

    def __init__(self, root: Path, documents: int, seed: int) -> None:
        self.root, self.random = root, random.Random(seed)
        self.planted: Counter[str] = Counter()
        self.bytes = 0
        self.pages = [
            f"{self.pick()}/{self.pick()}/{self.pick()}-{self.pick()}-{number}" for number in range(documents)
        ]

    def pick(self) -> str:
        return self.random.choice(WORDS)

    def sentence(self, words: int = 12) -> str:
        return " ".join(self.pick() for _ in range(words)).capitalize() + "."

    def front_matter(self, number: int) -> str:
        lines = [f"title: {self.sentence(4).rstrip('.')}", f"slug: {self.pages[number]}", "page-type: guide"]
        lines += [f'description: "{self.sentence(8)}"', "status:", "  - experimental", "  - deprecated"]
        lines += ["browser-compat:", *(f"  - api.{self.pick()}.{self.pick()}" for _ in range(3))]
        lines += [
            "tags:",
            *(f"  - {self.pick()}" for _ in range(4)),
            f"weight: {number % 90}",
            "draft: false",
        ]
        for name in ("reviewers", "aliases", "spec-urls")[: self.random.randrange(4)]:
            lines += [f"{name}:", *(f"  - https://example.org/{self.pick()}" for _ in range(2))]
        return "---\n" + "\n".join(lines) + "\n---\n\n"

    def link(self, number: int) -> str:
        target = self.pages[self.random.randrange(len(self.pages))]
        if self.random.random() < 0.1:
            self.planted["broken-link"] += 1
            target = f"{target}-gone"
        if self.random.random() < 1 / 3:
            return f"[{self.pick()} {self.pick()}](/{target}/)"
        return f"[{self.pick()} {self.pick()}](../../../{target}/index.md)"

    def page(self, number: int) -> str:
        lines = [f"# {self.sentence(4).rstrip('.')}", ""]
        for section in range(4):
            lines += [f"## {self.sentence(3).rstrip('.')}", ""]
            lines += [
                f"{self.sentence()} {self.link(number)} `{self.pick()}.{self.pick()}()` {self.sentence()}"
            ]
            lines += [f"{self.sentence()} {self.link(number)} <code>{self.pick()}</code>.", ""]
            lines += ['{{< include "shared/note.md" >}}', ""] if section == 1 else []
            lines += [f"- **{self.pick()}**: {self.sentence(9)}" for _ in range(3)] + [""]
        lines += ["```js", f"const value = {number}; // [not](a-link.md)", "```", ""]
        if number % 10 == 3:
            lines += self.heavy()
        elif number % 10 == 7:
            lines += ["| name | value | meaning |", "|---|---|---|"]
            lines += [f"| `{self.pick()}` | {n} | {self.sentence(6)} |" for n in range(60)] + [""]
        return "\n".join(lines)

    def heavy(self) -> list[str]:
        """55 KB of HTML comments and tables."""
        lines, size = [], 0
        while size < 55_000:
            rows = "".join(f"<tr><td>{self.pick()}</td><td>{self.sentence(5)}</td></tr>\n" for _ in range(12))
            block = [f"<!-- {self.sentence(30)} -->", "", f'<table class="full">\n{rows}</table>', ""]
            lines += block
            size += sum(map(len, block))
        return lines

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        file.write_bytes(data)
        self.bytes += len(data)

    def run(self) -> dict[str, object]:
        self.write("hugo.toml", 'baseURL = "https://example.org/"\ntitle = "site"\n')
        for number, page in enumerate(self.pages):
            self.write(f"content/{page}/index.md", self.front_matter(number) + self.page(number))
        return {"documents": len(self.pages), "bytes": self.bytes, "planted": dict(self.planted)}


SHAPES = {"manifest": Generator, "site": SiteGenerator}


def generate(
    root: Path, documents: int, seed: int = 1, *, git: bool = True, shape: str = "manifest"
) -> dict[str, object]:
    """Write the tree into the empty folder `root`; commit it where `git` is asked for."""
    made = SHAPES[shape](root, documents, seed).run()
    if git:
        for command in (
            ["init", "-q"],
            ["add", "-A"],
            ["-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "tree"],
        ):
            subprocess.run(["git", *command], cwd=root, check=True, stdin=subprocess.DEVNULL)
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=list(SHAPES), default="manifest")
    parser.add_argument("--no-git", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    made = generate(
        options.folder, options.documents, options.seed, git=not options.no_git, shape=options.shape
    )
    print(json.dumps(made))
