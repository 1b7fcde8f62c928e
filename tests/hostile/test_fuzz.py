"""Generated documents, manifests, configurations, projects and edits: no exception, places inside the file, and the
same result again, from a cache, and after any sequence of edits. `fuzz/` runs the same for longer.
"""

from __future__ import annotations

import importlib.util
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doclint.engine.workspace import Workspace
from doclint.errors import DoclintError
from doclint.report.json_report import render
from tests.tree_helpers import write

FOLDER = Path(__file__).parents[2] / "fuzz"


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate, verify = load("generate"), load("check")
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
bodies = st.lists(st.sampled_from(generate.PIECES), max_size=30).map("".join)
front = st.one_of(
    st.just(""),
    st.lists(st.sampled_from(generate.PIECES), max_size=10).map(lambda p: f"---\n{''.join(p)}\n---\n"),
)
documents = st.builds(lambda f, b: (f + b).encode("utf-8", "surrogatepass"), front, bodies)
manifests = st.lists(st.sampled_from(generate.JSON), max_size=40).map(
    lambda p: "".join(p).encode("utf-8", "surrogatepass")
)
NAMES = [
    "a.md",
    "docs/DOC001-a.md",
    "docs/DOC002-b.md",
    "docs/sub/c.md",
    "ops/runbook.md",
    "m.json",
    "ops/automation.yaml",
]
CONFIG = """schema-field = "schemaRefs"
reference-fields = ["related"]
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
mention = true
schema = "s.json"
[[kind]]
name = "OP"
folder = "ops"
names = ["{slug}.md"]
[[rule]]
id = "link"
for = { kind = "DOC", says = "word" }
must-link = { kind = "OP" }
direction = "either"
[[rule]]
id = "sections"
for = { kind = "OP" }
sections = ["A | B", "C"]
[[rule]]
id = "back"
for = { kind = "DOC" }
reciprocal = { kind = "DOC" }
[[data]]
name = "automation"
schema = "s.json"
files = "ops/automation.yaml"
blocks = "automation.yaml"
scripts = "script"
[manifest]
path = "m.json"
"""
SCHEMA = '{"type": "object", "required": ["title"], "properties": {"cron": {"format": "cron", "type": "string"}, "title": {"pattern": "^(a|a)*$"}}}'
trees = st.dictionaries(st.sampled_from(NAMES), documents, min_size=1)
edits = st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), documents, manifests)), max_size=6)


@MANY
@given(documents)
def test_documents(data: bytes) -> None:
    verify.check_document(data)


@MANY
@given(st.binary(max_size=300))
def test_bytes(data: bytes) -> None:
    verify.check_document(data)


@MANY
@given(manifests)
def test_manifests(data: bytes) -> None:
    verify.check_manifest(data)


@MANY
@given(st.lists(st.sampled_from(generate.TOML), max_size=25).map(lambda p: "".join(p).encode()))
def test_configurations(data: bytes) -> None:
    verify.check_configuration(data)


def findings(root: Path, cache: Path | None) -> str:
    with Workspace.open(root, root / "doclint.toml", cache=cache, today="2026-06-01") as workspace:
        try:
            return render(workspace.check())
        except DoclintError as error:
            return str(error)


@FEW
@given(trees, edits)
def test_projects_and_edits(files: dict[str, bytes], changes: list[tuple[str, bytes | None]]) -> None:
    """After each edit the cached result is that of a run without cache, and every place is in its file."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder, "tree"), Path(folder, "cache")
        write(
            root,
            {
                "doclint.toml": CONFIG,
                "s.json": SCHEMA,
                "docs/keep.md": "# K\n",
                "ops/keep.md": "# K\n",
                **files,
            },
        )
        assert findings(root, cache) == findings(root, None)
        for name, data in changes:
            path = root / name
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            assert findings(root, cache) == findings(root, None)


def test_the_generator_is_deterministic() -> None:
    for make in (generate.document, generate.manifest, generate.configuration):
        assert make(random.Random(7)) == make(random.Random(7))
