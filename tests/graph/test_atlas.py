"""The atlas in a real headless Chromium: it loads, searches, filters, and hostile text stays text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from doclint.graph import html
from doclint.graph.model import Graph, Link, Node
from tests.browser import chromium, needs_chromium
from tests.graph.helpers import HOSTILE, hostile_graph

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from chromium(tmp_path_factory.mktemp("chromium"))


class Page:
    def __init__(self, browser: Any, file: Path, anchor: str = "") -> None:
        self.browser = browser
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get(file.as_uri() + anchor)
        self.wait(lambda: self.state)

    def wait(self, condition: Any) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.browser, 20).until(lambda _: condition())

    def text(self, css: str) -> str:
        found: str = self.browser.execute_script(
            "return document.querySelector(arguments[0])?.textContent ?? ''", css
        )
        return found

    @property
    def state(self) -> str:
        return self.text("#state")

    @property
    def pixels(self) -> int:
        """How many different colours the canvas shows; read from a copy, for the browser warns who reads twice."""
        found: int = self.browser.execute_script(
            "const map = document.getElementById('map'), c = new OffscreenCanvas(map.width, map.height);"
            "const t = c.getContext('2d', {willReadFrequently: true}); t.drawImage(map, 0, 0);"
            "const d = t.getImageData(0, 0, c.width, c.height).data;"
            "const s = new Set(); for (let i = 0; i < d.length; i += 4) s.add(d[i] << 16 | d[i+1] << 8 | d[i+2]); return s.size"
        )
        return found

    def keys(self, css: str, *keys: str) -> None:
        self.browser.find_element("css selector", css).send_keys(*keys)

    def quiet(self) -> None:
        """No error and no warning on the console: no policy was violated, no script failed."""
        assert [entry for entry in self.browser.get_log("browser") if entry["level"] != "INFO"] == []


def write_page(folder: Path, graph: Graph) -> Path:
    file = folder / "atlas.html"
    file.write_text(html.render(graph), "utf-8")
    return file


@pytest.fixture
def small(tmp_path: Path) -> Path:
    nodes = [
        Node(
            f"DOC{i:03}",
            "DOC" if i % 2 else "OP",
            f"d{i % 3}/DOC{i:03}.md",
            f"Title {i}",
            "draft" if i < 5 else "ready",
        )
        for i in range(20)
    ]
    nodes[3] = Node("DOC003", "DOC", "d0/DOC003.md", "Title 3", "draft", {"error": 2})
    links = [
        Link(
            f"DOC{i:03}",
            f"DOC{(i + 1) % 20:03}",
            "link" if i % 2 else "dependency",
            f"d{i % 3}/DOC{i:03}.md",
            i + 1,
        )
        for i in range(20)
    ]
    links.append(Link("DOC007", "DOC003", "path", "d1/DOC007.md", 44, ("DL201",)))
    return write_page(tmp_path, Graph.of(nodes, links))


def test_it_loads_and_draws(browser: Any, small: Path) -> None:
    page = Page(browser, small)
    assert page.state == "20 nodes of 20, 21 links"
    page.wait(lambda: page.pixels > 20)
    page.quiet()


def test_a_map_without_room_waits_for_some(browser: Any, small: Path) -> None:
    # Before its first measure, and while hidden, the map has no size: painting then left a canvas that cannot be read.
    page = Page(browser, small)
    page.wait(lambda: page.pixels > 20)
    settled = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))"
    browser.execute_script("document.getElementById('map').style.display = 'none'")
    browser.execute_async_script(settled)
    assert browser.execute_script("return document.getElementById('map').width") > 0
    browser.execute_script("document.getElementById('map').style.display = ''")
    page.wait(lambda: page.pixels > 20)
    page.quiet()


def test_search_focuses_a_node(browser: Any, small: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    page = Page(browser, small)
    page.keys("#search", "title 7")
    page.wait(lambda: "DOC007" in page.text("#results"))
    page.keys("#search", Keys.ENTER)
    assert page.state == "Around DOC007: 4 nodes of 20, 3 links"
    assert page.text("#panel h2") == "DOC007"
    panel = page.text("#panel")
    assert "d1/DOC007.md:44" in panel
    assert "DL201" in panel
    # A link of the panel, by keyboard alone, leads on; Escape leads back.
    page.keys("#panel li:last-child button.link", Keys.ENTER)
    assert page.text("#panel h2") != "DOC007"
    page.keys("body", Keys.ESCAPE)
    assert page.state == "20 nodes of 20, 21 links"
    page.quiet()


@pytest.mark.parametrize(
    ("sort", "name", "left"),
    [
        ("kind", "OP", "10 nodes of 20, 1 link"),
        ("via", "dependency", "20 nodes of 20, 11 links"),
        ("status", "draft", "15 nodes of 20, 14 links"),
        ("finding", "error", "19 nodes of 20, 18 links"),
    ],
)
def test_a_filter_hides(browser: Any, small: Path, sort: str, name: str, left: str) -> None:
    page = Page(browser, small)
    box = browser.find_element("css selector", f'input[data-filter="{sort}"][data-name="{name}"]')
    box.send_keys(" ")
    assert page.state == left
    box.send_keys(" ")
    assert page.state == "20 nodes of 20, 21 links"
    page.quiet()


def test_keys_theme_and_anchor(browser: Any, small: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    page = Page(browser, small, "#DOC004")
    assert page.state.startswith("Around DOC004: 3 nodes")
    browser.find_element("id", "theme").click()
    first = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    browser.find_element("id", "theme").click()
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") != first
    page.keys("body", Keys.ESCAPE)
    page.keys("#map", Keys.ARROW_LEFT, "+", "-", Keys.ENTER)
    assert page.text("#panel h2").startswith("DOC")
    page.quiet()


def test_hostile_names_stay_text(browser: Any, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    page = Page(browser, write_page(tmp_path, hostile_graph()))
    assert page.state == f"{len(HOSTILE)} nodes of {len(HOSTILE)}, {len(HOSTILE)} links"
    for name, typed in (
        ("__proto__", "__proto__"),
        (HOSTILE[4], "</script>"),
        ("<script>alert(1)</script>", "<script>"),
    ):
        browser.find_element("id", "search").clear()
        page.keys("#search", typed)
        page.keys("#search", Keys.ENTER)
        assert page.text("#panel h2") == name
    assert (
        browser.execute_script(
            "return document.querySelectorAll('#panel img, #panel script, #filters script').length"
        )
        == 0
    )
    page.quiet()


def test_above_five_thousand_folders_come_first(browser: Any, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    nodes = [Node(f"N{i:05}", "DOC", f"d{i % 60:02}/n{i:05}.md", "") for i in range(12_000)]
    links = [Link(n.id, f"N{(i * 7919) % 12_000:05}", "link", n.path, 1) for i, n in enumerate(nodes)]
    page = Page(browser, write_page(tmp_path, Graph.of(nodes, links)))
    assert "12,000 nodes of 12,000" in page.state
    assert "folders are shown" in page.state
    page.wait(lambda: page.pixels > 20)
    page.keys("#map", Keys.ENTER)
    assert page.state.startswith("Folder d")
    assert "200 nodes of 12,000" in page.state
    page.keys("#search", "N00042", Keys.ENTER)
    assert page.state.startswith("Around N00042: ")
    page.quiet()
