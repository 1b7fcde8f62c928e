"""Documents, front matter, manifests and configurations made at random from the pieces that break parsers."""

from __future__ import annotations

import random

PIECES = [
    "# ", "## ", "\n", "\n\n", "\r\n", "\r", "    ", "\t", "- ", "* ", "1. ", "> ", "- [ ] ", "- [x] ", "```", "```yaml\n", "```bash\n", "~~~",
    "[", "]", "(", ")", "](", "][", "![", "[a](b.md)", "[a][b]", "[b]: c.md", "[^1]", "[^1]: x", "<", ">", "<!--", "-->", "<a href=\"", "<a name=\"x\">",
    "<h1>", "</h1>", "<script>", "<div>\n", "`", "``", "*", "**", "_", "__", "~~", "|", "|-|-|\n", "$", "$$", "{", "}", "{#", "{{", "}}", "{: #a}",
    "\\", "&amp;", "&#0;", "&", "---\n", "+++\n", "***\n", "===\n", "DOC001", "DOC999", "DOC001-DOC003", "DOC001-name.md", "EIP-7", "docs/a.md", "../x.md",
    "a/b/c.md#d", "https://example.org/a", "./tools/x.py", "python3 tools/x.py --flag", "cd tools", "cat <<E\n", "title: ", "status: draft", "related: [",
    "schemaRefs:\n  - a.json", "**Last Updated:** 2026-01-01", "# automation.yaml\n", "hosts: all\n", "tasks:\n", "- name: x\n", "script: |\n", "cron: \"0 2 * * *\"",
    "é", "ñ", "文档", "😀", "\u202e", "\u2028", "\x85", "\x0b", "\x00", "\ufeff", "Ã©", "\ufffd", "a", "word ", "TODO: ", "[PROJECT_NAME]", "'", '"', ":", ",", "=", "%20", "%zz",
    "doclint-disable", "<!-- doclint-disable-next-line DL101 -->", "&a", "*a", "<<: ", "? ", "!!python/object ", "0x1", "1e999", ".nan", "null", "~",
]  # fmt: skip
JSON = ['{', '}', '[', ']', ',', ':', '"documents"', '"id"', '"path"', '"DOC001"', '"docs/DOC001-a.md"', '"\\ud800"', '"\\u0000"', "1", "-0", "1e999", "null", "true", " ", "\n", '"schemaRefs"', '"a.json"', "é"]  # fmt: skip
TOML = [
    "select", "ignore", "exclude", "include", "packs", "kind", "rule", "manifest", "data", "field", "severity", "rules", "baseline", "names", "name", "folder", "id", "for", "where",
    "must-link", "sections", "heading", "acyclic", "says", "schema", " = ", "[", "]", "[[", "]]", "{", "}", ",", "\n", "\"DL1\"", "\"**/*.md\"", "\"DOC{id:3}-{slug}.md\"", "\"DOC\"", "true", "3", "-1",
    "1979-05-27", "nan", "'''", '"""', "\"(a+)+$\"", "\"*a*a*b\"", "\"../x\"", "\"/dev/zero\"", "#", ".", "\"\\u0000\"", "\"é\"", "path", "files", "blocks", "scripts", "fields", "entries", "sync", "kinds",
]  # fmt: skip


def text(rng: random.Random, pieces: list[str], most: int) -> str:
    """A text of up to `most` pieces, some of them repeated."""
    out = []
    for _ in range(rng.randint(0, most)):
        piece = rng.choice(pieces)
        out.append(piece * (rng.randint(2, 12) if rng.random() < 0.05 else 1))
    return "".join(out)


def document(rng: random.Random) -> bytes:
    """A document: with front matter one time in three, and a few bytes overwritten one time in ten."""
    body = text(rng, PIECES, 40)
    if rng.random() < 0.33:
        body = f"---\n{text(rng, PIECES, 12)}\n---\n{body}"
    data = bytearray(body.encode("utf-8", "surrogatepass"))
    if data and rng.random() < 0.1:
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def manifest(rng: random.Random) -> bytes:
    """A text that is nearly JSON."""
    return text(rng, JSON, 60).encode("utf-8", "surrogatepass")


def configuration(rng: random.Random) -> bytes:
    """A text that is nearly a configuration."""
    return text(rng, TOML, 40).encode()
