"""A project that an auditor looks at: kinds, rules, owners, reviews, a tag, and a branch that breaks something."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.tree_helpers import write

CONFIG = """\
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]

[[kind]]
name = "F"
folder = "features"
names = ["F{id:3}-{slug}.md"]

[[kind]]
name = "OP"
folder = "operations"
names = ["OP{id:3}-{slug}.md"]

[[rule]]
id = "feature-design"
for = { kind = "F" }
must-link = { kind = "DOC" }

[[rule]]
id = "feature-operation"
for = { kind = "F" }
must-link = { kind = "OP" }
"""
DATES = {"GIT_AUTHOR_DATE": "2026-01-10T12:00:00Z", "GIT_COMMITTER_DATE": "2026-01-10T12:00:00Z"}


def page_of(id_: str, title: str, owner: str, body: str, review: str = "") -> str:
    head = f"---\nstatus: {'draft' if id_.endswith('2') else 'approved'}\n"
    head += f'owner: "{owner}"\n' if owner else ""
    head += f"reviewCycle: monthly\nlastReviewed: {review}\n" if review else ""
    return f"{head}---\n\n# {id_}: {title}\n\n{body}\n"


FILES = {
    "doclint.toml": CONFIG,
    "README.md": "# Shop\n\nBegin with [the data model](docs/DOC009-data-model.md) and [the design](docs/DOC001-design.md).\n",
    "docs/DOC001-design.md": page_of("DOC001", "Design", "@ana", "It rests on [the data model](DOC009-data-model.md)."),
    "docs/DOC002-interfaces.md": page_of("DOC002", "Interfaces", "@bo", "See [design](DOC001-design.md).", "2026-01-05"),
    "docs/DOC003-forgotten.md": page_of("DOC003", "Forgotten notes", "", "Nobody links here. See [design](DOC001-design.md)."),
    "docs/DOC009-data-model.md": page_of("DOC009", "Data model", "@cleo", "Tables and their <b>keys</b>."),
    "features/F001-cart.md": page_of("F001", "Cart", "@bo", "Needs [the interfaces](../docs/DOC002-interfaces.md) and [backup](../operations/OP001-backup.md)."),
    "features/F002-pay.md": page_of("F002", "Payment", "@dana", "Rests on [the interfaces](../docs/DOC002-interfaces.md)."),
    "features/F003-search.md": page_of("F003", "Search", "", "Rests on [design](../docs/DOC001-design.md)."),
    "operations/OP001-backup.md": page_of("OP001", "Backup", "@ops", "Saves [the data](../docs/DOC009-data-model.md), see [how](how.md).", "2020-02-01"),
}  # fmt: skip
BRANCH = {
    "features/F004-returns.md": page_of("F004", "Returns", "@dana", "Rests on [design](../docs/DOC001-design.md) and [labels](labels.md)."),
    "operations/OP001-backup.md": page_of("OP001", "Backup", "@ops", "Saves [the data](../docs/DOC009-data-model.md).", "2020-02-01"),
}  # fmt: skip


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "tag.gpgsign=false"]
    subprocess.run(
        ["git", *who, *words], cwd=root, env={**os.environ, **DATES}, check=True, capture_output=True
    )


def project(root: Path) -> Path:
    """The project: tagged v1, then a branch that adds a feature with a broken link and mends another."""
    write(root, FILES)
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", "https://user:secret@github.com/example/shop.git")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begin")
    git(root, "tag", "v1")
    write(root, BRANCH)
    git(root, "add", ".")
    git(root, "commit", "-qm", "Returns")
    return root
