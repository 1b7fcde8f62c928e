"""What MkDocs does besides: a page for each rule, the change log, and links to files that are no pages."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
SOURCE = "https://github.com/doclint/doclint/blob/main/"
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_TARGET = re.compile(r"(\]\()((?:\.\./)+)([^)#\s]+)(#[^)\s]*)?(\))")


def rule_pages() -> dict[str, Path]:
    """Code -> the page of each rule."""
    return {path.name.partition("-")[0]: path for path in sorted((ROOT / "rules").rglob("DL*.md"))}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that lie elsewhere; a rule's address is its code, for ever."""
    pages = {f"rules/{code}.md": path for code, path in rule_pages().items()}
    pages["changelog.md"] = ROOT / "CHANGELOG.md"
    for name, path in pages.items():
        text = _FRONT_MATTER.sub("", path.read_text("utf-8"))
        if name.startswith("rules/"):
            code = PurePosixPath(name).stem
            text = re.sub(r"^# ", f"# {code} ", text, count=1, flags=re.M)
            # A fence of a rule page names the file that it is, and a page its neighbours by their files.
            text = re.sub(r"^(`{3,})(\w+) +([^\n]+)$", r'\1\2 title="\3"', text, flags=re.M)
            text = re.sub(r"\]\((DL\d+)-[\w-]+\.md", r"](\1.md", text)
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links that leave the folder of documents: to the page of a rule, or to the file in the repository."""
    here = PurePosixPath("docs", page.file.src_uri).parent
    if page.file.src_uri == "changelog.md":
        here = PurePosixPath()
        markdown = re.sub(r"\]\(docs/", "](", markdown)
    pages = {path.relative_to(ROOT).as_posix(): code for code, path in rule_pages().items()}
    up = "../" * (len(PurePosixPath(page.file.src_uri).parts) - 1)

    def written(match: re.Match[str]) -> str:
        opening, above, rest, anchor, closing = match.groups()
        parts = list(here.parts)
        for _ in range(above.count("../")):
            if parts:
                parts.pop()
        path = "/".join((*parts, rest))
        if path in pages:
            return f"{opening}{up}rules/{pages[path]}.md{anchor or ''}{closing}"
        if path == "CHANGELOG.md":
            return f"{opening}{up}changelog.md{anchor or ''}{closing}"
        return f"{opening}{SOURCE}{path}{anchor or ''}{closing}"

    markdown = _TARGET.sub(written, markdown)
    return re.sub(r"\]\((ci/[^)]+)\)", rf"]({SOURCE}docs/\1)", markdown)
