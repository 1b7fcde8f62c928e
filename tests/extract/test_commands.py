"""Commands in shell blocks and code spans: what of them names a file of the tree, where, and what is missing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.extract.document import extract
from doclint.formats.source import Source
from doclint.model.facts import ExtractSettings
from tests.tree_helpers import check, said, write


def _named(text: str) -> list[tuple[str, str, str]]:
    """(syntax, word, folder) of what a text names; the word as it stands at its place."""
    source = Source(text.encode())
    found = [r for r in extract(text.encode(), ExtractSettings()).references if r.via == "command"]
    for reference in found:
        assert source.slice(*source.offsets(reference.span)) == reference.target
    return [(r.syntax, r.target, r.field) for r in found]


def _block(*lines: str, info: str = "bash") -> list[str]:
    return [word for _, word, _ in _named(f"```{info}\n" + "\n".join(lines) + "\n```\n")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("./tools/x.py --all", ["./tools/x.py"]),
        ("python3 tools/x.py --flag tools/y.txt", ["tools/x.py"]),
        ("python3 -u -W ignore tools/x.py", ["tools/x.py"]),
        ("python3 -c 'print(1)'", []),
        ("bash scripts/y.sh && sh z.sh | cat a/b.md", ["scripts/y.sh", "z.sh", "a/b.md"]),
        ("source env/activate", ["env/activate"]),
        ("PYTHONPATH=. FOO=x/y python tools/x.py", ["tools/x.py"]),
        ("sudo nohup ./run/it.sh &", ["./run/it.sh"]),
        ("poetry run python tools/x.py", ["tools/x.py"]),
        ("make -C docs html", ["docs", "html"]),
        ("make install PREFIX=/usr", ["install"]),
        ("npm run build", ["build"]),
        ("npm install left-pad", []),
        ("python -m http.server 8000", ["http.server"]),
        ("cp a/b.txt c/d.txt", ["a/b.txt"]),
        ("cat a/b.txt > out/c.txt", ["a/b.txt"]),
        ('cat "a/b.txt" # tools/z.py', ["a/b.txt"]),
        ("cat $HOME/x.txt ~/y.txt /etc/z https://a.b/c a/*.md {a,b}/c <file> OP###/x.md", []),
        ("ls tools/x.py", []),
        ("docker run x/y", []),
        ("echo 'run ./tools/x.py'", []),
        ("for f in *; do ./tools/x.sh; done", ["./tools/x.sh"]),
    ],
)
def test_words_of_a_line(line: str, words: list[str]) -> None:
    assert _block(line) == words


def test_lines_of_a_block_follow_one_another() -> None:
    assert _block("touch a/new.sh", "bash a/new.sh", "./b.sh > c/d.txt", "cat c/d.txt e/f.txt") == [
        "./b.sh",
        "e/f.txt",
    ]
    assert _block("./one/a.sh", "git clone https://x.org/y", "./y/run.sh") == ["./one/a.sh"]
    assert _block("cat <<EOF > a/b", "./tools/no.sh", "EOF", "./tools/yes.sh") == ["./tools/yes.sh"]
    assert _block("./tools/a.sh \\", "  --long", "echo 'one", "./tools/no.sh", "'", "./b/c.sh") == [
        "./tools/a.sh",
        "./b/c.sh",
    ]
    assert _block("cd $DIR", "./x/y.sh") == []


def test_cd_leads_into_a_folder() -> None:
    text = "```sh\ncd tools\n./x.sh\ncd deeper && cat y/z.txt\n```\n"
    assert _named(text) == [("folder", "tools", ""), ("script", "./x.sh", "tools"), ("folder", "deeper", "tools"), ("operand", "y/z.txt", "tools/deeper")]  # fmt: skip


def test_which_blocks_are_shell() -> None:
    assert _block("./a/b.sh", info="python") == []
    assert _block("./a/b.sh", info="") == []
    assert _block("$ ./a/b.sh", "output ./c/d.sh", info="") == ["./a/b.sh"]
    assert _block("user@host:~$ ./a/b.sh", "./c/d.sh", info="console") == ["./a/b.sh"]
    assert _named("`python3 tools/ñ.py --x` and `tools/x.py`\n") == [("script", "tools/ñ.py", "")]
    assert _named("> - text\n>\n>   ```sh\n>   ./a/ñ.sh\n>   ```\n")[0][1] == "./a/ñ.sh"


@given(st.text(alphabet="./a b\n'\"\\$<>|&;()#`~ñ-", max_size=200))
def test_any_text_keeps_its_places(text: str) -> None:
    _named(f"```bash\n{text}\n./x/y.sh\n```\n")
    _named(f"`python3 {text.replace('`', '')}`\n")


def test_long_blocks_take_linear_time() -> None:
    took = []
    for lines in (2_000, 8_000):
        text = "```sh\n" + "python3 tools/x.py 'a b' && cat docs/y.md\n" * lines + "```\n"
        start = time.perf_counter()
        _named(text)
        took.append(time.perf_counter() - start)
    assert took[1] < 12 * took[0]


def test_modules_scripts_and_targets(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "pkg/__init__.py": "",
        "pkg/tool.py": "",
        "package.json": json.dumps({"scripts": {"build": "x", "test:unit": "y"}}),
        "Makefile": ".PHONY: all\nall clean: x\n\t./x\nVAR := a: b\n",
        "sub/Makefile": "include other.mk\n",
        "docs/a.md": (
            "```sh\npython -m pkg.tool\npython -m pkg.gone\npython -m installed.thing\nnpm run build\nnpm run biuld\n"
            "make all clean\nmake cleen\nmake -C ../sub anything\nmake -C .. nosuch\n```\n"
        ),
    }
    assert said(check(write(tmp_path, files)), "DL111") == [
        "DL111 docs/a.md:3 the package 'pkg' has no module 'pkg.gone'",
        "DL111 docs/a.md:6 'package.json' has no script 'biuld'",
        "DL111 docs/a.md:8 'Makefile' has no target 'cleen'",
        "DL111 docs/a.md:10 'Makefile' has no target 'nosuch'",
    ]


def test_evidence_that_a_script_is_of_this_tree(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "tools/here.py": "",
        "data/x.json": "",
        "guides/a.md": (
            "```sh\npython3 tools/gone.py\npython3 here.py\npython3 manage.py\n./configure\n./scripts/gone.sh\n"
            "./data/gone.py\n./tools/here.py\ncat tools/gone.txt data/gone.json\ncd tools && ./here.py\n```\n"
        ),
    }
    assert said(check(write(tmp_path, files)), "DL111") == [
        "DL111 guides/a.md:2 'tools/gone.py' does not exist",
        "DL111 guides/a.md:3 'here.py' does not exist where this is run; it lies at 'tools/here.py'",
        "DL111 guides/a.md:9 'data/gone.json' does not exist",
    ]
