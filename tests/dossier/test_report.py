"""`doclint report`: what a review reads, in four forms; the page does nothing, whatever documents say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import chromium, needs_chromium
from tests.cli.test_cli import run
from tests.tree_helpers import write

TREE = Path(__file__).parents[2] / "fixtures" / "operations" / "tree"
DATES = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-02-01T12:00:00Z")
HOSTILE = """# <script>document.title = 'owned'</script>

<script>document.title = "owned"</script>
<img src="https://evil.example/pixel.png" onerror="document.title='owned'">
<svg/onload=document.title='owned'> <iframe src="https://evil.example/"></iframe>
<style>@import "https://evil.example/x.css"; body { display: none }</style>

[click](javascript:document.title='owned') [data](data:text/html,<script>1</script>) [web](https://example.org/ok)
![pixel](https://evil.example/p.png) ![x](x" onerror="document.title='owned') <https://example.org/auto>

| a | <b onmouseover="document.title='owned'">b</b> |
|---|---|
| `</code><script>document.title='owned'</script>` | x |

</main></body><script>document.title='owned'</script>
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture as a repository of two authors."""
    root = tmp_path_factory.mktemp("report") / "tree"
    shutil.copytree(TREE, root)
    runbook = root / "streaming_files/operations/OP001-database-backup/runbook.md"

    def git(*words: str, name: str = "Ana Núñez") -> None:
        who = ["-c", f"user.name={name}", "-c", "user.email=x@example.org"]
        subprocess.run(
            ["git", *who, *words], cwd=root, env={**os.environ, **DATES}, check=True, capture_output=True
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "Begin")
    runbook.write_text(runbook.read_text("utf-8").replace("- [x] Access", "- [ ] Access"), "utf-8")
    git("commit", "-qam", "The vault | is new", name="Bo")
    return root


def report(tree: Path, *words: str) -> str:
    done = run(tree, "report", *words, "--no-cache", "--today", "2026-06-01")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_text_tells_it_all(tree: Path) -> None:
    text = report(tree, "OP001")
    for line in (
        "OP001: Database backup",
        "Status       ready",
        "Owner        @data-team",
        "Review due   2027-02-01",
        "Authors      Ana Núñez (1 commit), Bo (1 commit)",
        "4 of 5 boxes ticked",
        "DL509  warning",
        "scripts/backup.sh",
        "DOC028",
    ):
        assert line in text, text


def test_json_is_the_same_for_machines(tree: Path) -> None:
    first, second = json.loads(report(tree, "--kind", "OP", "--format", "json"))
    assert (first["id"], second["id"]) == ("OP001", "OP002")
    assert first["changes"]["subject"] == "The vault | is new"
    assert [t["text"] for t in first["checklist"] if not t["done"]] == ["Access to the vault"]
    assert {c["word"]: c["exists"] for c in first["commands"]}["scripts/undo.sh"]
    assert [f["code"] for f in first["findings"]] == ["DL509"]
    assert [e["values"]["id"] for e in first["manifest"]] == ["OP001"]
    assert first["schemas"] == [
        {"path": "real_structure_documentation/schemas/operations.json", "exists": True}
    ]
    assert {"F001", "B001", "DOC028"} <= {tie["name"] for tie in first["incoming"]}


def test_markdown_keeps_the_document_in_its_fence(tree: Path) -> None:
    text = report(tree, "OP001", "OP002", "--format", "markdown")
    assert text.count("\n## The document\n") == 2
    assert "````markdown\n" in text, "the document has fences of three"
    assert r"The vault \| is new" in text


def test_no_name_no_kind_and_no_such_document(tree: Path) -> None:
    for words, message in (
        ((), "name a document"),
        (("OP999",), "no document named 'OP999'"),
        (("--kind", "XX"), "no document of kind 'XX'"),
        (("manifests/documentation_manifest.json",), "is no document"),
    ):
        done = run(tree, "report", *words)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from chromium(tmp_path_factory.mktemp("chromium"))


def shown(browser: Any, file: Path, page: str) -> None:
    file.write_text(page, "utf-8")
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(file.as_uri())


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_the_page_in_a_browser(width: int, scheme: str, browser: Any, tree: Path, tmp_path: Path) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    shown(browser, tmp_path / "page.html", report(tree, "OP001", "--format", "html"))
    ask = browser.execute_script
    assert ask("return document.title") == "OP001: Database backup"
    assert ask("return document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out sideways"
    assert ask("return document.querySelectorAll('article input[type=checkbox]').length") == 5
    assert ask("return performance.getEntriesByType('resource').length") == 0
    dark = ask("return getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"
    assert dark == (scheme == "dark")
    assert browser.get_log("browser") == []


@needs_chromium
def test_hostile_markdown_is_inert(browser: Any, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": "", "a.md": HOSTILE})
    shown(browser, tmp_path / "page.html", report(tmp_path, "a.md", "--format", "html"))
    ask = browser.execute_script
    assert "owned" not in (ask("return document.title")).replace("document.title = 'owned'", "")
    assert ask("return document.querySelectorAll('script, img, iframe, svg, link').length") == 0
    assert ask("return performance.getEntriesByType('resource').length") == 0
    assert sorted(ask("return [...document.links].map(a => a.href)")) == [
        "https://example.org/auto",
        "https://example.org/ok",
    ]
    assert ask("return document.querySelectorAll('main').length") == 1
    assert browser.get_log("browser") == []


def test_what_cannot_be_rendered_is_shown_as_source(tmp_path: Path) -> None:
    deep = "> - " * 250 + "x\n"
    write(tmp_path, {"doclint.toml": "", "deep.md": f"# Deep\n\n{deep}"})
    page = report(tmp_path, "deep.md", "--format", "html")
    assert "Shown as source: nested too deeply." in page
    assert deep.replace(">", "&gt;").rstrip() in page


def test_coverage_and_rule_pages_from_the_same_pipeline(tree: Path) -> None:
    page = run(tree, "graph", "coverage", "--format", "html", "--no-cache").stdout
    assert "<h1>Traceability</h1>" in page
    assert "<script" not in page
    page = run(tree, "explain", "DL307", "--format", "html").stdout
    assert "<title>DL307 automation-schema</title>" in page
    assert "default-src 'none'" in page
