"""The command line as users run it: exit codes, streams, formats, mistakes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from doclint import __version__
from doclint.config.data import rules_root
from doclint.report.formats import FORMATS
from tests.tree_helpers import write


def run(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doclint", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONSAFEPATH": "1", **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write(tmp_path, {"a.md": "[x](gone.md) and `tools/gone.py`\n", "tools/b.py": "", "b.md": "# B\n"})


def test_clean_is_0(tmp_path: Path) -> None:
    done = run(write(tmp_path, {"a.md": "# A\n"}), "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings in 1 file, 0 references.\n", "")


def test_findings_are_1_and_go_to_stdout(broken: Path) -> None:
    done = run(broken, "check")
    assert done.returncode == 1
    assert done.stderr == ""
    assert "a.md:1:5 error DL101 broken-link: 'gone.md' does not exist" in done.stdout
    assert done.stdout.endswith("Found 1 error, 1 warning in 2 files, 2 references.\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--select", "DL108"], 0),
        (["--select", "DL108", "--fail-on", "warning"], 1),
        (["--ignore", "broken-link"], 0),
        (["--ignore", "DL1", "--extend-select", "DL101"], 1),
        (["--select", "DL9,DL101"], 1),
        (["b.md"], 0),
        (["a.md"], 1),
    ],
)
def test_what_decides_the_exit_code(broken: Path, arguments: list[str], code: int) -> None:
    assert run(broken, "check", *arguments).returncode == code


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        ({"x.txt": ""}, ["check"], "nothing to check"),
        ({"a.md": "", "doclint.toml": "selct = []"}, ["check"], "doclint.toml:1: unknown key 'selct'; did you mean 'select'?"),
        ({"a.md": "", "doclint.toml": "\n\nselect = 'DL1'"}, ["check"], "doclint.toml:3: 'select' must be a list of strings"),
        ({"a.md": "", "doclint.toml": "a = = 1"}, ["check"], "doclint.toml:1: not valid TOML"),
        ({"a.md": "", "doclint.toml": "[[kind]]\nname = 'A'\nnames = ['A{no}']"}, ["check"], "doclint.toml:3: '{no}' in the pattern"),
        ({"a.md": "", "doclint.toml": "[[kind]]\nname = 'A'"}, ["check"], "doclint.toml:1: the key 'names' is missing"),
        ({"a.md": "", "doclint.toml": "[[kind]]\nname='A'\nnames=[]\n[[kind]]\nname='B'\nnames=[]\nfoldr=''"}, ["check"], "doclint.toml:7: unknown key 'foldr'"),
        ({"a.md": "", "pyproject.toml": "[project]\nname='x'\n[tool.doclint]\nfail-on = 'eror'"}, ["check"], "pyproject.toml:4: 'fail-on' must be one of"),
        ({"a.md": "", "doclint.toml": "ignore = ['DL4033']"}, ["check"], "doclint.toml:1: no rule 'DL4033' (did you mean 'DL403'?)"),
        ({"a.md": "", "doclint.toml": "[rules.DL205]\nalow = []"}, ["check"], "doclint.toml:2: DL205: unknown key 'alow'; did you mean 'allow'?"),
        ({"a.md": "", "doclint.toml": "packs = ['prompt-manger']"}, ["check"], "no pack 'prompt-manger' (did you mean 'prompt-manager'?)"),
        ({"a.md": "", "doclint.toml": "docs-base = 'nope'"}, ["check"], "the docs base 'nope' is not a folder"),
        ({"a.md": "", "doclint.toml": "rule-paths = ['r']", "r/X.md": "no front matter"}, ["check"], "r/X.md:1: a rule page starts with front matter"),
        ({"a.md": "", "doclint.toml": "rule-paths = ['r']", "r/X.md": "---\ncode: XY001\nname: x\nchek: y\n---\n"}, ["check"], "r/X.md:4: unknown key 'chek'"),
        ({"a.md": "", "doclint.toml": "rule-paths = ['r']", "r/X.md": "---\ncode: XY001\nname: x\ncheck: nope\nseverity: error\n---\n"}, ["check"], "r/X.md:4: no check 'nope'"),
        ({"a.md": "", "doclint.toml": "rule-paths = ['r']", "r/X.md": "---\ncode: DL101\nname: x\ncheck: defect\nseverity: error\n---\n"}, ["check"], "already used by core/DL101"),
        ({"a.md": ""}, ["check", "--select", "stale-di"], "no rule 'stale-di' (did you mean 'stale-id'?)"),
        ({"a.md": ""}, ["check", "--config", "nope.toml"], "no file 'nope.toml'"),
        ({"a.md": ""}, ["check", "--root", "nope"], "no folder 'nope'"),
        ({"a.md": ""}, ["check", "nosuch.md"], "no file or folder 'nosuch.md' in this tree"),
        ({"a.md": ""}, ["check", "../outside.md"], "is outside the repository"),
        ({"a.md": ""}, ["chek"], "no command 'chek' (did you mean 'check'?)"),
        ({"a.md": ""}, ["explain", "DL2011"], "no rule 'DL2011' (did you mean 'DL201'?)"),
        ({"a.md": ""}, ["check", "--output-format", "xml"], "Invalid value for '--output-format'"),
    ],
)  # fmt: skip
def test_mistakes_are_2_and_one_clear_line(
    tmp_path: Path, files: dict[str, str], arguments: list[str], message: str
) -> None:
    (tmp_path / "repo").mkdir()
    done = run(write(tmp_path / "repo", files), *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_internal_error_is_2(broken: Path) -> None:
    breaker = "from doclint.engine.workspace import Workspace\nimport doclint.cli.main\ndef f(*a, **k): raise ValueError('boom')\nWorkspace.check = f\nimport sys\nsys.exit(doclint.cli.main.main())"
    done = subprocess.run(
        [sys.executable, "-c", breaker, "check"], cwd=broken, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("doclint: internal error: ValueError: boom")


def test_interrupt_is_130(broken: Path) -> None:
    script = (
        "import time, doclint.cli.main\nfrom doclint.engine.workspace import Workspace\n"
        "def wait(*a, **k):\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "Workspace.check = wait\nimport sys\nsys.exit(doclint.cli.main.main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, "check"], cwd=broken, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert (process.returncode, errors.strip()) == (130, b"doclint: interrupted"), errors.decode()


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](gone.md)\n\n" * 3000})
    done = subprocess.run(
        f"{sys.executable} -m doclint check | head -1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def test_json_keeps_its_schema(broken: Path) -> None:
    done = run(broken, "check", "--output-format", "json")
    report = json.loads(done.stdout)
    jsonschema.validate(
        report, json.loads((rules_root() / "schemas" / "report.schema.json").read_text("utf-8"))
    )
    assert report["summary"] == {"files": 2, "references": 2, "errors": 1, "warnings": 1, "infos": 0}
    first = report["findings"][0]
    assert (first["code"], first["path"], first["line"], first["column"], first["end_column"]) == (
        "DL101",
        "a.md",
        1,
        5,
        12,
    )


def test_json_of_every_rule_example_keeps_its_schema() -> None:
    # The fixtures carry fixes, related places and every severity.
    schema = json.loads((rules_root() / "schemas" / "report.schema.json").read_text("utf-8"))
    for case in ("plain", "prompt-manager-lite"):
        tree = Path(__file__).parents[2] / "fixtures" / case / "tree"
        report = json.loads(run(tree, "check", "--root", ".", "--output-format", "json").stdout)
        jsonschema.validate(report, schema)
        assert report["findings"]


def test_output_is_the_same_bytes_everywhere(tmp_path: Path) -> None:
    tree = Path(__file__).parents[2] / "fixtures" / "prompt-manager-lite" / "tree"
    outputs = {
        run(tree, "check", "--root", ".", "--output-format", "json", env=env).stdout
        for env in (
            {"PYTHONHASHSEED": "1"},
            {"PYTHONHASHSEED": "2"},
            {"LC_ALL": "C", "PYTHONUTF8": "1"},
            {"TERM": "dumb"},
        )
    }
    assert len(outputs) == 1


def test_concise_is_one_line_a_finding(broken: Path) -> None:
    assert run(broken, "check", "--output-format", "concise").stdout == (
        "a.md:1:5: DL101 'gone.md' does not exist\na.md:1:19: DL108 'tools/gone.py' does not exist\n"
    )


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
    ],
)
def test_colour(broken: Path, arguments: list[str], env: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in run(broken, "check", *arguments, env=env).stdout) == coloured


def test_document_content_cannot_act_on_a_terminal_or_a_log(tmp_path: Path) -> None:
    text = "[x](\x1b]0;owned\x07.md) [y](##[error]z.md) [z](\u202egone.md)\n\n::error::[w](::stop-commands::t.md)\n"
    write(tmp_path, {"a.md": text, "::warning::b.md": "[q](gone.md)\n"})
    for form in ("text", "concise"):
        out = run(tmp_path, "check", "--output-format", form).stdout
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\u202e" not in out
        assert "##[error]" not in out
        assert not re.search(r"^\s*::", out, re.M)


def test_odd_names_come_back_from_json(tmp_path: Path) -> None:
    names = ["a b.md", "a,b:c%.md", "new\nline.md", "[x].md", "-dash.md", "emoji🎯.md", "esc\x1b.md"]
    write(tmp_path, dict.fromkeys(names, "[x](gone.md)\n"))
    (tmp_path / os.fsdecode(b"bytes\xff.md")).write_bytes(b"[x](gone.md)\n")
    done = run(tmp_path, "check", "--output-format", "json")
    paths = [f["path"] for f in json.loads(done.stdout)["findings"]]
    assert sorted(paths) == sorted([*names, "bytes\udcff.md"])
    assert run(tmp_path, "check").returncode == 1


def test_run_from_a_subfolder_and_on_a_folder_outside(tmp_path: Path) -> None:
    write(
        tmp_path, {"repo/.git/HEAD": "", "repo/docs/a.md": "[x](gone.md)\n", "other/b.md": "[y](gone.md)\n"}
    )
    (tmp_path / "repo" / ".git" / "HEAD").unlink()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "repo", check=True)
    inside = run(tmp_path / "repo" / "docs", "check", "--output-format", "concise")
    assert inside.stdout == "docs/a.md:1:5: DL101 'gone.md' does not exist\n"
    outside = run(tmp_path / "repo", "check", "../other", "--output-format", "concise")
    assert outside.stdout == "b.md:1:5: DL101 'gone.md' does not exist\n"


def test_paths_report_what_they_cause_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[b](b.md#gone)\n[c](c.md)\n", "b.md": "# B\n"})
    assert run(tmp_path, "check", "b.md", "--output-format", "concise").stdout.startswith("a.md:1:5: DL102")
    assert run(tmp_path, "check", "c.md", "--output-format", "concise").stdout.startswith("a.md:2:5: DL101")


def test_rules_explain_and_config(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "", "doclint.toml": 'ignore = ["DL108"]\nseverity = { DL202 = "error" }\n'})
    listed = run(tmp_path, "rules").stdout.splitlines()
    assert len(listed) == len(list((rules_root() / "core").glob("DL*.md")))
    assert next(line for line in listed if line.startswith("DL108")).split()[2] == "off"
    assert next(line for line in listed if line.startswith("DL202")).split()[2] == "error"
    table = {r["code"]: r for r in json.loads(run(tmp_path, "rules", "--output-format", "json").stdout)}
    assert table["DL201"]["fixable"] is True
    page = run(tmp_path, "explain", "stale-id").stdout
    assert page.startswith("DL201 stale-id: error, fixable, since 0.1.0\n")
    assert "## Good" in page
    assert run(tmp_path, "explain", "dl201").stdout == page
    shown = json.loads(run(tmp_path, "config", "show").stdout)
    assert shown["ignore"] == ["DL108"]
    schema = json.loads(run(tmp_path, "config", "schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"ignore": ["DL108"], "kind": [{"name": "A", "names": []}]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"ignroe": []}, schema)


def test_version_and_help(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout == f"doclint {__version__}\n"
    text = run(tmp_path, "--help").stdout
    for command in ("check", "rules", "explain", "config"):
        assert re.search(rf"^  {command}\s", text, re.M)


def imported(folder: Path, *arguments: str) -> set[str]:
    """The top-level modules a run has imported at its end."""
    script = (
        "import sys\nfrom doclint.cli.main import main\nsys.argv = ['doclint', *sys.argv[1:]]\nmain()\n"
        "print(' '.join(sorted({n.partition('.')[0] for n in sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return set(done.stderr.splitlines()[-1].split())


HEAVY = {"networkx", "jsonschema", "pyromark", "yaml", "subprocess", "json"}


def test_what_is_not_needed_is_not_imported(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A\n\n[b](b.md)\n", "b.md": ""})
    assert not imported(tmp_path, "--version") & HEAVY
    assert not imported(tmp_path, "check") & {"networkx", "jsonschema"}
    tree: Any = Path(__file__).parents[2] / "fixtures" / "prompt-manager-lite" / "tree"
    assert "jsonschema" in imported(tree, "check", "--root", ".")
    assert "jsonschema" not in imported(tree, "check", "--root", ".", "--select", "DL1,DL2")


@pytest.mark.parametrize("name", FORMATS)
def test_half_a_surrogate_pair_is_a_finding_like_any_other(name: str, tmp_path: Path) -> None:
    # JSON can spell what no text is (RFC 8259 8.2): a whole run ended in an internal error.
    write(
        tmp_path,
        {
            "doclint.toml": '[[kind]]\nname = "D"\nfolder = ""\nnames = ["D{id:1}.md"]\nschema = "d.json"\n'
            '[manifest]\npath = "m.json"\n',
            "d.json": r'{"required": ["b\ud800"], "properties": {"a": {"const": "\udfff"}}}',
            "D1.md": "---\na: 1\n---\n# A\n",
            "m.json": r'{"documents": [{"id": "D1", "path": "\ud800.md"}, {"id": "D1\udc80", "path": "D1.md"}]}',
        },
    )
    for _ in range(2):
        done = run(tmp_path, "check", "--output-format", name)
        assert done.returncode == 1, done.stderr
        assert "internal" not in done.stderr
        for code in ("DL304", "DL402") if name != "badge" else ("3 errors",):
            assert code in done.stdout


def test_exclude_adds_to_what_the_configuration_excludes(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": 'exclude = ["old/"]\n',
            "old/a.md": "[x](gone.md)\n",
            "vendor/b.md": "[x](gone.md)\n",
            "c.md": "[b](vendor/b.md) [x](gone.md)\n",
            "d, e.md": "[x](gone.md)\n",
        },
    )
    done = run(
        tmp_path, "check", "--output-format", "concise", "--exclude", "vendor/", "--exclude", "d, e.md"
    )
    assert done.stdout == "c.md:1:22: DL101 'gone.md' does not exist\n"
    assert "no/such" in run(tmp_path, "check", "--exclude", "no/such/*.md").stderr
