"""Sites that are published from a tree, recognised by their generator's own file.

The generator determines which endings a link may omit and which folder a leading slash refers to:

- Docusaurus (`docusaurus.config.*`): `static/` beside it is served at the root, `@site/` is its folder;
- MkDocs (`mkdocs.yml`): links from the root start in `docs_dir`;
- DocFX and Open Publishing (`docfx.json`, `.openpublishing.publish.config.json`): `~/` is its folder;
- Sphinx with MyST (`conf.py` that names it): links from the root start in its folder;
- Hugo (`hugo.*`, `config.*` beside `content/`), Jekyll (`_config.yml`), VitePress (`.vitepress/config.*`) and
  mdBook (`book.toml`): pages lack their ending, and are served as HTML.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from doclint.model.config import RedirectFile, SiteConfig
from doclint.tree.fileset import FileSet
from doclint.tree.read import Reader, Unreadable

_SETTING = r"""^\s*{}\s*[:=]\s*["']?([^"'#\s]+)"""
_MKDOCS = re.compile(_SETTING.format("docs_dir"), re.M)
_MDBOOK = re.compile(_SETTING.format("src"), re.M)
_FOREIGN = re.compile(r'"path_to_root"\s*:\s*"([^"\n]+)"')
_DOCS_PATH = re.compile(r"""\bpath\s*:\s*["'](\.\./[^"'\n]+)["']""")
_PAGES = (".md", ".mdx", "/index.md", "/index.mdx", "/README.md")
# What shows a page besides GitHub, and makes anchors in another way.
_ANCHORS = {"mkdocs": "mkdocs", "vitepress": "vitepress"}
_FORGES = {".gitlab-ci.yml": "gitlab", "bitbucket-pipelines.yml": "bitbucket"}
_SERVED = ("_redirects", "static/_redirects", "public/_redirects", "docs/_redirects")
_MOST_DEEP = 2  # folders above a generator's file; deeper ones are test data more often than sites


def recognised_sites(files: FileSet, read: Reader) -> tuple[SiteConfig, ...]:
    """The sites of a tree, by folder.

    Args:
        files: which files exist.
        read: the bytes of one.
    """
    folders = [folder for folder in files.folders if folder.count("/") < _MOST_DEEP]
    found = {
        site
        for folder in folders
        for name, generator in _GENERATORS.items()
        if (path := f"{folder}/{name}".lstrip("/")) in files.files
        for site in generator(folder, path, files, read)
    }
    # Of two files of one generator beside each other, the one that says more.
    said = {(site.folder, site.generator): site for site in sorted(found)}
    return tuple(sorted(said.values()))


def recognised_dialects(sites: Iterable[SiteConfig], files: FileSet) -> tuple[tuple[str, str], ...]:
    """(folder, dialect of the anchors of its documents), by folder, of sites and of the forge of a tree."""
    found = {(site.folder, _ANCHORS[site.generator]) for site in sites if site.generator in _ANCHORS}
    found |= {("", dialect) for name, dialect in _FORGES.items() if name in files.files}
    return tuple(sorted(found))


def recognised_redirects(sites: Iterable[SiteConfig], files: FileSet) -> tuple[RedirectFile, ...]:
    """The files of a tree that say where pages went, by path."""
    found = {RedirectFile(path, "netlify", "") for path in _SERVED if path in files.files}
    for site in sites:
        for name in ("mkdocs.yml", "mkdocs.yaml") if site.generator == "mkdocs" else ():
            found.add(RedirectFile(f"{site.folder}/{name}".lstrip("/"), "mkdocs", site.roots[0]))
        for name in (name for name in _GENERATORS if name.startswith(site.generator) and "config." in name):
            found.add(RedirectFile(f"{site.folder}/{name}".lstrip("/"), "docusaurus", site.folder))
        found |= {RedirectFile(f"{root}/_redirects", "netlify", root) for root in site.roots}
        for path in files.files if site.generator == "docfx" else ():
            folder, _, name = path.rpartition("/")
            if name.startswith(".openpublishing.redirection") and name.endswith(".json"):
                found.add(RedirectFile(path, "openpublishing", folder))
    # Of a file that two sites claim, the site that says more of it.
    by_path = {file.path: file for file in sorted(found) if file.path in files.files}
    return tuple(by_path[path] for path in sorted(by_path))


def site_of(path: str, sites: Iterable[SiteConfig]) -> SiteConfig:
    """The innermost site that a document is of; an empty one where there is none."""
    around = (site for site in sites if not site.folder or path.startswith(f"{site.folder}/"))
    return max(around, key=lambda site: len(site.folder), default=SiteConfig())


def _text(path: str, read: Reader) -> str:
    try:
        return read(path).decode("utf-8", "replace")
    except Unreadable:
        return ""


def _below(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}".strip("/") for name in names)


def _setting(pattern: re.Pattern[str], text: str, default: str) -> str:
    """A plain setting of a generator's file; the generator itself says what is wrong with the file."""
    match = pattern.search(text)
    return (match[1] if match else default).removeprefix("./").strip("/")


def _docusaurus(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    roots = (folder, *_below(folder, "static"))
    yield SiteConfig(folder, "docusaurus", roots, _PAGES, (("@site/", folder),))
    # `path: '../docs'`: documents that lie beside the site's folder
    for match in _DOCS_PATH.finditer(_text(path, read)):
        above = posixpath.normpath(f"{folder}/{match[1]}") if folder else ""
        if above and not above.startswith((".", f"{folder}/")) and files.is_folder(above):
            beside = (*roots, posixpath.dirname(above))
            yield SiteConfig(above, "docusaurus", beside, _PAGES, (("@site/", folder),))


def _sphinx(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    if "myst" in _text(path, read):
        yield SiteConfig(folder, "sphinx", (folder,), (".md", "/index.md"))


def _mkdocs(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    text = _text(path, read)
    roots = _below(folder, _setting(_MKDOCS, text, "docs"))
    named = re.search(r"\b(?:autorefs|mkdocstrings)\b", text) is not None
    yield SiteConfig(folder, "mkdocs", roots, cross_references=named)


def _docfx(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    foreign = (f"{folder}/{match[1]}".strip("/") for match in _FOREIGN.finditer(_text(path, read)))
    yield SiteConfig(folder, "docfx", prefixes=(("~/", folder),), foreign=tuple(sorted(set(foreign))))


def _hugo(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    content, static = _below(folder, "content", "static")
    if files.is_folder(content):
        yield SiteConfig(folder, "hugo", (content, static), (".md", "/index.md", "/_index.md"))


def _jekyll(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    yield SiteConfig(folder, "jekyll", (folder,), (".md", "/index.md", "/README.md", ".html"))


def _vitepress(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    above, _, name = folder.rpartition("/")
    if name == ".vitepress":
        yield SiteConfig(above, "vitepress", (above, *_below(above, "public")), (".md", "/index.md"))


def _mdbook(folder: str, path: str, files: FileSet, read: Reader) -> Iterator[SiteConfig]:
    yield SiteConfig(folder, "mdbook", _below(folder, _setting(_MDBOOK, _text(path, read), "src")), (".md",))


Generator = Callable[[str, str, FileSet, Reader], Iterator[SiteConfig]]
_GENERATORS: dict[str, Generator] = {
    **{f"docusaurus.config.{ending}": _docusaurus for ending in ("js", "ts", "mjs", "cjs")},
    **{f"mkdocs.{ending}": _mkdocs for ending in ("yml", "yaml")},
    "conf.py": _sphinx,
    **dict.fromkeys(("docfx.json", ".openpublishing.publish.config.json"), _docfx),
    **{
        f"{name}.{ending}": _hugo for name in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")
    },
    **dict.fromkeys(("_config.yml", "_config.yaml"), _jekyll),
    **{f"config.{ending}": _vitepress for ending in ("js", "ts", "mjs", "mts")},
    "book.toml": _mdbook,
}
