"""Files that say where a page of a site went.

- Open Publishing and DocFX (`.openpublishing.redirection*.json`): paths of documents below its folder;
- mkdocs-redirects (`redirect_maps` in `mkdocs.yml`): paths of documents below `docs_dir`;
- Docusaurus' client-redirects (`from` and `to` in `docusaurus.config.*`): URLs;
- Netlify and Cloudflare Pages (`_redirects` among the files that are served): URLs, one redirect a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from doclint.model.config import RedirectFile
from doclint.model.facts import Span

_PAGE_ENDING = re.compile(r"(?:(?:^|/)(?:index|readme|_index))?(?:\.(?:mdx?|markdown|html?))?/*\Z", re.I)
_MAPS = re.compile(r"^([ \t]*)redirect_maps:[ \t]*(?:#.*)?$", re.M)
# Text in quotes, or to the end or a comment: YAML 1.2, sections 6.6 and 7.3.
_SCALAR = r"""(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#](?:[^"'#\n]|(?<!\s)\#)*?))"""
_PAIR = re.compile(rf"^([ \t]+){_SCALAR}[ \t]*:[ \t]+{_SCALAR}[ \t]*(?:\#.*)?$")
_OBJECT = re.compile(r"\{[^{}]*\}", re.S)
_FROM = re.compile(r"""\bfrom["']?\s*:\s*(\[[^\]]*\]|"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)""")
_TO = re.compile(r"""\bto["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`)""")
_TEXT = re.compile(r"""["'`]([^"'`\n]*)["'`]""")
_LINE = re.compile(r"^[ \t]*(/\S*)[ \t]+(\S+)(?:[ \t]+(\d{3})(!?))?[ \t]*$", re.M)


class Redirect(NamedTuple):
    """One redirect.

    Attributes:
        source: the page that is gone: a path of the tree, or a URL that begins with a slash.
        target: where it went, in the same form; or a URL of the web.
        span: where the target is written.
        forced: whether it is meant to hide a page that exists.
    """

    source: str
    target: str
    span: Span
    forced: bool = False


def page_key(path: str) -> str:
    """What two ways to write one page have in common: no slash around it, no ending, no name of an index."""
    return _PAGE_ENDING.sub("", path.partition("#")[0].partition("?")[0].strip("/"))


def read_redirects(file: RedirectFile, data: bytes) -> tuple[Redirect, ...]:
    """The redirects in the bytes of a file; none where it cannot be read, which its own tool says."""
    try:
        source = Source(data)
        return tuple(_READERS[file.form](source, file.folder))
    except (UnicodeDecodeError, JsonError):
        return ()


def _span(source: Source, start: int, end: int) -> Span:
    return source.span(source.byte_of(start), source.byte_of(end))


def _open_publishing(source: Source, folder: str) -> Iterator[Redirect]:
    structured = load_json(source)
    items = structured.data.get("redirections") if isinstance(structured.data, dict) else None
    for i, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, dict):
            continue
        below = item.get("source_path") or item.get("source_path_from_root")
        target = item.get("redirect_url")
        if isinstance(below, str) and isinstance(target, str):
            base = "" if "source_path_from_root" in item else folder
            span = structured.values[f"/redirections/{i}/redirect_url"]
            yield Redirect(f"{base}/{below.lstrip('/')}".lstrip("/"), target, span)


def _mkdocs(source: Source, folder: str) -> Iterator[Redirect]:
    text = source.text
    for start in _MAPS.finditer(text):
        indent, at = len(start[1]), start.end() + 1
        for line in text[at:].split("\n"):
            match = _PAIR.match(line.rstrip("\r"))
            if match is not None and len(match[1]) > indent:
                group = next(g for g in (5, 6, 7) if match[g] is not None)
                old, new = match[2] or match[3] or match[4], match[group]
                target = new if "://" in new else f"{folder}/{new}".lstrip("/")
                span = _span(source, at + match.start(group), at + match.end(group))
                yield Redirect(f"{folder}/{old}".lstrip("/"), target, span)
            elif line.strip() and not line.lstrip().startswith("#"):
                break
            at += len(line) + 1


def _docusaurus(source: Source, folder: str) -> Iterator[Redirect]:
    for item in _OBJECT.finditer(source.text):
        old, new = _FROM.search(item[0]), _TO.search(item[0])
        if old is None or new is None:
            continue
        group = new.lastindex or 1
        span = _span(source, item.start() + new.start(group), item.start() + new.end(group))
        for text in _TEXT.finditer(old[1]):
            if text[1].startswith("/"):
                yield Redirect(text[1], new[group], span)


def _netlify(source: Source, folder: str) -> Iterator[Redirect]:
    for match in _LINE.finditer(source.text):
        if match[3] is None or match[3].startswith(("2", "3")):  # a rewrite shows a page, too
            yield Redirect(match[1], match[2], _span(source, *match.span(2)), bool(match[4]))


_READERS: dict[str, Callable[[Source, str], Iterator[Redirect]]] = {
    "openpublishing": _open_publishing,
    "mkdocs": _mkdocs,
    "docusaurus": _docusaurus,
    "netlify": _netlify,
}
