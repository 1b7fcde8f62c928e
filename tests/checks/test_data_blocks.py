"""Blocks and files of data: which are taken for one, which placeholders count, which scripts are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write

SORT = '[[data]]\nname = "play"\nschema = "s.json"\nblocks = "play.yaml"\nfields = ["hosts", "tasks"]\nscripts = "run"\nfiles = "**/play.*"\n'
SCHEMA = '{"type": "array"}'


def tree(root: Path, document: str, schema: str = SCHEMA, **files: str) -> Path:
    return write(
        root, {"doclint.toml": SORT, "s.json": schema, "a.md": document, "tools/there.sh": "", **files}
    )


@pytest.mark.parametrize(
    ("block", "is_one"),
    [
        ("- hosts: all\n  tasks: []\n", True),
        ("---\n# Set up\n- hosts: all\n  tasks: []\n", True),
        ("hosts: all\ntasks: []\n", True),
        ("monitoring:\n  hosts: [a]\n  tasks: 3\n", False),
        ("  hosts: a\n  tasks: 3\n", False),
    ],
)
def test_keys_of_the_top_tell_the_sort(block: str, is_one: bool, tmp_path: Path) -> None:
    tree(tmp_path, f"---\nstatus: ready\n---\n\n```yaml\n{block}```\n", '{"minItems": 9, "type": "array"}')
    assert bool(said(check(tmp_path), "DL307")) is is_one


@pytest.mark.parametrize(
    ("status", "value", "lines"),
    [
        ("ready", "[SEV_1]", []),
        ("draft", "[SEV_1]", []),
        (
            "ready",
            '"[SEV_1]"',
            ["DL307 a.md:5 a placeholder is left in the play of a document that is no draft"],
        ),
        ("ready", "[SEV 1] and more", None),
    ],
)
def test_a_list_of_one_word_in_capitals_is_no_placeholder(
    status: str, value: str, lines: list[str] | None, tmp_path: Path
) -> None:
    tree(tmp_path, f"---\nstatus: {status}\n---\n```yaml play.yaml\n- levels: {value}\n```\n")
    found = said(check(tmp_path), "DL307")
    assert bool(found) if lines is None else found == lines


def test_a_block_in_a_quote_is_read_without_its_marks(tmp_path: Path) -> None:
    schema = '{"properties": {"name": {"type": "integer"}}}'
    tree(
        tmp_path,
        "---\nstatus: ready\n---\n\n> ```yaml play.yaml\n> name: x\n> run: bash tools/gone.sh\n> ```\n",
        schema,
    )
    assert said(check(tmp_path)) == [
        "DL307 a.md:6 play: 'name' must be of type integer, not \"x\"",
        "DL111 a.md:7 'tools/gone.sh' does not exist",
    ]


@pytest.mark.parametrize(
    ("script", "columns"),
    [
        ('"bash tools/gone.sh"', [15]),
        (r'"set -e\nbash tools/gone.sh"', [23]),
        (r'"set -e\r\n\tbash tools/gone.sh"', [27]),
        (r'"bash tools/\u0067one.sh"', []),  # a word in escapes is not judged
        (r'"bash tools/\u0067one.sh\nbash tools/gone.sh"', [40]),
    ],
)
def test_escapes_in_a_script(script: str, columns: list[int], tmp_path: Path) -> None:
    tree(tmp_path, "# A\n", "{}", **{"play.json": f'{{"run": {script}}}\n'})
    found = [f.diagnostic.span.column for f in check(tmp_path).findings if f.code == "DL111"]
    assert found == columns
