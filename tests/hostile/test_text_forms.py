"""Rows 1, 2, 3, 7 and 8: forms of text files, line ends, encodings, and front matter that is a trap."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.hostile.child import codes, doclint
from tests.tree_helpers import check, write

BOM = b"\xef\xbb\xbf"
FRONT = b"---\ntitle: A\n---\n"

# Row 1
WHOLE: dict[str, bytes] = {
    "empty": b"",
    "only a BOM": BOM,
    "only front matter": FRONT,
    "only front matter, no final newline": FRONT.rstrip(b"\n"),
    "one word, no final newline": b"word",
    "blank lines": b"\n\n\n",
    "BOM and blank lines": BOM + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_says_nothing_is_clean(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": "", "x.md": WHOLE[name], "README.md": "[x](x.md)\n"})
    done = doclint(tmp_path, "check", "--output-format", "concise")
    assert (done.code, codes(done)) == (0, []), done.out


# Row 2: the broken link stands on line 4, column 5 (code points) of each.
ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r", "mixed": "?"}


@pytest.mark.parametrize("bom", [b"", BOM], ids=["", "BOM"])
@pytest.mark.parametrize("before", ["", "\x0b", "\x0c", "\x85", "\u2028", "é", "😀"])
@pytest.mark.parametrize("ends", ENDS)
def test_line_and_column_are_right_and_line_ends_are_kept(
    ends: str, before: str, bom: bytes, tmp_path: Path
) -> None:
    lines = ["---", "title: Ä", "---", f"x{before}[y](moved.md)", "end", ""]
    marks = {"mixed": ["\r\n", "\n", "\r", "\r\n", "\n"]}.get(ends, [ENDS[ends]] * 5)
    data = bom + "".join(line + end for line, end in zip(lines, [*marks, ""], strict=True)).encode()
    write(tmp_path, {"doclint.toml": "", "x.md": data, "sub/moved.md": "# M\n"})
    (finding,) = check(tmp_path).findings  # in this process: there are many cases
    span = finding.diagnostic.span
    assert (finding.code, span.line, span.column) == (
        "DL107",
        4,
        6 + len(before),
    )  # of the target, in code points
    if before in ("", "é"):
        doclint(tmp_path, "check", "--fix")
        after = (tmp_path / "x.md").read_bytes()
        assert after in (data, data.replace(b"(moved.md)", b"(sub/moved.md)"))


# Row 3
ODD: dict[str, bytes] = {
    "UTF-16": "# A\n".encode("utf-16"),
    "Latin-1": "# Año\n".encode("latin-1"),
    "a lone 0xFF": b"# A\n\xff\n",
    "a NUL": b"# A\n\0\n",
    "a megabyte of noise": random.Random(1).randbytes(1_000_000),
    "an overlong form": b"# \xc0\xaf\n",
    "half a surrogate pair": b"# \xed\xa0\x80\n",
    "cut in a character": "# Añ".encode()[:-1],
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_text_is_one_finding_and_still_a_target(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": "", "x.md": ODD[name], "y.md": "[x](x.md) [z](z.md)\n"})
    done = doclint(tmp_path, "check", "--output-format", "concise", seconds=30)
    assert codes(done) == ["DL901 x.md:1:1", "DL101 y.md:1:15"], done.out
    assert "offset" in done.out or "byte" in done.out


# Row 7
TRAPS: dict[str, tuple[str, int]] = {  # front matter -> the line that is said
    "an alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 3),
    "an alias of itself": ("a: &a [*a]\n", 2),
    "a merge key": ("a: {x: 1}\nb:\n  <<: {y: 2}\n", 4),
    "a tag that makes objects": ("a: !!python/object/apply:os.system [x]\n", 0),
    "duplicate keys": ("a: 1\na: 2\n", 3),
    "a tab for indentation": ("a:\n\tb: 1\n", 3),
    "a list as a key": ("? [a]\n: 1\n", 2),
    "a control character": ("a: \x01\n", 2),
    "deep brackets": ("a: " + "[" * 1000 + "\n", 2),
}
HARMLESS = {
    "5,000 digits": "a: " + "9" * 5000 + "\n",
    "a date that is none": "a: 2024-13-45\n",
    "an integer and a null as keys": "1: x\nnull: y\n",
    ".nan": "a: .nan\nb: .inf\n",
    "octal and sexagesimal": "a: 010\nb: 12:30\n",
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_in_front_matter_names_its_line(name: str, tmp_path: Path) -> None:
    block, line = TRAPS[name]
    write(tmp_path, {"doclint.toml": "", "x.md": f"---\n{block}---\n\n[z](z.md)\n"})
    done = doclint(tmp_path, "check", "--output-format", "concise", seconds=20)
    found = codes(done)
    assert len([f for f in found if f.startswith("DL101")]) == 1, "the body is checked all the same"
    if line:
        assert [f.rpartition(":")[0] for f in found if "DL303" in f] == [f"DL303 x.md:{line}"], done.out


@pytest.mark.parametrize("name", HARMLESS)
def test_odd_values_are_values(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": "", "x.md": f"---\n{HARMLESS[name]}---\n"})
    done = doclint(tmp_path, "check", "--output-format", "concise")
    assert (done.code, codes(done)) == (0, []), done.out


def test_traps_cost_milliseconds() -> None:
    from doclint.extract.document import extract
    from doclint.model.facts import ExtractSettings

    for block, _ in TRAPS.values():
        started = time.perf_counter()
        extract(f"---\n{block}---\n".encode(), ExtractSettings())
        assert time.perf_counter() - started < 1


# Row 8: no text is lost; the link in the body is found wherever front matter is said to end.
BEGINNINGS: dict[str, tuple[str, list[str]]] = {
    "a rule first": ("---\n\ntext\n\n---\n[z](z.md)\n", ["DL101"]),
    "a block that never ends": ("---\ntitle: x\n[z](z.md)\n", ["DL101", "DL303"]),
    "three dashes in a block scalar": ("---\na: |\n  ---\n  x\n---\n[z](z.md)\n", ["DL101"]),
    "plus signs": ("+++\na = 1\n+++\n[z](z.md)\n", ["DL101"]),
    "a brace": ('{"a": 1}\n\n[z](z.md)\n', ["DL101"]),
    "a blank line first": ("\n---\na: 1\n---\n[z](z.md)\n", ["DL101"]),
    "an empty block": ("---\n---\n[z](z.md)\n", ["DL101"]),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_no_text_is_lost_at_the_beginning(name: str, tmp_path: Path) -> None:
    text, expected = BEGINNINGS[name]
    write(tmp_path, {"doclint.toml": "", "x.md": text})
    done = doclint(tmp_path, "check", "--output-format", "concise")
    assert sorted(f.split(" ")[0] for f in codes(done)) == expected, done.out
