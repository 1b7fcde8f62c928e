"""The store changes no finding: whatever input changes, a run with it prints what `--no-cache` prints."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import doclint
from doclint import checks
from doclint.api import lint, open_workspace
from doclint.config.data import rules_root
from doclint.context import Context
from doclint.engine import workspace as workspace_module
from doclint.engine.full import analyze_all
from doclint.engine.snapshot import RACY_NS
from doclint.errors import DoclintError
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic
from doclint.tree.root import find_root
from tests.cache.editing import OWN_RULE, Editor
from tests.cli.test_cli import imported
from tests.cli.test_cli import run as command
from tests.examples import concise, git
from tests.tree_helpers import write

FIXTURE = Path(__file__).parents[2] / "fixtures" / "prompt-manager-lite" / "tree"
MANIFEST = "kit/manifests/documentation_manifest.json"
SCHEMA = "kit/real_structure_documentation/schemas/master_blueprint_parts/operationalStrategy.json"
RUNBOOK = "kit/streaming_files/operations/OP001-cache-warmup/runbook.md"


def settle() -> None:
    """Wait until files just written count as settled: younger ones are never trusted."""
    time.sleep(RACY_NS / 1e9 + 0.05)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(FIXTURE, tmp_path / "repo"))
    write(
        root,
        {
            "plain/a.md": "[b](b.md#part) [c](c.md)\n\n<!-- doclint-disable-next-line DL101 -->\n[x](gone.md)\n",
            "plain/b.md": "# B\n\n## Part\n",
            "plain/c.md": "# C\n",
            "doclint.toml": 'rule-paths = ["own"]\n[rules.manifest-drift]\nfields = { status = "status" }\n',
            "own/OWN001-own.md": "---\ncode: OWN001\nname: own\ncheck: reference\nparams: {problems: [missing]}\nseverity: info\n---\n\n# own\n\nX.\n",
        },
    )
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    settle()
    return root


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return change


def commit(root: Path) -> None:
    moment = "2031-01-01T12:00:00+0000"
    git(
        root,
        "commit",
        "-q",
        "--allow-empty",
        "-am",
        "later",
        GIT_AUTHOR_DATE=moment,
        GIT_COMMITTER_DATE=moment,
    )


def dated(root: Path) -> None:
    edit(MANIFEST, '"status": "draft"', '"status": "draft", "lastUpdated": "2030-01-01"')(root)
    edit("kit/real_structure_documentation/docs/DOC010-Deployment.md", "# DOC010", "\n# DOC010")(root)


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "content": edit("plain/a.md", "[c](c.md)", "[c](d.md)"),
    "same size": edit("plain/a.md", "c.md)", "e.md)"),
    "mtime only": lambda root: os.utime(root / "plain/a.md"),
    "heading": edit("plain/b.md", "## Part", "## Piece"),
    "title": edit("kit/real_structure_documentation/docs/DOC010-Deployment.md", "# DOC010: Deployment", "# Observability"),
    "front matter": edit(RUNBOOK, "status: ready", "status: finished"),
    "new file": lambda root: write(root, {"plain/new.md": "[x](nowhere.md)\n"}),
    "new target": lambda root: write(root, {"plain/gone.md": "# Gone\n"}),
    "new in an empty folder": lambda root: write(root, {"empty/x/new.md": "[x](nowhere.md)\n"}),
    "deleted": lambda root: (root / "plain/c.md").unlink(),
    "renamed": lambda root: (root / "plain/c.md").rename(root / "plain/C.md"),
    "a folder instead": lambda root: ((root / "plain/c.md").unlink(), (root / "plain/c.md").mkdir()),
    "git add": lambda root: (write(root, {"plain/new.md": "x"}), edit("plain/a.md", "c.md", "new.md")(root), git(root, "add", "-A")),
    "git rm --cached": lambda root: git(root, "rm", "-q", "--cached", "plain/c.md"),
    "gitignore": lambda root: (write(root, {".gitignore": "plain/c.md\n"}), git(root, "rm", "-q", "--cached", "plain/c.md")),
    "exclude file": lambda root: (git(root, "rm", "-q", "--cached", "plain/c.md"), write(root, {".git/info/exclude": "plain/c.md\n"})),
    "configuration": edit("doclint.toml", "rule-paths", 'ignore = ["DL1"]\nrule-paths'),
    "configuration nearer": lambda root: write(root, {".doclint.toml": ""}) and (root / "doclint.toml").unlink(),
    "rule page": edit("own/OWN001-own.md", "severity: info", "severity: error"),
    "new rule page": lambda root: write(root, {"own/OWN002-two.md": (root / "own/OWN001-own.md").read_text().replace("OWN001", "OWN002").replace("name: own", "name: two")}),
    "schema": lambda root: write(root, {SCHEMA: '{"type": "nonsense"}'}),
    "manifest": edit(MANIFEST, "DOC025-FrontendManifest.md", "DOC025-Gone.md"),
    "baseline": lambda root: command(root, "baseline", "write", "--isolated"),
    "a commit that ages a date": lambda root: (dated(root), commit(root)),
    "suppression": edit("plain/a.md", "DL101", "DL102"),
    "unreadable": lambda root: (root / "plain/c.md").write_bytes(b"\xff"),
    "a link": lambda root: ((root / "plain/c.md").unlink(), (root / "plain/c.md").symlink_to("b.md")),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_yields_what_no_cache_yields(name: str, repo: Path) -> None:
    (repo / "empty" / "x").mkdir(parents=True)
    settle()
    for _ in range(2):
        first = command(repo, "check")
    assert first.stdout == command(repo, "check", "--no-cache").stdout
    CHANGES[name](repo)
    for _ in range(2):
        expected = command(repo, "check", "--no-cache")
        cached = command(repo, "check")
        assert (cached.returncode, cached.stdout, cached.stderr) == (
            expected.returncode,
            expected.stdout,
            expected.stderr,
        )
        settle()
    if name not in ("nothing", "mtime only", "git rm --cached", "a folder instead"):
        assert expected.stdout != first.stdout, "a change that changes nothing proves nothing"


def test_a_run_in_which_nothing_changed_loads_no_parser_and_prints_the_same(repo: Path) -> None:
    first = command(repo, "check")
    again = command(repo, "check")
    assert (again.returncode, again.stdout, again.stderr) == (first.returncode, first.stdout, first.stderr)
    loaded = imported(repo, "check", "--color", "never") and imported(repo, "check", "--color", "never")
    assert not loaded & {"pyromark", "yaml", "jsonschema", "networkx", "mistune", "frontmatter", "concurrent"}
    assert not imported(repo, "--version") & {"pyromark", "yaml", "jsonschema", "networkx", "mistune"}


def test_other_arguments_and_surroundings_are_other_runs(repo: Path) -> None:
    command(repo, "check")
    assert json.loads(command(repo, "check", "--output-format", "json").stdout)
    assert "\x1b" in command(repo, "check", "--color", "always").stdout
    assert "\x1b" in command(repo, "check", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in command(repo, "check").stdout


def cache_files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


@pytest.mark.parametrize("damage", ["empty", "cut", "random", "foreign", "planted", "folder", "pickle"])
def test_a_damaged_or_planted_cache_changes_nothing(damage: str, repo: Path, tmp_path: Path) -> None:
    home = tmp_path / "cache"
    arguments = ("check", "--cache-dir", str(home))
    for _ in range(2):
        expected = command(repo, *arguments)
    assert cache_files(home)
    if damage == "planted":
        # A whole cache made by somebody else, of a tree without findings, under the same names.
        other = {"DOCLINT_CACHE_HOME": str(tmp_path / "other-key")}
        kept = {path: path.read_bytes() for path in [*repo.glob("plain/*.md")]}
        for path in kept:
            path.write_text("# nothing wrong\n")
        settle()
        shutil.rmtree(home)
        command(repo, *arguments, env=other)
        for path, data in kept.items():
            path.write_bytes(data)
    for path in cache_files(home):
        if damage == "empty":
            path.write_bytes(b"")
        elif damage == "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        elif damage == "random":
            path.write_bytes(random.Random(1).randbytes(5000))
        elif damage == "foreign":
            path.write_bytes(b"SQLite format 3\0" + bytes(5000))
        elif damage == "pickle":
            path.write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR.")
        elif damage == "folder":
            path.unlink()
            path.mkdir()
    for _ in range(2):
        done = command(repo, *arguments)
        assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout)
    assert not (repo / "pwned").exists()


@pytest.mark.parametrize("text", ["# B\n\n## Part\n\nMore. [x](gone.md)\n", "# B\n\n## Renamed\n"])
def test_a_store_damaged_anywhere_is_not_believed(text: str, repo: Path, tmp_path: Path) -> None:
    home, config = tmp_path / "cache", repo / "doclint.toml"
    lint(repo, config, cache=home)
    (state,), (facts,) = home.rglob("state.db"), home.rglob("facts.db")
    whole = {path: path.read_bytes() for path in (state, facts)}
    edit("plain/b.md", (repo / "plain/b.md").read_text(), text)(repo)
    settle()
    expected = concise(lint(repo, config))
    for damaged in (state, facts):
        data = whole[damaged]
        for at in [*range(0, len(data), len(data) // 40), len(data) - 1]:
            for path, before in whole.items():
                path.write_bytes(before)
            damaged.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert concise(lint(repo, config, cache=home)) == expected
            damaged.write_bytes(data[:at])
            assert concise(lint(repo, config, cache=home)) == expected


def test_a_cache_that_git_tracks_is_not_used(repo: Path) -> None:
    # Whoever commits to the repository could plant one, and hide a finding.
    arguments = ("check", "--cache-dir", "kept")
    assert "tracked by git" not in command(repo, *arguments).stderr
    git(repo, "add", "-A")
    assert "the cache directory is tracked by git; it is not used" in command(repo, *arguments).stderr


def test_another_build_of_the_same_version_takes_nothing_over(repo: Path, tmp_path: Path) -> None:
    # An editable checkout changes without a new version: yesterday's verdicts are another program's.
    package = Path(doclint.__file__).parent
    code = tmp_path / "checkout"
    shutil.copytree(package, code / "doclint", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(rules_root(), code / "rules")
    edit("plain/a.md", "[c](c.md)", "[c](cc.md)")(repo)
    environment = {"PYTHONPATH": str(code)}
    assert "'cc.md' does not exist" in command(repo, "check", env=environment).stdout
    edit("doclint/link/resolver/explain.py", "does not exist", "is nowhere to be seen")(code)
    settle()
    assert "'cc.md' is nowhere to be seen" in command(repo, "check", env=environment).stdout


def test_a_cache_that_cannot_be_written_is_done_without(repo: Path) -> None:
    for env in (
        {"DOCLINT_CACHE_HOME": "/proc/nowhere"},
        {"DOCLINT_CACHE_HOME": "", "XDG_CACHE_HOME": "", "HOME": "/nonexistent"},
    ):
        done = command(repo, "check", env=env)
        assert (done.returncode, done.stderr) == (1, "")


def test_runs_at_the_same_time(repo: Path) -> None:
    expected = command(repo, "check", "--no-cache").stdout
    for _ in range(3):
        many = [
            subprocess.Popen(
                [sys.executable, "-m", "doclint", "check"], cwd=repo, stdout=subprocess.PIPE, text=True
            )
            for _ in range(8)
        ]
        assert {process.communicate()[0] for process in many} == {expected}
        edit("plain/b.md", "# B", "# B\n\nMore text.")(repo)


def test_clean_empties_it(repo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCLINT_CACHE_HOME", str(tmp_path / "home"))
    command(repo, "check")
    assert cache_files(tmp_path / "home")
    assert command(repo, "clean").returncode == 0
    assert cache_files(tmp_path / "home") == []


def test_several_processes_give_the_same_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.engine import gather

    write(
        tmp_path,
        {
            f"d/{i}.md": f"# T{i}\n\n[x]({(i + 1) % 40}.md#t{(i + 1) % 40}) [y](gone{i}.md)\n" * 20
            for i in range(40)
        },
    )
    expected = concise(lint(tmp_path))
    monkeypatch.setattr(gather, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(4))
    assert concise(lint(tmp_path)) == expected
    extract = gather.extract

    def killer(data: bytes, settings: object) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return extract(data, settings)  # type: ignore[arg-type]

    parent = os.getpid()
    monkeypatch.setattr(gather, "extract", killer)
    assert concise(lint(tmp_path)) == expected


def test_several_processes_link_the_same(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.engine.units import UnitRunner

    docs = "kit/real_structure_documentation/docs"
    write(
        repo,
        {
            ".gitignore": "build/\n",
            "build/out.md": "# Out\n",
            # A name that only the other half spells as stale proves the label of the first wrong.
            "aaa/first.md": f"[Former Title](../{docs}/DOC010-Deployment.md) [o](../build/out.md)\n",
            "zzz/last.md": f"[x](../{docs}/DOC010-FormerTitle.md) [y](../aaa/first.md#nowhere)\n",
        },
    )
    settle()
    _, config = find_root(repo)
    alone = lint(repo, config)
    assert any("is a former name of DOC010" in line for line in concise(alone))
    assert any("DL106" in line for line in concise(alone))
    monkeypatch.setattr("doclint.engine.full.PARALLEL_DOCUMENTS", 5)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(3))
    one = UnitRunner.document
    parent, analysed = os.getpid(), []

    def here(self: UnitRunner, path: str) -> object:
        analysed.append(path)
        return one(self, path)

    monkeypatch.setattr(UnitRunner, "document", here)
    shared = lint(repo, config, cache=True)
    assert concise(shared) == concise(alone)
    assert shared.references == alone.references
    # Only those whose labels waited for what the others spell; all were analysed elsewhere before.
    assert set(analysed) == {"aaa/first.md", "kit/guides/operations.md"}
    edit("zzz/last.md", "nowhere", "elsewhere")(repo)
    assert concise(lint(repo, config, cache=True)) == concise(lint(repo, config))
    (repo / "build" / "out.md").unlink()
    assert concise(lint(repo, config, cache=True)) == concise(lint(repo, config))

    def killer(self: UnitRunner, path: str) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return one(self, path)

    monkeypatch.setattr(UnitRunner, "document", killer)
    assert concise(lint(repo, config)) == concise(lint(repo, config, cache=True))


# -- increments --------------------------------------------------------------------------------------

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "prompt-manager-lite-v"
SEEDS, STEPS = int(os.environ.get("DOCLINT_SEEDS", "2")), int(os.environ.get("DOCLINT_STEPS", "40"))


def outcome(**options: object) -> tuple[object, ...]:
    """Everything a run says, or the mistake that ended it."""
    root = options.pop("root")
    assert isinstance(root, Path)
    try:
        report = lint(root, find_root(root)[1], **options)  # type: ignore[arg-type]
    except DoclintError as error:
        return ("mistake", str(error))
    return (
        concise(report),
        [(f.severity, f.fingerprint, f.diagnostic) for f in report.findings],
        (report.files, report.references, dict(report.hidden), report.notices),
    )


def no_answer_is_stale(root: Path) -> None:
    """Every question that is kept is asked again: the answer is the one that is kept."""
    config = find_root(root)[1]
    with open_workspace(root, config) as workspace:
        analysis, store = workspace.analysis(), workspace._store
        assert store is not None
        asked = store.base.execute("SELECT question, answer FROM questions").fetchall()
    fresh = analyze_all(workspace._request()).project
    project = analysis.project
    assert asked
    with open_workspace(root, config) as workspace:
        project = workspace.analysis().project  # over tables that are open
        wrong = [(q, a, project.answer_text(q)) for q, a in asked if project.answer_text(q) != a]
        wrong += [(q, a, "full") for q, a in asked if q[0] not in "wWH" and fresh.answer_text(q) != a]
    assert wrong == []


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("tree", ["fixture", "corpus"])
def test_random_edits_each_give_what_a_full_run_gives(
    tree: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DOCLINT_SEEDS and DOCLINT_STEPS make it longer; the corpus is tried where it lies beside the project."""
    source, base, steps = (FIXTURE, "kit", STEPS) if tree == "fixture" else (CORPUS, CORPUS.name, STEPS // 10)
    if not source.is_dir():
        pytest.skip("the corpus is not here")
    root = Path(shutil.copytree(source, tmp_path / "repo"))
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    write(
        root,
        {"doclint.toml": 'rule-paths = ["own"]\n', "own/OWN001-own.md": OWN_RULE.format("missing", "info")},
    )
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    parts = f"{base}/real_structure_documentation/schemas/master_blueprint_parts/operationalStrategy.json"
    editor = Editor(root, seed, base, f"{base}/manifests/documentation_manifest.json", parts)
    if seed == 1:
        monkeypatch.setattr("doclint.engine.full.PARALLEL_DOCUMENTS", 0)
    told: list[bool] = []
    change = workspace_module.analyze_change

    def counted(*args: object, **options: object) -> object:
        found = change(*args, **options)  # type: ignore[arg-type]
        told.append(found is not None)
        return found

    monkeypatch.setattr(workspace_module, "analyze_change", counted)
    for number in range(steps):
        name = editor.step()
        if editor.random.random() < 0.3:
            time.sleep(RACY_NS / 1e9)  # some edits are seen by their state alone, the others by content
        monkeypatch.delenv("GIT_INDEX_FILE", raising=False)
        for key, value in editor.environment.items():
            monkeypatch.setenv(key, value)
        assert outcome(root=root, cache=True) == outcome(root=root), (name, number)
        if number % 4 == 0:  # against the last commit, which is told from the state of the work tree
            found = outcome(root=root, cache=True, since="HEAD")
            assert found == outcome(root=root, since="HEAD"), (name, number)
        if number % 3 == 0:  # what an editor has not saved
            path = editor.random.choice(editor.documents())
            data = (path.read_bytes() if path.is_file() else b"") + b"\n[o](nowhere.md) DOC010\n\n## Part3\n"
            overlay = {path.relative_to(root).as_posix(): data}
            assert outcome(root=root, cache=True, overlay=overlay) == outcome(root=root, overlay=overlay), (
                name
            )
        if number % 10 == 0 and outcome(root=root)[0] != "mistake":
            no_answer_is_stale(root)
    assert sum(told) > len(told) // 2, "most edits are increments"


def test_an_increment_runs_only_what_it_must(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.engine.units import UnitRunner

    _, config = find_root(repo)
    ran: list[str] = []
    document, rule = UnitRunner.document, UnitRunner.rule
    monkeypatch.setattr(
        UnitRunner, "document", lambda self, path: (ran.append(path), document(self, path))[1]
    )
    monkeypatch.setattr(UnitRunner, "rule", lambda self, code: (ran.append(code), rule(self, code))[1])

    def woken(change: Callable[[Path], object]) -> set[str]:
        change(repo)
        ran.clear()
        assert concise(lint(repo, config, cache=True)) == concise(lint(repo, config))
        first = len(ran) - len(set(ran))  # the full run comes second, and runs all of them
        return set(ran[: len(ran) - full]) if first else set(ran)

    lint(repo, config)
    full = len(ran)
    lint(repo, config, cache=True)
    assert woken(edit("plain/c.md", "# C", "# C\n\nmore")) == {"plain/c.md"}
    assert woken(edit("plain/b.md", "## Part", "## Piece")) == {"plain/a.md", "plain/b.md"}
    assert woken(lambda root: write(root, {"lib/new.txt": ""})) == set()
    # A document more is another answer to who carries which ID, what fits its kind, what is listed.
    found = woken(lambda root: write(root, {"plain/e.md": "# E\n"}))
    assert {path for path in found if path.endswith(".md")} <= {"plain/e.md", "plain/a.md", "README.md"}
    assert woken(lambda root: (root / "plain/c.md").unlink()) >= {"plain/a.md"}
    full -= 1


class Check:
    """A check as an author would write it, who thinks of nothing but what it looks for."""

    def __init__(self, scope: str | None, look: Callable[[Context], object]) -> None:
        self.look = look
        if scope is not None:
            self.SCOPE = scope

    def check(self, context: Context) -> Iterator[Diagnostic]:
        yield Diagnostic("plain/a.md", Span(1, 1, 1, 2), f"saw {self.look(context)!r}"[:2000])


LOOKS: dict[str, Callable[[Context], object]] = {
    "headings": lambda c: [h.text for d in c.documents() for h in c.facts(d).headings],
    "headings of others": lambda c: [h.text for d in c.project.documents() for h in c.facts(d).headings],
    "problems": lambda c: sorted(e.reference.target for e in c.problems),
    "metadata": lambda c: [dict(c.project.metadata(d.path)) for d in c.project.documents()],
    "titles": lambda c: [c.project.title(d.path) for d in c.project.documents()],
    "files": lambda c: [p for p in c.project.all_files() if p.startswith("plain/")],
    "one file": lambda c: c.project.exists("plain/c.md"),
    "content": lambda c: c.project.read("doclint.toml"),
    "identities": lambda c: [(d.id, d.kind) for d in c.project.documents()],
    "holders": lambda c: [d.path for d in c.project.holders("DOC010")],
    "the manifest": lambda c: [e.values for row in c.project.manifest_rows() for e in row.entries],
    "links": lambda c: [c.project.links_between(d.path, "plain/b.md") for d in c.project.documents()],
    "anchors": lambda c: c.project.anchors("plain/b.md"),
    "history": lambda c: sorted(c.project.last_changed().items()),
    "a document's bytes": lambda c: c.project.read("plain/b.md"),
    "another case": lambda c: c.project.case_variant("plain/C.MD"),
    "files of a name": lambda c: c.project.files_named("c.md"),
    "folders of a name": lambda c: c.project.folders_named("fresh"),
    "names in a folder": lambda c: c.project.names_in("plain"),
    "a pattern": lambda c: c.project.files_matching("plain/*.md"),
    "files of a kind": lambda c: c.project.files_of_kind("SCHEMA"),
    "an ignored file": lambda c: c.project.unlisted("build/out.md"),
    "what is tracked": lambda c: (c.project.obstacle("fresh"), c.project.obstacle("plain/b.md")),
    "a link": lambda c: c.project.link_target("plain/link.md"),
    "lines": lambda c: c.project.lines("plain/b.md"),
    "an anchor": lambda c: c.project.has_anchor("plain/b.md", "part"),
    "who is called so": lambda c: [d.path for d in c.project.named("another")],
    "the nearest ID": lambda c: c.project.nearest_id("DOC0010"),
    "every ID": lambda c: c.project.ids(),
    "a manifest row": lambda c: c.project.manifest_row("kit/real_structure_documentation/docs/DOC025-FrontendManifest.md"),
    "what is declared": lambda c: [c.project.declared(d.path) for d in c.project.documents()],
    "what is listed": lambda c: c.project.listed_documents("kit/manifests/documentation_manifest.json"),
    "marks": lambda c: c.project.marks("alias "),
    "links to a page of a site": lambda c: [c.project.links_between(d.path, "site/a") for d in c.project.documents()],
    "a place": lambda c: c.project.verdict_on("/site"),
    "the manifest's edges": lambda c: c.project.manifest_edges("manifest"),
    "a share": lambda c: [c.project.is_share(n, 90, [kind]) for n in range(9) for kind in ("DOC", "SCHEMA")],
    "schemas listed": lambda c: c.project.listed_schemas(),
    "lines of another file": lambda c: c.project.lines("plain/lines.txt"),
    "a title": lambda c: c.project.title("kit/real_structure_documentation/docs/DOC010-Deployment.md"),
}  # fmt: skip
EDITS: tuple[Callable[[Path], object], ...] = (
    edit("plain/b.md", "## Part", "## Piece"),
    edit("plain/a.md", "[c](c.md)", "[c](b.md)"),
    edit(RUNBOOK, "status: ready", "status: finished"),
    edit("kit/real_structure_documentation/docs/DOC010-Deployment.md", "# DOC010: Deployment", "# Another"),
    lambda root: (root / "plain/c.md").unlink(),
    lambda root: write(root, {"kit/real_structure_documentation/docs/DOC010-Twin.md": "# T\n"}),
    edit(MANIFEST, "DOC025-FrontendManifest.md", "DOC025-Gone.md"),
    edit("plain/b.md", "# B", "# B\n\nmore"),
    edit(MANIFEST, '"status": "draft"', '"status": "ready"'),
    edit("doclint.toml", "rule-paths", "# a comment\nrule-paths"),
    lambda root: write(root, {"fresh/x.txt": "", "kit/real_structure_documentation/schemas/new.json": "{}"}),
    edit(MANIFEST, "master_blueprint_parts/operationalStrategy.json", "new.json"),
    lambda root: git(root, "add", "fresh"),
    lambda root: git(root, "rm", "-q", "--cached", "plain/b.md"),
    lambda root: write(root, {".gitignore": "build/\n"}),
    lambda root: write(root, {"build/out.md": "# Out\n"}),
    lambda root: (root / "plain/link.md").symlink_to("b.md"),
    lambda root: ((root / "plain/link.md").unlink(), (root / "plain/link.md").symlink_to("a.md")),
    lambda root: write(root, {"plain/y.md": "`real_structure_documentation/docs/DOC013-Yore.md`\n"}),
    lambda root: write(
        root, {"plain/z.md": "[s](/site/a) [s](/site/b) [s](/site/c)\n", "plain/lines.txt": "a\n"}
    ),
    lambda root: write(root, {"plain/lines.txt": "a\nb\n"}),
    lambda root: write(root, {"site/a": ""}),
    lambda root: (root / "kit/real_structure_documentation/docs/DOC010-Twin.md").unlink(),
    lambda root: (root / "kit/real_structure_documentation/docs/DOC010-Deployment.md").unlink(),
    commit,
)


@pytest.mark.parametrize("scope", [None, "document"])
def test_a_new_check_is_never_stale(scope: str | None, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a check looks at, and whatever its author declares: nobody has to remember an input.

    Each look is a check of its own, so that none is woken by what another asked.
    """
    for number, look in enumerate(LOOKS):
        monkeypatch.setitem(checks.TABLE, f"look-{number}", f"look_{number}")
        module = Check(scope, LOOKS[look])
        monkeypatch.setitem(sys.modules, f"doclint.checks.look_{number}", module)  # type: ignore[arg-type]
        page = f"---\ncode: NEW{number:03d}\nname: look-{number}\ncheck: look-{number}\nseverity: info\n---\n\n# x\n\nX.\n"
        write(repo, {f"own/NEW{number:03d}-look-{number}.md": page})
    options = {"root": repo, "overrides": {"select": ("NEW",)}}
    said = [answers(outcome(**options, cache=True))]
    told = workspace_module.analyze_change
    increments: list[bool] = []

    def counted(*args: object, **more: object) -> object:
        found = told(*args, **more)  # type: ignore[arg-type]
        increments.append(found is not None)
        return found

    monkeypatch.setattr(workspace_module, "analyze_change", counted)
    for number, change in enumerate(EDITS):
        change(repo)
        cached = outcome(**options, cache=True)
        assert cached == outcome(**options), number
        said.append(answers(cached))
    assert increments == [True] * len(EDITS)
    for number, look in enumerate(LOOKS):
        seen = [found.get(f"NEW{number:03d}") for found in said]
        assert any(a != b for a, b in pairwise(seen)), (
            f"'{look}' is never answered otherwise, which proves nothing"
        )


def answers(found: tuple[object, ...]) -> dict[str, list[str]]:
    """The messages of each rule."""
    messages: dict[str, list[str]] = {}
    for line in found[0] if isinstance(found[0], list) else ():
        code = line.split(": ")[1].split(" ")[0]
        messages.setdefault(code, []).append(line)
    return messages


def test_unsaved_content_is_told_from_the_state(repo: Path) -> None:
    _, config = find_root(repo)
    with open_workspace(repo, config) as workspace:
        before = workspace.findings()
        for text in (b"# B\n", b"# B\n\n## Part\n", b"[x](gone.md)\n"):
            workspace.update("plain/b.md", text)
            expected = lint(repo, config, overlay={"plain/b.md": text}, baseline=False)
            assert workspace.findings() == expected.findings
        workspace.update("plain/new.md", b"[y](../nowhere.md)\n")
        assert any(f.diagnostic.path == "plain/new.md" for f in workspace.findings())
        workspace.update("plain/new.md", None)
        workspace.update("plain/b.md", None)
        assert workspace.findings() == before
    assert concise(lint(repo, config, cache=True)) == concise(lint(repo, config))


def test_a_link_less_makes_an_orphan_elsewhere(tmp_path: Path) -> None:
    toml = (
        '[[kind]]\nname = "A"\nfolder = ""\nnames = ["A{id:1}.md"]\n[rules.orphan-document]\nkinds = ["A"]\n'
    )
    write(tmp_path, {"doclint.toml": toml, "A1.md": "[b](A2.md)\n", "A2.md": "[a](A1.md)\n"})
    config = tmp_path / "doclint.toml"
    assert lint(tmp_path, config, cache=True).findings == ()
    write(tmp_path, {"A1.md": "nothing\n"})
    for _ in range(2):
        assert [f.diagnostic.path for f in lint(tmp_path, config, cache=True).findings] == ["A2.md"]


KIND = '[[kind]]\nname = "D"\nfolder = ""\nnames = ["D{id:1}.md"]\n'
STALE = {
    "a heading that a rule demands": (
        {"doclint.toml": f'{KIND}[[rule]]\nid = "r"\nfor = {{kind = "D"}}\nsections = ["Scope"]\n', "D1.md": "# D\n\n## Scope\n"},
        {"D1.md": "# D\n\n## Scape\n"},
        "DL511",
    ),
    "a heading that the manifest names": (
        {"doclint.toml": '[manifest]\npath = "m.json"\n', "m.json": '{"documents": [{"id": "A", "path": "d/a.md#intro"}]}', "d/a.md": "# Intro\n"},
        {"d/a.md": "# Outro\n"},
        "DL102",
    ),
    "a heading of the root's README": (
        {"a.md": "[z](./#top2)\n", "README.md": "# Top2\n"},
        {"README.md": "# Top3\n"},
        "DL102",
    ),
    "a schema of a pack": (
        {
            "doclint.toml": 'packs = ["own"]\n',
            "own/pack.toml": 'description = "x"\n[[kind]]\nname = "D"\nfolder = ""\nnames = ["D{id:1}.md"]\nschema = "schemas/d.json"\n',
            "own/schemas/d.json": "{}",
            "D1.md": "---\na: 1\n---\n",
        },
        {"own/schemas/d.json": '{"required": ["b"]}'},
        "DL304",
    ),
    "a hidden list of what is ignored": (
        {"a.md": "# A\n", "sub/.gitignore": "*\n", "sub/b.md": "[x](gone.md)\n"},
        {"sub/.gitignore": ".*\n"},
        "DL101",
    ),
    "a list of what is ignored, elsewhere": (
        {"a.md": "# A\n", ".git-excludes": "b.md\n.git-*\n", "b.md": "[x](gone.md)\n"},
        {".git-excludes": "c.md\n.git-*\n"},
        "DL101",
    ),
    "an ignored file": (
        {".gitignore": "build/\n", "a.md": "[o](build/out.md)\n"},
        {"build/out.md": ""},
        "DL106",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STALE)
def test_what_changes_elsewhere_is_noticed(name: str, tmp_path: Path) -> None:
    before, after, code = STALE[name]
    write(tmp_path, before)
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.excludesFile", str(tmp_path / ".git-excludes"))
    git(tmp_path, "add", "-A")
    time.sleep(RACY_NS / 1e9)
    for _ in range(2):
        assert code not in command(tmp_path, "check", "--output-format", "concise").stdout
    write(tmp_path, after)
    cached = command(tmp_path, "check", "--output-format", "concise").stdout
    assert cached == command(tmp_path, "check", "--output-format", "concise", "--no-cache").stdout
    assert code in cached


def ignored_target(root: Path) -> Path:
    write(root, {".gitignore": "build/\n", "docs/a.md": "[y](../build/x.md)\n", "docs/b.md": "# B\n"})
    write(root, {"build/other.md": ""})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    settle()
    return root / "build" / "x.md"


def test_a_commit_has_no_ignored_file(tmp_path: Path) -> None:
    target = ignored_target(tmp_path)
    for there in (True, False, True):
        target.write_text("") if there else target.unlink()
        settle()
        for _ in range(2):
            cached = command(tmp_path, "check", "--since", "HEAD").stdout
            assert cached == command(tmp_path, "check", "--since", "HEAD", "--no-cache").stdout


def test_a_run_in_which_nothing_changed_still_watches_what_is_ignored(tmp_path: Path) -> None:
    target = ignored_target(tmp_path)
    command(tmp_path, "check")
    (tmp_path / "docs" / "b.md").touch()
    settle()
    for _ in range(2):
        assert "DL101" in command(tmp_path, "check").stdout
    target.write_text("")
    assert "DL106" in command(tmp_path, "check").stdout


def test_kept_output_to_nobody_says_so_as_a_run_does(repo: Path) -> None:
    for _ in range(2):
        command(repo, "check")
    base = [sys.executable, "-m", "doclint", "check"]
    read, write_end = os.pipe()
    os.close(read)
    gone = subprocess.run(base, cwd=repo, stdout=write_end, stderr=subprocess.PIPE, check=False)
    os.close(write_end)
    assert (gone.returncode, gone.stderr) == (141, b"")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(base, cwd=repo, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def script(root: Path, *steps: object) -> None:
    """Commands of git and writes, one after another."""
    git(root, "init", "-q")
    for step in steps:
        if isinstance(step, dict):
            write(root, step)
        elif isinstance(step, str):
            git(root, *step.split(" "))


def same(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a check says, which must be what it says without the store."""
    time.sleep(RACY_NS / 1e9)
    for _ in range(2):
        cached, expected = command(root, *arguments), command(root, *arguments, "--no-cache")
        assert (cached.returncode, cached.stdout, cached.stderr) == (
            expected.returncode,
            expected.stdout,
            expected.stderr,
        )
    return cached


def test_a_commit_is_compared_by_content_not_by_what_git_says_of_the_work_tree(tmp_path: Path) -> None:
    for name in ("assumed", "filtered", "linked"):
        (tmp_path / name).mkdir()
    root = tmp_path / "assumed"
    script(
        root,
        {"a.md": "# A\n\n[d](ok.md)\n", "ok.md": "# ok\n"},
        "add -A",
        "commit -qm x",
        "update-index --assume-unchanged a.md",
        {"a.md": "# A\n\n[x](b.md)\n"},
    )
    same(root, "check")
    assert same(root, "check", "--since", "HEAD").returncode == 1
    root = tmp_path / "filtered"
    git(root, "init", "-q")
    git(root, "config", "filter.q.clean", "sed s/yes.md/no.md/")
    git(root, "config", "filter.q.smudge", "sed s/no.md/yes.md/")
    script(root, {".gitattributes": "*.md filter=q\n", "a.md": "[n](yes.md)\n"}, "add -A", "commit -qm x")
    same(root, "check")
    same(root, "check", "--since", "HEAD")
    root = tmp_path / "linked"
    write(root, {".gitignore": "gen/\n", "gen/x.md": "# G\n\n[n](no.md)\n", "a.md": "# A\n"})
    (root / "link.md").symlink_to("gen/x.md")
    script(root, "add -A", "commit -qm x")
    same(root, "check")
    same(root, "check", "--since", "HEAD")


def test_a_folder_is_tracked_by_the_files_that_are_there(tmp_path: Path) -> None:
    script(tmp_path, {"dir/y.txt": "y", "a.md": "# A\n\n[d](dir/)\n"}, "add -A", "commit -qm x")
    same(tmp_path, "check")
    (tmp_path / "dir" / "y.txt").unlink()
    write(tmp_path, {"dir/x.txt": ""})
    assert "DL106" in same(tmp_path, "check").stdout
    git(tmp_path, "rm", "-q", "--cached", "dir/y.txt")
    assert "DL106" in same(tmp_path, "check").stdout


def test_output_rests_on_files_that_no_finding_rests_on(tmp_path: Path) -> None:
    script(
        tmp_path,
        {"a.md": "# A\n", "foo.txt": "x", "doclint.toml": 'exclude = ["vendor/**"]\n'},
        "add -A",
        "commit -qm x",
    )
    assert "matches no file" in same(tmp_path, "check").stderr
    assert same(tmp_path, "check", "foo.txt").returncode == 0
    write(tmp_path, {"vendor/x.txt": "x"})
    assert "matches no file" not in same(tmp_path, "check").stderr
    git(tmp_path, "rm", "-q", "foo.txt")
    git(tmp_path, "commit", "-qm", "y")
    assert same(tmp_path, "check", "foo.txt").returncode == 2


def test_another_index_is_another_input(tmp_path: Path) -> None:
    # `git commit --only` runs hooks with an index of its own.
    write(tmp_path, {"a.md": "[b](b.md)\n", "b.md": "# B\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.md")
    settle()
    for _ in range(2):
        assert "DL106" in command(tmp_path, "check").stdout
    index = tmp_path / ".git" / "other-index"
    shutil.copy(tmp_path / ".git" / "index", index)
    environment = {"GIT_INDEX_FILE": str(index)}
    for _ in range(2):
        assert "DL106" in command(tmp_path, "check", env=environment).stdout
    git(tmp_path, "add", "b.md", **environment)
    settle()
    for _ in range(2):
        assert "DL106" not in command(tmp_path, "check", env=environment).stdout
        assert "DL106" in command(tmp_path, "check").stdout


def test_comparing_keeps_the_facts(tmp_path: Path) -> None:
    import sqlite3

    write(tmp_path, {f"d{i}.md": f"# {i}\n" for i in range(1100)})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    write(tmp_path, {"new.md": "# New\n"})
    command(tmp_path, "check")
    command(tmp_path, "check", "--since", "HEAD")
    (base,) = Path(os.environ["DOCLINT_CACHE_HOME"]).glob("trees/*/facts.db")
    with sqlite3.connect(base) as facts:
        assert facts.execute("SELECT COUNT(*) FROM facts").fetchone()[0] >= 1100
