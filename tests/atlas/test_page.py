"""The audit in a real headless Chromium: ten questions answered by clicking, at every size, usable by everybody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.atlas.project import project
from tests.browser import chromium, needs_chromium
from tests.cli.test_cli import run
from tests.tree_helpers import write

pytestmark = needs_chromium
STATES = ("#overview", "#findings", "#documents", "#documents?doc=DOC009", "#matrix", "#matrix?rule=1", "#map", "#map?mode=around&doc=DOC009&depth=2", "#map?mode=impact&doc=DOC009", "#map?mode=why&from=F001&to=DOC009", "#map?mode=layers", "#map?mode=cycles")  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from chromium(tmp_path_factory.mktemp("chromium"))


def written(root: Path, *words: str) -> Path:
    done = run(root, "graph", "--format", "html", "--output", "audit.html", "--no-cache", *words)
    assert done.returncode == 0, done.stderr
    return root / "audit.html"


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(project(tmp_path_factory.mktemp("audit") / "shop"), "--since", "v1", "--history")


class Page:
    """An auditor: goes to a page, clicks what can be seen, reads what stands there."""

    def __init__(self, browser: Any, file: Path, state: str = "") -> None:
        self.browser = browser
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get(file.as_uri() + state)

    def wait(self, condition: Any) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.browser, 20).until(lambda _: condition())

    def click(self, text: str, within: str = "body") -> None:
        """Click the first visible link or button whose text begins so."""
        for element in self.browser.find_elements(
            "css selector", f"{within} a, {within} button, {within} summary"
        ):
            if element.is_displayed() and element.text.strip().startswith(text):
                element.click()
                return
        raise AssertionError(f"nothing to click is called {text!r} within {within}")

    def choose(self, name: str, value: str) -> None:
        from selenium.webdriver.support.ui import Select

        Select(
            self.browser.find_element("css selector", f".tab:not([hidden]) select[data-filter={name}]")
        ).select_by_value(value)

    def search(self, text: str) -> None:
        from selenium.webdriver.common.keys import Keys

        self.browser.find_element("id", "search").send_keys(text, Keys.ENTER)

    def fill(self, name: str, text: str) -> None:
        from selenium.webdriver.common.keys import Keys

        box = self.browser.find_element("css selector", f".tab:not([hidden]) input[data-filter={name}]")
        box.clear()
        box.send_keys(text, Keys.ENTER)

    def text(self, css: str = ".tab:not([hidden])") -> str:
        return "\n".join(e.text for e in self.browser.find_elements("css selector", css) if e.is_displayed())

    @property
    def rows(self) -> list[str]:
        return [
            e.get_attribute("data-id")
            for e in self.browser.find_elements("css selector", "#tab-documents tbody tr")
        ]

    def quiet(self) -> None:
        """Nothing asked of any network, no policy violated, no script failed."""
        assert self.browser.execute_script("return performance.getEntriesByType('resource').length") == 0
        assert [entry for entry in self.browser.get_log("browser") if entry["level"] != "INFO"] == []


# -- ten questions of an auditor -------------------------------------------------------------------------------


def test_which_documents_lack_an_owner(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.click("3 without an owner")
    page.wait(lambda: page.rows == ["DOC003", "F003", "README.md"])
    page.quiet()


def test_what_depends_on_a_document(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.search("DOC009")
    page.wait(lambda: "Links in (3)" in page.text(".dossier"))
    page.click("What depends on it", ".dossier")
    page.wait(lambda: page.text(".said") == "9 documents depend on DOC009 Data model")
    # The command line says the same.
    done = run(audit.parent, "graph", "impact", "DOC009", "--format", "csv", "--no-cache")
    assert len(done.stdout.splitlines()) - 1 == 9
    page.quiet()


def test_why_does_one_depend_on_another(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.click("Map", "#tabs")
    page.choose("mode", "why")
    page.fill("from", "F002")
    page.fill("to", "DOC009")
    page.wait(lambda: page.text(".said") == "F002 Payment leads to DOC009 Data model in 3 links")
    page.wait(lambda: "Rests on [the interfaces]" in page.text(".chain"))
    assert "docs/DOC001-design.md:8" in page.text(".chain")


def test_which_features_have_no_operation(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.click("Matrix", "#tabs")
    page.click("1 of 4", "#tab-matrix")
    page.wait(lambda: "F without OP: 3 of 4" in page.text())
    assert [e.text.split("\n")[0] for e in browser.find_elements("css selector", "#lacking li")] == [
        "F002 Payment",
        "F003 Search",
        "F004 Returns",
    ]
    page.click("Copy as CSV", "#tab-matrix")
    copied = browser.find_element("css selector", "#tab-matrix .copy").get_attribute("data-copied")
    assert copied.splitlines()[0] == "id,path,why"
    assert copied.splitlines()[1].startswith("F002,features/F002-pay.md,")


def test_what_broke_since_a_release(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.click("2 new findings")
    page.wait(lambda: "'labels.md' does not exist" in page.text())
    page.choose("new", "mended")
    page.wait(lambda: "'how.md' does not exist" in page.text())
    assert page.text("#tab-findings .said") == "1 finding mended"


def test_who_must_be_asked(browser: Any, audit: Path) -> None:
    page = Page(browser, audit, "#map?mode=impact&doc=DOC001")
    page.wait(lambda: page.text(".ask") == "@bo (2), @dana (2)")


def test_what_is_overdue(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.click("overdue reviews", "#tab-overview")
    page.wait(lambda: page.rows == ["DOC002", "OP001"])
    assert "2020-03-01" in page.text("#tab-documents")


def test_which_findings_are_new(browser: Any, audit: Path) -> None:
    page = Page(browser, audit, "#findings")
    page.choose("new", "1")
    page.wait(lambda: page.text("#tab-findings .said").startswith("2 findings of "))
    assert page.text("#tab-findings").count(" new") >= 2
    page.click("Documents", "#tabs")
    page.choose("state", "new")
    page.wait(lambda: page.rows == ["F004"])


def test_where_to_begin(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    first = browser.find_element("css selector", "#card-begin li a")
    title = first.text
    first.click()
    page.wait(lambda: title in page.text("#tab-findings"))
    page.click("What DL", "#tab-findings")
    page.wait(lambda: "Why" in page.text("#tab-findings .rule-page"))


def test_what_is_never_read(browser: Any, audit: Path) -> None:
    page = Page(browser, audit)
    page.click("documents that nothing links to")
    page.wait(lambda: page.rows == ["DOC003", "F001", "F002", "F003", "F004", "README.md"])
    page.quiet()


# -- the page itself -------------------------------------------------------------------------------------------


def test_back_and_reload_keep_the_state(browser: Any, audit: Path) -> None:
    page = Page(browser, audit, "#documents?owner=@bo")
    page.wait(lambda: page.rows == ["DOC002", "F001"])
    page.click("DOC002", "#tab-documents tbody")
    page.wait(lambda: "DOC002 Interfaces" in page.text(".dossier h2"))
    browser.refresh()
    page.wait(lambda: "DOC002 Interfaces" in page.text(".dossier h2"))
    browser.back()
    page.wait(lambda: not browser.find_elements("css selector", ".dossier"))
    assert page.rows == ["DOC002", "F001"]
    assert Page(browser, audit, "#DOC009").text(".dossier h2") == "DOC009 Data model"


def test_a_dossier_tells_it_all(browser: Any, audit: Path) -> None:
    page = Page(browser, audit, "#documents?doc=OP001")
    page.wait(lambda: "reviewCycle" in page.text(".dossier"))
    text = page.text(".dossier")
    assert "operations/OP001-backup.md" in text
    assert "overdue" in text
    assert "Needs [the interfaces]" in text
    links = [e.get_attribute("href") for e in browser.find_elements("css selector", ".dossier a.mono")]
    assert any(
        link.startswith("https://github.com/example/shop/blob/")
        and link.endswith("/features/F001-cart.md#L8")
        for link in links
    )
    assert "secret" not in audit.read_text("utf-8")
    frame = Page(browser, audit, "#findings?rule=DL101")
    frame.wait(lambda: "^^^^^^^^^" in frame.text(".frame"))


def test_sorting_and_text(browser: Any, audit: Path) -> None:
    page = Page(browser, audit, "#documents")
    page.click("In", "#tab-documents thead")
    page.wait(lambda: page.rows[0] == "DOC001")
    page.click("In", "#tab-documents thead")
    page.wait(lambda: page.rows[-1] == "DOC001")
    page.fill("q", "data mod")
    page.wait(lambda: page.rows == ["DOC009"])
    page.quiet()


def test_keyboard_alone(browser: Any, audit: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    page = Page(browser, audit)
    browser.find_element("id", "search").send_keys("data", Keys.ARROW_DOWN)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    page.wait(lambda: page.text(".dossier h2") == "DOC009 Data model")
    browser.switch_to.active_element.send_keys(Keys.TAB, Keys.ENTER)  # the first action of the dossier
    page.wait(lambda: "around it" in page.text(".said"))


def size(browser: Any, width: int, height: int, scheme: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_usable_by_everybody(width: int, height: int, scheme: str, browser: Any, audit: Path) -> None:
    """axe-core finds nothing; no label meets another, or is cut by the window; nothing is wider than the window."""
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
    size(browser, width, height, scheme)
    shots = os.environ.get("DOCLINT_SHOTS")
    try:
        for state in STATES:
            page = Page(browser, audit, state)
            page.wait(lambda: browser.execute_script("return document.getElementById('more') === null"))
            browser.execute_script(axe)
            found = browser.execute_async_script(
                "const done = arguments[0]; axe.run().then((r) => done(r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' ')}`)))"
            )
            assert found == [], (state, found)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, state
            assert browser.execute_script(OVERLAPS) == [], state
            if shots:
                name = (
                    f"{state[1:].replace('?', '-').replace('=', '-').replace('&', '-')}-{width}-{scheme}.png"
                )
                browser.save_screenshot(str(Path(shots) / name))
            page.quiet()
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


# Labels of boxes that hold no others, and of nodes and column heads: no two meet.
OVERLAPS = """
const boxes = [...document.querySelectorAll('.tab:not([hidden]) .node, .tab:not([hidden]) .head, .tab:not([hidden]) .box:not(.frame-box) span, .tab:not([hidden]) .frame-box > span')]
  .map((e) => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.width && r.height);
const bad = [];
boxes.forEach(([a, r], i) => boxes.slice(i + 1).forEach(([b, s]) => {
  if (r.left < s.right - 1 && s.left < r.right - 1 && r.top < s.bottom - 1 && s.top < r.bottom - 1) bad.push(`${a} / ${b}`);
}));
return bad;
"""


def test_what_documents_say_stays_text(browser: Any, tmp_path: Path) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    files = {
        "a.md": f'---\nowner: "{evil.replace(chr(34), chr(39))}"\n---\n# {evil}\n\n[{evil}](__proto__.md) [x](gone&lt;script&gt;.md) [y](</script><b>.md)\n',
        "__proto__.md": "# constructor\n\n[a](a.md)\n",
        "b/javascript:alert(1).md": "# ]]>\n\n[a](../a.md)\n",
    }
    file = written(write(tmp_path, files))
    for state in (
        "",
        "#findings",
        "#documents?doc=a.md",
        "#documents?doc=__proto__.md",
        "#map?mode=around&doc=a.md",
        "#map",
        "#map?at=__proto__",
    ):
        page = Page(browser, file, state)
        page.wait(lambda: browser.execute_script("return document.getElementById('more') === null"))
        assert browser.title == f"{tmp_path.name}: documentation audit"
        assert (
            browser.execute_script("return document.querySelectorAll('main img, main script, main b').length")
            == 0
        )
        page.quiet()


def test_fourteen_thousand_documents(browser: Any, tmp_path: Path) -> None:
    """The first paint does not wait for the data; every view opens."""
    text = "# {n}\n\n" + "Words and more words about nothing. " * 3 + "[a](n{a}.md) [b](../d{d}/n{b}.md)\n"
    for n in range(14_000):
        folder = tmp_path / f"d{n % 40}"
        if n < 40:
            folder.mkdir()
        (folder / f"n{n}.md").write_text(
            text.format(n=n, a=(n + 40) % 14_000, d=(n + 7) % 40, b=(n + 7) % 14_000)
        )
    file = written(tmp_path, "--no-history")
    assert file.stat().st_size < 12_000_000
    for state in (
        "#overview",
        "#findings",
        "#documents?doc=d3/n43.md",
        "#map",
        "#map?at=d3",
        "#map?mode=impact&doc=d3/n43.md",
        "#map?mode=around&doc=d3/n43.md&depth=3",
    ):
        page = Page(browser, file, state)
        page.wait(
            lambda: browser.execute_script("return document.querySelector('#tabs [aria-current]') !== null")
        )
        page.wait(lambda: browser.execute_script("return performance.getEntriesByType('paint').length"))
        paint = browser.execute_script("return performance.getEntriesByType('paint')[0].startTime")
        assert paint < 1000, state
        assert browser.execute_script("return document.querySelectorAll('*').length") < 8000, state
        page.quiet()
