"""The matrix of hostile and odd inputs: what may come, what must happen, and the tests that hold it."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A row: the input, what is expected, and the test modules that assert it."""

    given: str
    expected: str
    modules: tuple[str, ...]


_H = "hostile/test_"
ROWS = (
    Row("empty file; only a BOM; only front matter; no final newline", "clean, or findings on metadata", (_H + "text_forms",)),
    Row("BOM, CRLF, CR, mixed line ends; \\x0b \\x0c \\x85 U+2028 before a broken link", "right line and column; fixes keep line ends", (_H + "text_forms", "edit/test_read_back")),
    Row("UTF-16, Latin-1, a lone 0xFF, NUL, a megabyte of noise", "one finding with the offset; links to the file hold", (_H + "text_forms",)),
    Row("10 MB; 10 MB on one line; 100,000 headings; 100,000 links", "bounded time and memory, or one finding: too large", (_H + "parsing",)),
    Row("nested and unclosed brackets, quotes, lists, emphasis, backticks, comments, fences; long lines of any script", "time grows with the size (below 6 for 4)", (_H + "parsing", "extract/test_hostile")),
    Row("deep YAML, JSON, TOML; long keys, nested", "one finding, or exit 2; the process lives", (_H + "parsing",)),
    Row("alias bombs, merge keys, tags, huge numbers, odd dates, duplicate and odd keys", "one finding with its line; milliseconds", (_H + "text_forms", "formats/test_yaml_guard")),
    Row("a rule first, an open block, dashes in a scalar, `+++`, `{`, a blank line first", "no text is lost", (_H + "text_forms", "formats/test_yaml_guard")),
    Row("schemaRef or schema: URL, `file:`, outside, folder, FIFO, 200 MB, not JSON, bad or slow patterns, doubling references", "no socket; a finding; bounded time", (_H + "links_and_schemas", _H + "parsing", "link/test_manifest")),
    Row("links that leave the tree, `%00`, `//host`, `\\\\host`, drive letters, `javascript:`, 10 kB, other case, NFD", "each its rule; nothing outside is looked at", (_H + "links_and_schemas", _H + "reach", "link/test_odd_targets")),
    Row("symbolic links to themselves, nowhere, `/etc/passwd`, `/dev/zero`, `/`; FIFO, socket, folder named x.md, mode 000; in place of configuration, packs, pages, schemas, baseline, lock", "ends; one finding, or exit 2; nothing outside is read or written", (_H + "files", _H + "reach")),
    Row("paths with blanks, line breaks, escapes, emoji, bytes that are no UTF-8", "every output gives the same path back", (_H + "files", "cli/test_cli")),
    Row("terminal escapes, workflow commands, markup, formulas, bidirectional controls, in every field", "escaped in every output of every command", (_H + "outputs", "report/test_formats", "graph/test_exporters", "dossier/test_report")),
    Row("a cache that is empty, cut, random, foreign, planted, read-only; eight runs at once; clocks that step", "the findings of `--no-cache`", (_H + "processes", "cache/test_cache")),
    Row("a file deleted, replaced or edited between listing and reading, or before a fix", "a finding or nothing; an edit is never lost", (_H + "files", "edit/test_transaction")),
    Row("SIGINT and SIGTERM at random moments of check, fix, mv, sync, baseline, graph; SIGKILL while writing", "each file old or new, no temporary, no orphan; exit 130 or 143", (_H + "processes", "edit/test_transaction", "cli/test_cli")),
    Row("full disk, read-only file, hard link, symbolic link, mode", "the original intact, exit 2", ("edit/test_transaction", _H + "files")),
    Row("a worker killed", "everything is reported all the same", (_H + "processes",)),
    Row("closed stdout, cp1252, no HOME, no PATH, dumb terminal; bare, shallow, detached, worktree, subfolder, submodule", "works, or one clear line", (_H + "processes", "tree/test_fileset", "tree/test_git_refuses", "cli/test_cli")),
    Row("6,000 findings; none", "SARIF capped with a notice; a passing JUnit case; 10 annotations a level", (_H + "outputs", "report/test_formats")),
    Row("hooks: partial staging, deleted targets, untracked files", "the same as a full run", ("e2e/test_hooks", "tree/test_index")),
    Row("graphs: one node, loops, dense, a chain of 2,000, `__proto__`, one ID twice", "bounded time", (_H + "graphs", "graph/test_queries", "atlas/test_page")),
    Row("hash seeds, locales, one, three or eight processes", "the same bytes", (_H + "processes", "cache/test_cache")),
    Row("configuration: unknown keys, wrong types, BOM, huge or slow patterns, pages and packs that are none", "exit 2, one line with file and line", (_H + "configurations", _H + "parsing", "config/test_config")),
    Row("`.git/config` with a monitor, hooks, filters, drivers, gpg, pagers, transports", "no command of it runs; contents are compared without filters", (_H + "git_executes_nothing",)),
    Row("a file system that does not tell case apart", "names are judged as they are on the disk", (_H + "case_insensitive",)),
    Row("all of these in one repository", "a minute, a gigabyte; healthy files are judged as alone", (_H + "all_at_once", _H + "reach")),
    Row("generated documents, manifests, configurations, projects and edits", "no exception; places in the file; with cache as without", (_H + "fuzz", "cache/test_cache", "extract/test_positions")),
    Row("the examples of the CommonMark and GFM specifications", "exactly their links, images and headings", ("extract/test_specification",)),
)  # fmt: skip
