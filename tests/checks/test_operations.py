"""The guide to operations, enforced: a correct runbook is clean, and each planted defect gives its one finding."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from doclint.api import lint
from tests.examples import concise
from tests.tree_helpers import write

TREE = Path(__file__).parents[2] / "fixtures" / "operations" / "tree"
OPS = "streaming_files/operations"
BACKUP, WARMUP = f"{OPS}/OP001-database-backup/runbook.md", f"{OPS}/OP002-cache-warmup.md"
AUTOMATION = f"{OPS}/OP001-database-backup/automation.yaml"
INDEX = "real_structure_documentation/docs/DOC028-OperationsRunbook.md"
MANIFEST = "manifests/documentation_manifest.json"


class Defect(NamedTuple):
    """A text that replaces another in a file (the whole file goes where `new` is None), and what it gives."""

    path: str
    old: str
    new: str | None
    finding: str


DEFECTS = {
    # name and front matter
    "name": Defect(WARMUP, "", "cp OP2_cache.md", f"{OPS}/OP2_cache.md:1:1: DL205"),
    "no owner": Defect(WARMUP, 'owner: "@web-team"\n', "", f"{WARMUP}:1:1: DL304"),
    "frequency": Defect(WARMUP, "on-demand", "sometimes", f"{WARMUP}:5:12: DL304"),
    "schemaRef leads nowhere": Defect(BACKUP, "schemas/operations.json", "schemas/operation.json", f"{BACKUP}:9:5: DL302"),
    "no schemaRefs": Defect(WARMUP, "schemaRefs:\n  - real_structure_documentation/schemas/operations.json\n", "", f"{WARMUP}:1:1: DL301"),
    "front matter is no YAML": Defect(WARMUP, 'owner: "@web-team"', "title: twice", f"{WARMUP}:4:1: DL303"),
    # related documents
    "does not link DOC028": Defect(WARMUP, " Véase DOC028.", "", f"{WARMUP}:1:1: DL501"),
    "speaks of deployment": Defect(WARMUP, " (DOC010)", "", f"{WARMUP}:1:1: DL501"),
    "speaks of a release": Defect(BACKUP, " (DOC022)", "", f"{BACKUP}:1:1: DL501"),
    "speaks of alerts": Defect(BACKUP, " named in DOC025", "", f"{BACKUP}:1:1: DL501"),
    "not in the index": Defect(INDEX, "| OP002 | [Cache warm-up](../../streaming_files/operations/OP002-cache-warmup.md) |\n", "", f"{WARMUP}:1:1: DL508"),
    "a bug that does not answer": Defect("streaming_files/bugs/B001-slow-restore/bug.md", "[OP001](../../operations/OP001-database-backup/runbook.md)", "a backup", f"{BACKUP}:17:27: DL506"),
    "rests on what is deprecated": Defect(WARMUP, "Véase DOC028.", "Véase DOC028 y DOC099.", f"{WARMUP}:16:69: DL502"),
    "a link to a file that is gone": Defect("streaming_files/features/F001-exports/feature.md", "Rests", "See [notes](notes.md). Rests", "streaming_files/features/F001-exports/feature.md:11:13: DL101"),
    # sections and headings
    "no section": Defect(WARMUP, "## Validación", "## Otras cosas", f"{WARMUP}:55:1: DL511"),
    "no way back": Defect(BACKUP, "## Rollback", "## Remarks", f"{BACKUP}:41:1: DL511"),
    "heading without the ID": Defect(WARMUP, "# OP002: Cache", "# Cache", f"{WARMUP}:12:1: DL512"),
    # checklists
    "open box": Defect(BACKUP, "- [x] Access", "- [ ] Access", f"{BACKUP}:22:3: DL509"),
    "open box, nested": Defect(BACKUP, "  - [x] Checksum", "  - [ ] Checksum", f"{BACKUP}:33:5: DL509"),
    # commands
    "script in a fence": Defect(BACKUP, "bash scripts/backup.sh", "bash scripts/backups.sh", f"{BACKUP}:28:6: DL111"),
    "script in a code span": Defect(BACKUP, "`bash scripts/undo.sh", "`bash scripts/undone.sh", f"{BACKUP}:43:11: DL111"),
    "script in the automation": Defect(AUTOMATION, "      bash scripts/backup.sh", "      bash scripts/backups.sh", f"{AUTOMATION}:19:12: DL111"),
    # automation
    "schedule of four fields": Defect(AUTOMATION, "0 2 * * *", "0 2 * *", f"{AUTOMATION}:5:11: DL307"),
    "version is none": Defect(AUTOMATION, "1.2.0", '"1.2"', f"{AUTOMATION}:2:10: DL307"),
    "event without a condition": Defect(AUTOMATION, '    condition: "disk.free < 10"\n', "", f"{AUTOMATION}:6:5: DL307"),
    "a list where a mapping is expected": Defect(AUTOMATION, "rollback:\n  automatic: true\n  script: bash scripts/undo.sh --last\n", "rollback: [bash scripts/undo.sh]\n", f"{AUTOMATION}:26:11: DL307"),
    "timeout is a text": Defect(AUTOMATION, "timeout: 3600", "timeout: soon", f"{AUTOMATION}:17:14: DL307"),
    "step without a name, in a block": Defect(WARMUP, "  - name: Check the runbooks\n    type: script", "  - type: script", f"{WARMUP}:31:5: DL307"),
    "placeholder left": Defect(WARMUP, "name: Cache warm-up\nversion", 'name: "[OPERATION_NAME]"\nversion', f"{WARMUP}:26:8: DL307"),
    "task without a name": Defect(WARMUP, "    - name: Ask again\n      uri:", "    - uri:", f"{WARMUP}:45:7: DL307"),
    "block is no YAML": Defect(WARMUP, "triggers:\n  - type: manual", "triggers: [manual", f"{WARMUP}:29:6: DL307"),
    # review and manifests
    "review overdue": Defect(BACKUP, "reviewCycle: yearly", "reviewCycle: monthly", f"{BACKUP}:7:14: DL510"),
    "reviews of the manifest overdue": Defect(MANIFEST, '"annually"', '"monthly"', f"{MANIFEST}:68:18: DL510"),
    "local manifest forgets it": Defect(f"{OPS}/manifest.json", '"OP002"', '"OP003"', f"{OPS}/manifest.json:9:13: DL403"),
    "no 000-README.md": Defect(f"{OPS}/000-README.md", "", None, f"{BACKUP}:1:1: DL503"),
    "schema without $id": Defect("real_structure_documentation/schemas/operations.json", '  "$id": "https://example.org/schemas/operations.json",\n', "", "real_structure_documentation/schemas/operations.json:1:1: DL304"),
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TREE, tmp_path / "tree"))


def found(tree: Path) -> list[str]:
    return concise(lint(tree, today="2026-06-01"))


def test_a_correct_runbook_is_clean(tree: Path) -> None:
    assert found(tree) == []
    assert len(DEFECTS) >= 30


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_gives_its_finding(name: str, tree: Path) -> None:
    defect = DEFECTS[name]
    file = tree / defect.path
    if defect.new is None:
        file.unlink()
    elif defect.new.startswith("cp "):
        shutil.copy(file, file.with_name(defect.new[3:]))
    else:
        text = file.read_text("utf-8")
        assert text.count(defect.old) == 1, "the defect must be planted once"
        file.write_text(text.replace(defect.old, defect.new), "utf-8")
    lines = found(tree)
    assert [line.split(" ")[0] + " " + line.split(" ")[1] for line in lines] == [defect.finding], "\n".join(
        lines
    )


def test_the_guide_s_own_block_is_a_template_until_somebody_declares_it_ready(tree: Path) -> None:
    guide = tree / "guides" / "operations.md"
    guide.write_text("---\nstatus: ready\n---\n\n" + guide.read_text("utf-8"), "utf-8")
    assert [line.split(" ")[1] for line in found(tree)] == ["DL307"]


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize(
    ("line", "code"),
    [("    - {metric: a, value: 1}\n", "DL307"), ("python3 tools/check_runbooks.py --flag\n", "")],
)
def test_a_block_of_a_megabyte(times: int, line: str, code: str, tree: Path) -> None:
    size = 250_000 * times // len(line)
    head = "yaml\n# automation.yaml\nsteps:\n" if code else "bash\n"
    guide = tree / "guides" / "operations.md"
    guide.write_text(f"# Guide\n\n```{head}{line * size}```\n", "utf-8")
    lines = found(tree)
    assert [x.split(" ")[1] for x in lines] == ([code] if code else [])
    assert not code or "larger than 64,000 bytes" in lines[0]


def test_a_local_manifest_without_a_list_is_none(tree: Path) -> None:
    (tree / OPS / "manifest.json").write_text('{"description": "What lies here."}\n')
    assert found(tree) == []


@pytest.mark.parametrize("base", ["", "docs/"])
@pytest.mark.parametrize("glob", ["schedule.yaml", "**/schedule.yaml", "ops/*/schedule.yaml"])
def test_files_of_data_are_found_by_name_or_by_path(glob: str, base: str, tmp_path: Path) -> None:
    data = f'[[data]]\nname = "schedule"\nschema = "s.json"\nfiles = "{glob}"\nscripts = "run"\n'
    config = (f'docs-base = "{base[:-1]}"\n' if base else "") + data
    files = {
        "doclint.toml": config,
        "s.json": '{"required": ["name"]}',
        f"{base}ops/a/x.md": "# X\n",
        f"{base}ops/a/y.sh": "",
    }
    write(tmp_path, {**files, f"{base}ops/a/schedule.yaml": "run: bash ./z.sh\n"})
    lines = concise(lint(tmp_path, tmp_path / "doclint.toml"))
    place = f"{base}ops/a/schedule.yaml:1"
    assert [line.split(" ")[0] + line.split(" ")[1] for line in lines] == [f"{place}:1:DL307"]
