"""MDX: Markdown between tags is read, JSX and JavaScript are not, every position stays."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from doclint.extract.mdx import read_jsx
from doclint.model.facts import ExtractSettings
from tests.extract_helpers import facts_of
from tests.tree_helpers import check, said, write

PAGE = """---
title: Page
---
import Tabs from '@theme/Tabs';
import Part from './_part.mdx';
import {
  A,
} from '../a.js'

export const x = { y: "[no](no.md)" }

# Title {#own}

<Tabs groupId="os" values={[{label: 'x', value: {a: 1}}]}>
<TabItem value="a">
[inside](inside.md)
</TabItem>
</Tabs>

<Link to="link.md" title="a > b">Go</Link> and <img src={require('./pic.png').default} /> {props.x} {/* [c](c.md) */}

`<Link to="code.md">` and <https://example.org>

```jsx
<Link to="fenced.md">
```

1 < 2 and 3 > 2, [after](after.md)
"""


def test_a_page_of_docusaurus() -> None:
    facts = facts_of(PAGE, ExtractSettings(mdx=True))
    found = [(r.target, r.target_span.line) for r in facts.references]
    assert found == [
        ("./_part.mdx", 5),
        ("../a.js", 8),
        ("inside.md", 16),
        ("link.md", 20),
        ("./pic.png", 20),
        ("https://example.org", 22),
        ("after.md", 28),
    ]
    lines = PAGE.split("\n")
    for r in facts.references:
        span = r.target_span
        assert lines[span.line - 1][span.column - 1 : span.end_column - 1].strip("<>") == r.target
    assert [h.text for h in facts.headings] == ["Title"]
    assert "own" in {anchor.name for anchor in facts.anchors}


@given(st.text("<>/{}`\"'\n ai=#*-", max_size=60))
def test_every_byte_keeps_its_place(text: str) -> None:
    data = text.encode()
    jsx = read_jsx(data, 0)
    assert len(jsx.text) == len(data)
    assert all(a in (b, 0x20) for a, b in zip(jsx.text, data, strict=True))
    assert [i for i, c in enumerate(jsx.text) if c == 10] == [i for i, c in enumerate(data) if c == 10]


def test_mdx_is_read_where_docusaurus_is_recognised(tmp_path: Path) -> None:
    page = "<Box>\n[x](gone.mdx) [y](b.md) [z](@site/static/i.png)\n</Box>\n"
    write(tmp_path, {"web/docs/a.mdx": page, "web/docs/b.md": "[a](a.mdx) [c](c)\n", "docs/c.mdx": page})
    assert said(check(tmp_path))[:1] == ["DL101 web/docs/b.md:1 'c' does not exist"]
    write(
        tmp_path,
        {"web/docusaurus.config.ts": "export default {}\n", "web/static/i.png": "", "web/docs/c.mdx": ""},
    )
    assert said(check(tmp_path)) == ["DL101 web/docs/a.mdx:2 'gone.mdx' does not exist"]


def test_the_same_bytes_are_read_twice(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    text = "<Box>\n[x](gone.md)\n</Box>\n"
    write(tree, {"docusaurus.config.js": "", "a.md": text, "b.mdx": text})
    expected = ["DL101 b.mdx:2 'gone.md' does not exist"]
    assert said(check(tree, cache=cache)) == said(check(tree, cache=cache)) == said(check(tree)) == expected
    write(tree, {"a.md": text + "\n", "b.mdx": text + "\n"})
    assert said(check(tree, cache=cache)) == expected
