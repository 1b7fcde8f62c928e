"""`doclint report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options
from doclint.cli.outcome import deliver
from doclint.errors import DoclintError, did_you_mean

if TYPE_CHECKING:
    from doclint.graph.model import Graph
    from doclint.link.model import Document
    from doclint.link.project import Project


@click.command("report")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="All documents of this kind, too.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "markdown", "json", "html"]), default="text",
    show_default=True,
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not to stdout."
)
@click.option("--today", metavar="DATE", help="Judge reviews as of this day (YYYY-MM-DD).")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Cache directory.")
@project_options
def command(
    names: tuple[str, ...],
    kinds: tuple[str, ...],
    format_: str,
    output: Path | None,
    today: str | None,
    no_cache: bool,
    cache_dir: Path | None,
    root: Path | None,
    config: Path | None,
    isolated: bool,
) -> int:
    """Show everything that is known of documents: what a review reads.

    Metadata, links in and out, schemas, manifest entry, checklists, commands, review date, changes and
    authors from git, findings, and the document itself (not in text). ID may be a path, or the start of one.
    """
    from doclint.dossier import formats
    from doclint.dossier.gather import Gatherer
    from doclint.engine.workspace import Workspace
    from doclint.graph.build import build_graph

    if not names and not kinds:
        raise DoclintError("name a document (doclint report OP001), or a kind (--kind OP)")
    top, file = locate(root, config, isolated)
    cache = None if no_cache else cache_dir or True
    with Workspace.open(top, file, cache=cache, today=today) as workspace:
        findings = workspace.check(baseline=False).findings
        project = workspace.project()
        graph = build_graph(project)
        chosen = _chosen(project, graph, names, kinds)
        gatherer = Gatherer(project, graph, findings, workspace.setup.rules, top)
        dossiers = [gatherer.of(document) for document in chosen]
    write = {
        "text": formats.as_text,
        "markdown": formats.as_markdown,
        "json": formats.as_json,
        "html": formats.as_html,
    }[format_]
    deliver(write(dossiers), output)
    return 0


def _chosen(project: Project, graph: Graph, names: tuple[str, ...], kinds: tuple[str, ...]) -> list[Document]:
    """The documents asked for: by name in the order given, then those of kinds.

    Raises:
        DoclintError: a name that means none or several, a kind without documents.
    """
    from doclint.graph.names import find_node

    found: dict[str, Document] = {}
    for name in names:
        path = graph.nodes[find_node(graph, name)].path
        document = project.document(path)
        if document is None:
            raise DoclintError(f"'{path or name}' is no document")
        found[document.path] = document
    for kind in kinds:
        members = [d for d in project.documents() if d.kind == kind and not d.template]
        if not members:
            hint = did_you_mean(kind, project.kinds.all) or f"known: {', '.join(project.kinds.all) or 'none'}"
            raise DoclintError(f"no document of kind '{kind}' ({hint})")
        found.update((document.path, document) for document in members)
    return list(found.values())
