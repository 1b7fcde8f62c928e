"""The cache changes no finding: whatever input changes, a cached run prints what `--no-cache` prints."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from doclint.cache.replay import RACY_NS

import doclint
from doclint.api import lint, run
from doclint.config.data import rules_root
from doclint.tree.root import find_root
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


def test_a_replay_needs_nothing_and_prints_the_same(repo: Path) -> None:
    first = command(repo, "check")
    again = command(repo, "check")
    assert (again.returncode, again.stdout, again.stderr) == (first.returncode, first.stdout, first.stderr)
    script = "import sys\nfrom doclint.__main__ import main\nsys.argv = ['doclint', 'check']\ntry:\n    main()\nexcept SystemExit: pass\nprint(' '.join(sys.modules), file=sys.stderr)"
    run_ = [sys.executable, "-c", script]
    subprocess.run(run_, cwd=repo, capture_output=True, check=True)  # recorded under the same arguments
    done = subprocess.run(run_, cwd=repo, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}
    assert not loaded & {
        "click",
        "pyromark",
        "yaml",
        "jsonschema",
        "networkx",
        "subprocess",
        "json",
        "sqlite3",
    }
    assert not imported(repo, "--version") & {"pyromark", "yaml", "jsonschema", "networkx"}


def test_other_arguments_and_surroundings_are_other_runs(repo: Path) -> None:
    command(repo, "check")
    assert json.loads(command(repo, "check", "--output-format", "json").stdout)
    assert "\x1b" in command(repo, "check", "--color", "always").stdout
    assert "\x1b" in command(repo, "check", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in command(repo, "check").stdout


def cache_files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and path.name != "key"]


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
def test_a_state_damaged_anywhere_is_not_believed(text: str, repo: Path, tmp_path: Path) -> None:
    # Its sections are verified one by one, as an increment asks for them: no byte of any may be taken on trust.
    home = tmp_path / "cache"
    run(repo, repo / "doclint.toml", cache=home)
    (state,) = home.rglob("state")
    whole = state.read_bytes()
    edit("plain/b.md", (repo / "plain/b.md").read_text(), text)(repo)
    settle()
    expected = concise(lint(repo, repo / "doclint.toml"))
    for at in [*range(0, len(whole), len(whole) // 60), len(whole) - 1]:
        state.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        (state.parent / "patch.json").unlink(missing_ok=True)
        assert concise(run(repo, repo / "doclint.toml", cache=home).report) == expected
        state.write_bytes(whole[:at])
        (state.parent / "patch.json").unlink(missing_ok=True)
        assert concise(run(repo, repo / "doclint.toml", cache=home).report) == expected


def test_another_build_of_the_same_version_takes_nothing_over(repo: Path, tmp_path: Path) -> None:
    # An editable checkout changes without a new version: yesterday's verdicts are another program's.
    package = Path(doclint.__file__).parent
    code = tmp_path / "checkout"
    shutil.copytree(package, code / "doclint", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(rules_root(), code / "rules")
    edit("plain/a.md", "[c](c.md)", "[c](cc.md)")(repo)
    environment = {"PYTHONPATH": str(code)}
    assert "'cc.md' does not exist" in command(repo, "check", env=environment).stdout
    edit("doclint/link/resolve.py", "does not exist", "is nowhere to be seen")(code)
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
    from doclint.extract import gather

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
    from doclint.link import project

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
    assert any("is another name for DOC010" in line for line in concise(alone))
    assert any("DL106" in line for line in concise(alone))
    monkeypatch.setattr("doclint.link.shares.LEAST", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(3))
    one = project._link_one
    parent, judged = os.getpid(), []

    def here(document: object, *rest: object, **options: object) -> object:
        judged.append(document)
        time.sleep(0.01 if os.getpid() == parent else 0)
        return one(document, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(project, "_link_one", here)
    shared = run(repo, config)
    assert concise(shared.report) == concise(alone)
    assert shared.report.references == alone.references
    assert len(judged) < alone.files / 2  # the others were judged elsewhere
    assert repo / "build" / "out.md" in shared.others  # what another process looked for is an input, too
    edit("zzz/last.md", "nowhere", "elsewhere")(repo)
    assert concise(run(repo, config).report) == concise(lint(repo, config))
    (repo / "build" / "out.md").unlink()
    assert concise(run(repo, config).report) == concise(lint(repo, config))

    def killer(document: object, *rest: object, **options: object) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return one(document, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(project, "_link_one", killer)
    assert concise(lint(repo, config)) == concise(run(repo, config).report)


# -- increments --------------------------------------------------------------------------------------


class Editor:
    """Random edits of a small project, of every sort that can matter to others."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.random = root, random.Random(seed)
        self.count = 0

    def documents(self) -> list[Path]:
        return sorted(p for p in self.root.rglob("*.md") if "own" not in p.parts)

    def step(self) -> str:
        self.count += 1
        sort = self.random.choice(
            [
                "body",
                "body",
                "body",
                "link",
                "anchor",
                "heading",
                "title",
                "status",
                "new",
                "delete",
                "rename",
                "manifest",
                "suppress",
                "revert",
            ]
        )
        path = self.random.choice(self.documents())
        text = path.read_text()
        names = [p.name for p in self.documents()]
        if sort == "body":
            path.write_text(text + f"\nText {self.count} DOC0{self.random.randrange(10, 40)}.\n")
        elif sort == "link":
            target = self.random.choice([*names, f"gone{self.count}.md"])
            path.write_text(text + f"\n[l]({target}) `real_structure_documentation/docs/{target}`\n")
        elif sort == "anchor":
            target = os.path.relpath(self.random.choice(self.documents()), path.parent)
            path.write_text(text + f"\n[a]({target}#part{self.random.randrange(5)})\n")
        elif sort == "heading":
            path.write_text(text + f"\n## Part{self.random.randrange(5)}\n")
        elif sort == "title":
            path.write_text(text.replace("# ", f"# T{self.count} ", 1))
        elif sort == "status":
            path.write_text(text.replace("status: ", "status: x", 1))
        elif sort == "new":
            write(
                self.root,
                {
                    f"kit/real_structure_documentation/docs/DOC0{self.random.randrange(40, 99)}-New{self.count}.md": "# New\n"
                },
            )
        elif sort == "delete" and len(names) > 8:
            path.unlink()
        elif sort == "rename":
            path.rename(path.with_name(path.name.replace(".md", "x.md")))
        elif sort == "manifest":
            file = self.root / MANIFEST
            file.write_text(file.read_text().replace("DOC0", self.random.choice(["DOC0", "DOC1"]), 1))
        elif sort == "suppress":
            path.write_text(text + "\n<!-- doclint-disable-next-line DL101 -->\n[s](suppressed.md)\n")
        elif sort == "revert":
            git(self.root, "checkout", "-q", "--", ".")
        return sort


@pytest.mark.parametrize("seed", range(4))
def test_hundreds_of_edits_each_give_what_a_full_run_gives(
    seed: int, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed == 3:  # patches of the state that soon outgrow their limit
        monkeypatch.setattr("doclint.cache.store.MAX_PATCH", 5)
    if seed == 2:  # states that several processes made
        monkeypatch.setattr("doclint.link.shares.LEAST", 0)
    editor = Editor(repo, seed)
    _, config = find_root(repo)
    increments = 0
    for _ in range(60):
        sort = editor.step()
        if editor.random.random() < 0.3:
            time.sleep(RACY_NS / 1e9)  # some edits are seen by their state alone, the others by content
        cached = run(repo, config).report
        expected = lint(repo, config)
        assert concise(cached) == concise(expected), (sort, editor.count)
        assert [f.fingerprint for f in cached.findings] == [f.fingerprint for f in expected.findings]
        assert (cached.files, cached.references) == (expected.files, expected.references), sort
        if editor.count % 4 == 0:  # against the last commit, which is told from the work tree's verdict
            compared = [run(repo, config, since="HEAD").report, lint(repo, config, since="HEAD")]
            assert concise(compared[0]) == concise(compared[1]), (sort, editor.count)
            assert compared[0].hidden == compared[1].hidden
        if editor.count % 15 == 0:
            git(repo, "add", "-A")
            git(repo, "commit", "-qm", f"step {editor.count}")
        increments += 1
    assert increments == 60


def test_an_increment_judges_only_what_it_must(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.engine import increment

    _, config = find_root(repo)
    run(repo, config)
    judged: list[set[str]] = []
    some, everything = increment.link, increment.link_facts

    def link(*args: object, **options: object) -> object:
        judged.append(set(options["only"]))  # type: ignore[call-overload]
        return some(*args, **options)  # type: ignore[arg-type]

    def link_facts(*args: object, **options: object) -> object:
        judged.append({"everything"})
        return everything(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(increment, "link", link)
    monkeypatch.setattr(increment, "link_facts", link_facts)
    edit("plain/c.md", "# C", "# C\n\nmore")(repo)
    run(repo, config)
    guide = repo / "kit/guides/operations.md"
    guide.write_text(guide.read_text() + "\nTexto.\n")
    run(repo, config)
    (repo / "plain/c.md").unlink()
    run(repo, config)
    assert judged == [{"plain/c.md"}, {"kit/guides/operations.md"}, {"everything"}]
    # A trace rule looks at the links of an operation, and reports a forbidden one where it stands: lines above a
    # link make its place another. It is tried as an increment, seen, and judged whole. Of a guide no rule says so.
    judged.clear()
    edit("kit/guides/operations.md", "## Enlaces", "Texto.\n\n## Enlaces")(repo)
    run(repo, config)
    runbook = "kit/streaming_files/operations/OP001-cache-warmup/runbook.md"
    edit(runbook, "Según", "Texto.\n\nSegún")(repo)
    run(repo, config)
    assert judged == [{"kit/guides/operations.md"}, {runbook}, {"everything"}]


def test_a_link_less_makes_an_orphan_elsewhere(tmp_path: Path) -> None:
    toml = (
        '[[kind]]\nname = "A"\nfolder = ""\nnames = ["A{id:1}.md"]\n[rules.orphan-document]\nkinds = ["A"]\n'
    )
    write(tmp_path, {"doclint.toml": toml, "A1.md": "[b](A2.md)\n", "A2.md": "[a](A1.md)\n"})
    config = tmp_path / "doclint.toml"
    assert run(tmp_path, config).report.findings == ()
    write(tmp_path, {"A1.md": "nothing\n"})
    for _ in range(2):
        assert [f.diagnostic.path for f in run(tmp_path, config).report.findings] == ["A2.md"]


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


def test_a_replay_to_nobody_says_so_as_a_run_does(repo: Path) -> None:
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


def test_comparing_keeps_the_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
