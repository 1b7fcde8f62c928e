"""Generated histories: each verdict is what was planted, and no safe fix contradicts git."""

from __future__ import annotations

import json
import posixpath
import random
from pathlib import Path

import jsonschema
import pytest

from doclint.api import lint
from doclint.config.data import rules_root
from doclint.engine.workspace import Workspace
from doclint.history.moves import Moves
from doclint.model.finding import Finding, Report
from doclint.tree.git import GitTimeout
from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import write


class Reference:
    """A reference as it was written: its label, the path that it meant, and the target; None was never there.

    `coded` is a path from the root in a code span; all others are links.
    """

    def __init__(self, label: str, meant: str, target: int | None, *, coded: bool) -> None:
        self.label, self.meant, self.target, self.coded = label, meant, target, coded


class History:
    """A repository that grows commit by commit, and what each link in it must be judged to be."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.random = root, random.Random(seed)
        self.targets: dict[int, str] = {}  # those that are there
        self.left: dict[
            int, list[tuple[str, int]]
        ] = {}  # target -> (path that it left, number of the commit)
        self.deleted: dict[int, int] = {}
        self.documents: dict[str, list[str]] = {}
        self.references: list[Reference] = []
        self.written_at: dict[str, tuple[str, ...]] = {}
        self.commits: list[str] = []
        self.resolved: list[dict[str, bool]] = []  # by commit
        self.count = 0
        git(root, "init", "-q", "-b", "main")
        for _ in range(4):
            self.add_target()
            self.add_document()
        self.commit()

    def commit(self) -> None:
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", f"commit {len(self.commits)}", "--allow-empty")
        self.committed()

    def committed(self) -> None:
        self.commits.append(git(self.root, "rev-parse", "HEAD").strip())
        self.resolved.append(self.resolving())

    def resolving(self) -> dict[str, bool]:
        """Which of the references in today's documents lead to a file."""
        found: dict[str, bool] = {}
        lines = {
            line[5:].partition("]")[0]: (path, line) for path, ls in self.documents.items() for line in ls
        }
        for reference in self.references:
            if reference.label in lines:
                path, line = lines[reference.label]
                spelled = line.partition("](")[2].partition(")")[0]
                place = posixpath.join(posixpath.dirname(path), spelled)
                where = reference.meant if reference.coded else posixpath.normpath(place)
                found[reference.label] = (self.root / where).is_file()
        return found

    def number(self) -> int:
        self.count += 1
        return self.count

    def text(self) -> str:
        return "".join(f"word{self.random.randrange(10**6)}\n" for _ in range(20))

    def add_target(self) -> None:
        number = self.number()
        folder = f"alone-{number}" if self.random.random() < 0.3 else f"t{self.random.randrange(3)}"
        self.targets[number] = f"{folder}/target-{number}.md"
        write(self.root, {self.targets[number]: f"# T{number}\n\n{self.text()}"})

    def add_document(self) -> None:
        path = f"docs/doc-{self.number()}.md"
        self.documents[path] = ["# D", "", *self.text().split(), *self.text().split(), ""]
        self.save(path)

    def save(self, path: str) -> None:
        write(self.root, {path: "\n".join(self.documents[path]) + "\n"})

    def refer(self, meant: str, target: int | None) -> None:
        document = self.random.choice(sorted(self.documents))
        label, coded = f"link{self.number()}", target is not None and self.random.random() < 0.3
        written = posixpath.relpath(meant, posixpath.dirname(document))
        link = f"[{label}](" + written + ") there." if not coded else f"[{label}] at `{meant}`, a file."
        self.documents[document] += [f"See {link}", ""]
        self.references.append(Reference(label, meant, target, coded=coded))
        self.save(document)

    def add_reference(self) -> None:
        target = self.random.choice(sorted(self.targets))
        self.refer(self.targets[target], target)

    def add_wish(self) -> None:
        self.refer(f"t0/never-{self.number()}.md", None)

    def move_target(self, number: int | None = None, folder: str = "") -> None:
        number = number or self.random.choice(sorted(self.targets))
        old = self.targets[number]
        folder = folder or f"u{self.random.randrange(4)}/deep"
        name = posixpath.basename(old) if self.random.random() < 0.5 else f"other-{self.number()}.md"
        new = f"{folder}/{name}"
        if (self.root / new).exists():
            new = f"{folder}/other-{self.number()}.md"
        write(self.root, {new: (self.root / old).read_bytes()})
        (self.root / old).unlink()
        self.targets[number] = new
        self.left.setdefault(number, []).append((old, len(self.commits)))

    def move_back(self) -> None:
        movable = [
            n
            for n in sorted(self.targets)
            if n in self.left and not (self.root / self.left[n][-1][0]).exists()
        ]
        if movable:
            number = self.random.choice(movable)
            old, new = self.targets[number], self.left[number][-1][0]
            write(self.root, {new: (self.root / old).read_bytes()})
            (self.root / old).unlink()
            self.targets[number] = new
            self.left[number].append((old, len(self.commits)))

    def delete_target(self) -> None:
        if len(self.targets) > 3:
            number = self.random.choice(sorted(self.targets))
            (self.root / self.targets[number]).unlink()
            self.left.setdefault(number, []).append((self.targets.pop(number), len(self.commits)))
            self.deleted[number] = len(self.commits)

    def copy_target(self) -> None:
        """A namesake, which proves nothing."""
        path = self.targets[self.random.choice(sorted(self.targets))]
        write(
            self.root, {f"copies-{self.number()}/{posixpath.basename(path)}": (self.root / path).read_bytes()}
        )

    def edit(self) -> None:
        path = self.random.choice(sorted(self.documents))
        self.documents[path].insert(2, f"Another line {self.number()}.\n")
        self.save(path)

    def move_document(self) -> None:
        old = self.random.choice(sorted(self.documents))
        new = f"docs/{'x/' * self.random.randrange(3)}doc-{self.number()}.md"
        self.documents[new] = self.documents.pop(old)
        (self.root / old).unlink()
        self.save(new)

    def step(self) -> None:
        steps = [self.add_target, self.add_reference, self.add_reference, self.add_wish, self.move_target, self.move_target, self.move_back, self.delete_target, self.copy_target, self.edit, self.move_document]  # fmt: skip
        how = self.random.random()
        if how < 0.75:
            self.random.choice(steps)()
            self.commit()
        elif how < 0.85:
            self.revert()
        else:  # on a branch, several steps; the main line sees their sum
            git(self.root, "checkout", "-qb", f"branch{self.number()}")
            for act in self.random.sample(
                [self.add_target, self.edit, self.delete_target, self.move_target], 2
            ):
                act()
                git(self.root, "add", "-A")
                git(self.root, "commit", "-qm", "on a branch", "--allow-empty")
            branch = git(self.root, "branch", "--show-current").strip()
            git(self.root, "checkout", "-q", "main")
            if how < 0.93:
                git(self.root, "merge", "-q", "--no-ff", "-m", "merge", branch)
                self.committed()
            else:
                git(self.root, "merge", "-q", "--squash", branch)
                self.commit()

    def revert(self) -> None:
        """Move a target and take that back."""
        number = self.random.choice(sorted(self.targets))
        old = self.targets[number]
        self.move_target(number)
        self.commit()
        self.left[number].append((self.targets[number], len(self.commits)))
        self.targets[number] = old
        git(self.root, "revert", "--no-edit", "HEAD")
        self.committed()

    def expected(self, reference: Reference, document: str, line: str) -> tuple[str, str, str] | None:
        """(verdict, path, commit) of a link; None where it holds."""
        number, meant = reference.target, reference.meant
        spelled = line.partition("](")[2].partition(")")[0]
        if reference.coded and (self.root / meant).exists():
            return None
        if not reference.coded and (
            posixpath.normpath(posixpath.join(posixpath.dirname(document), spelled)) == meant
            and (self.root / meant).exists()
        ):
            return None
        if number is None:
            return "never", "", ""
        if number not in self.deleted and self.targets[number] == meant:
            return "document-moved", meant, ""
        if number in self.deleted:
            # A merge shows the sum of its branch: what was moved there and deleted, was deleted.
            path = next(path for path, at in self.left[number] if at == self.deleted[number])
            return "deleted", path, self.commits[self.deleted[number]]
        at = max(at for path, at in self.left[number] if path == meant)
        return "moved", self.targets[number], self.commits[at]


def commit(root: Path, message: str = "x", **environment: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message, **environment)


def judged(root: Path, cache: Path | None = None) -> Report:
    with Workspace.open(root, cache=cache) as workspace:
        return workspace.check(history=600.0)


@pytest.mark.parametrize("seed", range(20))
def test_each_verdict_is_what_was_planted(seed: int, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    history = History(tree, seed)
    for _ in range(40):
        history.step()
        if seed % 5 == 0 and history.random.random() < 0.2:
            judged(tree, tmp_path / "cache")  # what is kept must not be told of another state
    report = judged(tree, tmp_path / "cache")
    said: dict[str, Finding] = {}
    labels: dict[str, tuple[str, str]] = {}
    for path, lines in history.documents.items():
        text = (tree / path).read_text().split("\n")
        for line in text:
            if line.startswith("See ["):
                labels[line[5:].partition("]")[0]] = (path, line)
        for finding in report.findings:
            if finding.diagnostic.path == path:
                said[text[finding.diagnostic.span.line - 1][5:].partition("]")[0]] = finding
        assert lines
    fixes: dict[str, str] = {}
    for reference in history.references:
        expected = history.expected(reference, *labels[reference.label])
        finding = said.get(reference.label)
        if expected is None:
            assert finding is None, finding
            continue
        if finding is None and reference.coded:
            continue  # nothing shows any more that it was a path
        assert finding is not None, (reference.label, expected)
        d = finding.diagnostic
        assert d.history is not None
        assert (d.history.verdict, d.history.path, d.history.commit) == expected, d.message
        if expected[0] in ("moved", "document-moved"):
            assert d.fix is not None
            assert d.fix.safe
            fixes[reference.label] = expected[1]
        else:
            assert d.fix is None or not d.fix.safe
    assert (judged(tree, tmp_path / "cache"), judged(tree)) == (report, report)
    run(tree, "check", "--fix")
    with Workspace.open(tree, cache=None) as workspace:
        for path in history.documents:
            for edge in workspace.project().edges_of(path):
                if edge.reference.label in fixes:
                    assert edge.target == fixes[edge.reference.label]


@pytest.mark.parametrize("seed", range(100, 110))
def test_since_a_commit_what_resolved_then_and_does_not_now_is_new(seed: int, tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    tree.mkdir()
    history = History(tree, seed)
    for _ in range(25):
        history.step()
    now, everything = history.resolved[-1], labels_of(history, lint(tree))
    for at in history.random.sample(range(len(history.commits)), 6):
        then = history.resolved[at]
        expected = {
            label for label, resolves in now.items() if not resolves and then.get(label, label in everything)
        }
        for where in (None, cache, cache):
            report = lint(tree, since=history.commits[at], cache=where)
            assert labels_of(history, report) == expected, (at, history.commits[at])


def labels_of(history: History, report: Report) -> set[str]:
    """The labels of the references that findings are about."""
    found = set()
    for finding in report.findings:
        d = finding.diagnostic
        line = (history.root / d.path).read_text().split("\n")[d.span.line - 1]
        if line.startswith("See [") and finding.code != "DL103":
            found.add(line[5:].partition("]")[0])
    return found


def test_what_is_not_committed(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](t/x.md) [y](t/y.md)\n", "t/x.md": "# X\n\nsome text\n", "t/y.md": "# Y\n"})
    git(tmp_path, "init", "-q")
    commit(tmp_path, "start")
    git(tmp_path, "mv", "t/x.md", "u-x.md")
    (tmp_path / "t/y.md").unlink()
    write(tmp_path, {"b.md": "[z](t/z.md)\n"})
    report = judged(tmp_path)
    assert [f.diagnostic.message for f in report.findings] == [
        "'t/x.md' does not exist; broken since the last commit: renamed to 'u-x.md'",
        "'t/y.md' does not exist; deleted, not yet committed",
        "'t/z.md' does not exist",
    ]
    assert any("git does not track the files" in notice for notice in report.notices)


def test_a_shallow_clone_says_what_it_cannot_know(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    write(tree, {"a.md": "[x](t.md) `docs/t.md`\n", "t.md": "# T\n"})
    git(tree, "init", "-q")
    commit(tree, "start")
    git(tree, "rm", "-q", "t.md")
    git(tree, "commit", "-qm", "gone")
    write(tree, {"b.md": "b"})
    commit(tree, "more")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", tree.as_uri(), str(clone))
    whole, cut = judged(tree), judged(clone)
    assert "deleted in " in whole.findings[0].diagnostic.message
    assert cut.findings[0].diagnostic.message == "'t.md' does not exist"
    assert cut.notices == (
        "history: 1 broken reference was not judged: this clone is shallow (fetch-depth: 0 fetches all)",
    )


def test_prose_that_names_what_never_was_is_an_info_unless_its_status_claims_it(tmp_path: Path) -> None:
    text = "---\nstatus: {}\n---\nsee `t/planned.py`\n"
    write(tmp_path, {"a.md": text.format("draft"), "b.md": text.format("Approved"), "t/other.py": "x"})
    git(tmp_path, "init", "-q")
    commit(tmp_path, "start")
    found = {f.diagnostic.path: (f.severity, f.diagnostic.message) for f in judged(tmp_path).findings}
    said = "'t/planned.py' does not exist; git never had that path"
    assert found == {"a.md": ("info", said), "b.md": ("warning", said)}
    assert {f.severity for f in lint(tmp_path).findings} == {"warning"}


def test_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](t.md)\n", "t.md": "# T\n"})
    git(tmp_path, "init", "-q")
    commit(tmp_path, "start")
    git(tmp_path, "rm", "-q", "t.md")
    git(tmp_path, "commit", "-qm", "gone")
    assert "deleted in " in run(tmp_path, "check").stdout
    assert "deleted in " in run(tmp_path, "check").stdout  # printed again
    assert "deleted in " not in run(tmp_path, "check", "--no-history").stdout
    late = run(tmp_path, "check", "--history-budget", "0", "--no-cache")
    assert "deleted in " not in late.stdout
    assert "1 broken reference was not judged" in late.stderr
    git(tmp_path, "commit", "-q", "--amend", "-m", "gone for good")
    assert "gone for good" in run(tmp_path, "check").stdout


def verdicts(root: Path, cache: Path | None = None) -> list[str]:
    return [d.history.verdict if (d := f.diagnostic).history else "-" for f in judged(root, cache).findings]


def test_a_line_that_was_reworded_after_its_target_went(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"a.md": "[x](x.md) [y](y.md)\n", "x.md": "# X\n\nthis\n", "y.md": "# Y\n\nthat\n"})
    commit(tmp_path)
    git(tmp_path, "mv", "x.md", "z.md")
    git(tmp_path, "rm", "-q", "y.md")
    commit(tmp_path)
    write(tmp_path, {"a.md": "See [x](x.md) and [y](y.md)!\n"})
    commit(tmp_path)
    assert verdicts(tmp_path) == ["moved", "deleted"]


def test_a_name_that_another_file_took_later_is_no_proof(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    text = "".join(f"word{n}\n" for n in range(30))
    write(
        tmp_path,
        {
            "a.md": "[x](x.md) [t](adr/t1.md)\n",
            "x.md": "# X\n\nnothing alike\n",
            "adr/t1.md": text + "alpha\n" * 20,
        },
    )
    commit(tmp_path)
    git(tmp_path, "mv", "x.md", "y.md")
    commit(tmp_path)
    git(tmp_path, "rm", "-q", "y.md", "adr/t1.md")
    write(tmp_path, {"adr/t2.md": text + "beta\n" * 20})  # of the same template
    commit(tmp_path)
    write(tmp_path, {"y.md": "# Another\n"})
    commit(tmp_path)
    report = judged(tmp_path)
    assert [f.diagnostic.history.verdict for f in report.findings if f.diagnostic.history] == [
        "deleted",
        "moved",
    ]
    fixes = [f.diagnostic.fix for f in report.findings]
    assert fixes[0] is None
    assert fixes[1] is None or not fixes[1].safe


def test_a_record_is_not_mended_and_a_site_is_not_judged_by_its_paths(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"CHANGELOG.md": "[x](x.md)\n", "x.md": "# X\n\ntext\n", "web/_config.yml": "", "web/a.md": "[b](b) [c](/c/)\n", "web/b.md": ""})  # fmt: skip
    commit(tmp_path)
    git(tmp_path, "mv", "x.md", "y.md")
    git(tmp_path, "rm", "-q", "web/b.md")
    commit(tmp_path)
    found = judged(tmp_path).findings
    assert (found[0].severity, found[0].diagnostic.fix) == ("info", None)
    assert verdicts(tmp_path) == ["moved", "unknown", "unknown"]


def test_odd_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"a.md": "[x](x.md)\n", "x.md": "# X\n"})
    commit(tmp_path)
    git(tmp_path, "rm", "-q", "x.md")
    git(tmp_path, "add", "-A")
    tree = git(tmp_path, "write-tree").strip()
    parent = git(tmp_path, "rev-parse", "HEAD").strip()
    for when in ("1 +0", "1 +5:30", "-5 +0000", "99999999999999999 +0000", "x y"):
        text = f"tree {tree}\nparent {parent}\nauthor A\x1b[31m <a> {when}\ncommitter A <a> {when}\n\n\x1b[31m::error::x\n"
        write(tmp_path, {".git/object": text})
        odd = git(tmp_path, "hash-object", "-t", "commit", "-w", "--literally", ".git/object").strip()
        git(tmp_path, "update-ref", "HEAD", odd)
        done = run(tmp_path, "check")
        assert done.returncode == 1, done.stderr
        assert "\x1b" not in done.stdout
        assert "deleted in " in done.stdout


def test_a_clone_that_was_made_whole(tmp_path: Path) -> None:
    tree, clone, cache = tmp_path / "tree", tmp_path / "clone", tmp_path / "cache"
    write(tree, {"a.md": "[x](x.md)\n", "x.md": "# X\n\ntext\n"})
    git(tree, "init", "-q")
    commit(tree)
    git(tree, "mv", "x.md", "y.md")
    commit(tree)
    write(tree, {"b.md": "b"})
    commit(tree)
    git(tmp_path, "clone", "-q", "--depth", "1", tree.as_uri(), str(clone))
    assert verdicts(clone, cache) == ["unknown"]
    git(clone, "fetch", "-q", "--unshallow")
    assert verdicts(clone, cache) == verdicts(clone) == ["moved"]


def test_a_rename_whose_file_the_work_tree_deletes(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    write(tree, {"a.md": "[x](x.md)\n", "x.md": "# X\n\ntext\n"})
    git(tree, "init", "-q")
    commit(tree)
    git(tree, "mv", "x.md", "y.md")
    commit(tree)
    (tree / "y.md").rename(tree / "z.md")
    assert "deleted, not yet committed" in judged(tree, cache).findings[0].diagnostic.message
    git(tree, "add", "-A")
    assert "renamed to 'z.md'" in judged(tree, cache).findings[0].diagnostic.message


def test_time_is_bounded_and_what_is_left_is_judged_next_time(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](x.md)\n", "x.md": "# X\n"})
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    git(tmp_path, "rm", "-q", "x.md")
    commit(tmp_path)
    assert "not judged" in run(tmp_path, "check", "--history-budget", "0").stderr
    assert "deleted in" in run(tmp_path, "check").stdout
    assert "deleted in" in run(tmp_path, "check", "--history-budget", "0").stdout  # git's answers are kept


def test_a_history_that_takes_too_long_is_not_waited_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    write(tree, {"a.md": "[x](x.md)\n", "x.md": "# X\n"})
    git(tree, "init", "-q")
    commit(tree)
    git(tree, "rm", "-q", "x.md")
    commit(tree)
    asked = []

    def slow(*arguments: object) -> Moves:
        asked.append(arguments)
        raise GitTimeout("git log took longer than 5.0 seconds")

    with monkeypatch.context() as patch:
        patch.setattr(Moves, "read", slow)
        for _ in range(3):
            with Workspace.open(tree, cache=cache) as workspace:
                report = workspace.check(history=5.0)
            assert report.findings[0].diagnostic.history is None
            assert any("1 broken reference was not judged: git" in notice for notice in report.notices)
        assert len(asked) == 1
    with Workspace.open(tree, cache=cache) as workspace:
        assert "deleted in" in workspace.check(history=50.0).findings[0].diagnostic.message


def test_machine_formats_carry_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](t.md)\n", "t.md": "# T\n"})
    git(tmp_path, "init", "-q")
    commit(tmp_path, "start")
    git(tmp_path, "mv", "t.md", "u.md")
    git(tmp_path, "commit", "-qm", "renamed")
    renamed = git(tmp_path, "rev-parse", "HEAD").strip()
    report = json.loads(run(tmp_path, "check", "--output-format", "json").stdout)
    schema = json.loads((rules_root() / "schemas" / "report.schema.json").read_text())
    jsonschema.validate(report, schema)
    told = report["findings"][0]["history"]
    assert (told["verdict"], told["path"], told["commit"], told["subject"]) == (
        "moved",
        "u.md",
        renamed,
        "renamed",
    )
    sarif = json.loads(run(tmp_path, "check", "--output-format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["properties"]["history"]["commit"] == renamed
