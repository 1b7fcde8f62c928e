"""`doclint graph`: exports, and its questions as commands below it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from doclint.cli.common import HISTORY_SECONDS, locate
from doclint.cli.options import project_options
from doclint.cli.outcome import deliver
from doclint.errors import DoclintError, did_you_mean
from doclint.graph.formats import FORMATS
from doclint.model.vocabulary import VIAS

if TYPE_CHECKING:
    from doclint.engine.setup import Setup
    from doclint.graph.model import Graph
    from doclint.link.project import Project
    from doclint.model.finding import Report
    from doclint.model.timeline import Point

F = TypeVar("F", bound=Callable[..., Any])


MONTHS = 24  # of the history that the page shows
_KIND = click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; can be repeated."
)
_WALK = (
    click.option(
        "--via",
        "vias",
        multiple=True,
        metavar="VIA",
        help=f"Only links of this via ({', '.join(VIAS)}); can be repeated.",
    ),
    click.option("--include-external", is_flag=True, help="Also include links to the web."),
    click.option("--findings", is_flag=True, help="Show findings on documents and links."),
    click.option("--no-history", is_flag=True, help="With --findings: do not ask git about broken links."),
)
_OUTPUT = (
    click.option(
        "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not to stdout."
    ),
    click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Cache directory."),
)


def graph_options(function: F) -> F:
    """The options of every graph query: which project, which part of its graph, where to print."""
    for option in reversed((_KIND, *_WALK, *_OUTPUT)):
        function = option(function)
    return project_options(function)


def rule_options(function: F) -> F:
    """The options of a query of the rules, which define themselves which links count."""
    for option in reversed((_KIND, *_OUTPUT)):
        function = option(function)
    return project_options(function)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format` with these choices; the first is the default."""
    return click.option(
        "--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True
    )


class GraphQuery:
    """The project of one call, and its graph with the links that count.

    Args:
        options: the values of `graph_options` or `rule_options`.
        page: whether the page is asked for, which shows findings and what changed.
        demands: whether rules are asked what they demand.
    """

    def __init__(self, options: dict[str, Any], *, page: bool = False, demands: bool = False) -> None:
        from doclint.api import open_workspace

        self._options = options
        cache = None if options["no_cache"] else options["cache_dir"] or True
        place = locate(options["root"], options["config"], options["isolated"])
        with open_workspace(*place, cache=cache) as workspace:
            self.setup: Setup = workspace.setup
            self._findings = None
            self.report: Report | None = None
            self.since: Report | None = None
            self.points: Sequence[Point] = ()
            if options.get("findings") or page:
                seconds = None if options["no_history"] else HISTORY_SECONDS
                self.report = workspace.check(baseline=False, history=seconds)
                self.report = self.report._replace(frames=dict(self.report.frames) if page else {})
                self._findings = self.report.findings
            if page and options["since"]:
                self.since = workspace.check(since=options["since"], baseline=False)
            if page and options["history"]:
                self.points = workspace.timeline("month", "rule", MONTHS)
            self.today: str = workspace.setup.today or time.strftime("%Y-%m-%d")
            self.revision: str = options.get("since") or ""
            self.project: Project = workspace.project(marked=page or demands)
        self.kinds = _split(options["kinds"])
        self._vias = _split(options.get("vias", ()))

    @cached_property
    def graph(self) -> Graph:
        """All nodes, and the links of the vias asked for."""
        from doclint.graph.build import build_graph
        from doclint.graph.narrow import only

        external = self._options["include_external"]
        graph = build_graph(self.project, external=external, findings=self._findings)
        _known("kind", self.kinds, {n.kind for n in graph.nodes.values()} | set(self.project.kinds.all))
        _known("via", self._vias, set(VIAS))
        return only(graph, vias=self._vias)

    def of_kinds(self, *keep: str) -> Graph:
        """The graph with the nodes of the kinds asked for, and some more."""
        from doclint.graph.narrow import only

        return only(self.graph, self.kinds, keep=keep)

    def named(self, name: str) -> str:
        """The node that a name identifies; a path may be relative to the current folder.

        Raises:
            DoclintError: it identifies none, or several.
        """
        from doclint.cli.common import relative_to_root
        from doclint.graph.names import find_node

        if Path(name).is_file():  # as seen from here; an ID is none
            name = relative_to_root(Path(name), self.setup.files.root)
        return find_node(self.graph, name)

    @property
    def hubs(self) -> frozenset[str]:
        """The nodes that list everything: the manifests."""
        from doclint.graph.build import hubs_of

        return hubs_of(self.project, self.graph)

    def write(self, text: str) -> None:
        """Print, or write to the file asked for."""
        deliver(text, self._options["output"])

    def answer(
        self, format_: str, text: Callable[[], str], table: Callable[[], object], rows: Any = None
    ) -> None:
        """Print an answer as text, as JSON or as rows of CSV."""
        if format_ == "json":
            self.write(json.dumps(table(), indent=2) + "\n")
        elif format_ == "csv":
            from doclint.graph.csv_graph import table as csv

            self.write(csv(rows()))
        else:
            self.write(text())


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    """`--kind DOC,OP --kind F` as three values."""
    return tuple(part for value in values for part in value.replace(",", " ").split())


def _known(what: str, names: tuple[str, ...], known: set[str]) -> None:
    spelled = {name.lower(): name for name in sorted(known, reverse=True)}
    for name in names:
        if name not in known:
            hint = (
                did_you_mean(name.lower(), spelled, cutoff=0.4, shown=spelled)
                or f"known: {', '.join(sorted(known))}"
            )
            raise DoclintError(f"no {what} '{name}' ({hint})")


def _offer(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """What a shell completes a name to: IDs and paths of this project."""
    from doclint.graph.names import candidates

    options: dict[str, Any] = {p.name: ctx.params.get(p.name) for p in ctx.command.params if p.name}
    try:
        graph = GraphQuery({**options, "kinds": (), "vias": (), "findings": False}).graph
    except Exception:
        return []  # a shell waits for names, not for a message
    return [name for name in candidates(graph) if name.startswith(incomplete)]


class Questions(click.Group):
    """A group that is also a command: without a subcommand it exports the graph."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            questions = f"subcommands: {', '.join(self.commands)}"
            focus = f"'--focus {args[0]}' draws what is around a document"
            hint = did_you_mean(args[0], self.commands) or f"{questions}; {focus}"
            raise DoclintError(f"no such subcommand '{args[0]}' ({hint})")
        return super().resolve_command(ctx, args)


@click.group("graph", cls=Questions, invoke_without_command=True)
@graph_options
@format_option(*FORMATS, "html")
@click.option("--since", metavar="REV", help="With html: show what is new and mended since REV.")
@click.option("--history", is_flag=True, help="With html: show the findings of the last 24 months.")
@click.option(
    "--source-url",
    metavar="TEMPLATE",
    help="With html: address of a line, such as https://example.org/blob/{rev}/{path}#L{line}; "
    "proposed from the remote origin, empty for none.",
)
@click.option("--focus", metavar="ID", shell_complete=_offer, help="Only the neighbourhood of this document.")
@click.option("--depth", type=click.IntRange(0), default=1, show_default=True, help="Distance in links.")
@click.option(
    "--direction",
    type=click.Choice(["both", "in", "out"]),
    default="both",
    show_default=True,
    help="With --focus: follow incoming links, outgoing links, or both.",
)
@click.option(
    "--group-by", type=click.Choice(["folder", "kind"]), help="Draw folders or kinds instead of documents."
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    format_: str,
    focus: str | None,
    depth: int,
    direction: str,
    group_by: str | None,
    source_url: str | None,
    **options: Any,
) -> int | None:
    """Export the graph of references, or query it with a subcommand.

    Identify a document by its ID, its path, or a unique prefix of either.
    """
    if ctx.invoked_subcommand is not None:
        for name in ctx.params:
            source = ctx.get_parameter_source(name)
            if source is click.core.ParameterSource.COMMANDLINE:
                raise DoclintError(
                    f"put options after the subcommand: doclint graph {ctx.invoked_subcommand} …"
                )
        return None
    if focus is None:
        for name in ("depth", "direction"):
            if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
                raise DoclintError(f"--{name} needs --focus")
    page = format_ == "html"
    if group_by is not None and page:
        raise DoclintError("--group-by cannot be used with --format html: its map already groups by folder")
    if not page and (options["since"] or options["history"] or source_url is not None):
        raise DoclintError("--since, --history and --source-url need --format html")
    from doclint.graph.formats import render
    from doclint.graph.narrow import around, grouped

    query = GraphQuery(options, page=page)
    centre = None if focus is None else query.named(focus)
    graph = query.of_kinds(*(() if centre is None else (centre,)))
    if options["vias"]:  # what no such link ties is no part of the answer
        tied = {end for link in graph.links for end in (link.source, link.target)}
        graph = graph.keep(lambda node: node.id in tied or node.id == centre)
    if centre is not None:
        graph = around(graph, centre, depth, direction)
    if group_by is not None:
        graph = grouped(graph, group_by)
    text, notice = (_page(query, graph, source_url), "") if page else render(format_, graph)
    query.write(text)
    if notice:
        click.echo(f"doclint: {notice}", err=True)
    return 0


def _page(query: GraphQuery, graph: Graph, source_url: str | None) -> str:
    """The audit as one page."""
    from doclint.atlas.page import render
    from doclint.atlas.source_url import proposed
    from doclint.atlas.survey import Change, survey

    report, since, root = query.report, query.since, query.setup.files.root
    assert report is not None
    change = None
    if since is not None:
        new = frozenset(finding.fingerprint for finding in since.findings)
        change = Change(query.revision, new, since.mended, since.added, since.changed)
    project = query.project
    tracked = query.setup.files.tracked is not None
    if source_url is None:
        source_url = proposed(root) if tracked else ""
    elif source_url and "{path}" not in source_url:
        raise DoclintError("--source-url has no '{path}'")
    return render(
        survey(
            project, graph, report, query.setup.rules, root,
            today=query.today, points=query.points, change=change, source_url=source_url,
        )
    )  # fmt: skip


@command.command("impact", short_help="What to review when ID changes.")
@click.argument("name", metavar="ID", shell_complete=_offer)
@graph_options
@format_option("text", "json", "csv")
@click.option("--depth", type=click.IntRange(1), help="Maximum distance in links (default: no limit).")
def impact_command(name: str, format_: str, depth: int | None, **options: Any) -> int:
    """Show what to review when ID changes, by distance, with the location of each link.

    --kind filters the list; chains through documents of other kinds still count.

    The manifest is shown if it lists ID, but not followed further, because it lists every document.
    """
    from doclint.graph.impact import as_rows, as_table, as_text, impact

    query = GraphQuery(options)
    changed = query.named(name)
    found = impact(query.graph, changed, depth, query.hubs)
    found = [a for a in found if not query.kinds or a.node.kind in query.kinds]
    node = query.graph.nodes[changed]
    query.answer(format_, lambda: as_text(node, found), lambda: as_table(node, found), lambda: as_rows(found))
    return 0


@command.command("why")
@click.argument("start", metavar="A", shell_complete=_offer)
@click.argument("end", metavar="B", shell_complete=_offer)
@graph_options
@format_option("text", "json", "csv")
def why_command(start: str, end: str, format_: str, **options: Any) -> int:
    """Show the shortest chain of links from A to B. Exit 1 if there is none.

    No chain passes through the manifest, because it links to every document.
    """
    from doclint.graph.why import as_rows, as_table, as_text, chain

    query = GraphQuery(options)
    a, b = query.named(start), query.named(end)
    graph = query.of_kinds(a, b)
    links = chain(graph, a, b, query.hubs)
    query.answer(
        format_,
        lambda: as_text(graph, a, b, links),
        lambda: as_table(a, b, links),
        lambda: as_rows(links),
    )
    return int(links is None)


@command.command("orphans")
@graph_options
@format_option("text", "json", "csv")
def orphans_command(format_: str, **options: Any) -> int:
    """List documents without incoming links. A manifest entry is not a link; templates are not listed."""
    from doclint.graph.orphans import as_rows, as_table, as_text, orphans

    query = GraphQuery(options)
    graph = query.graph
    # A link from a document of another kind counts.
    found = [n for n in orphans(graph, query.hubs) if not query.kinds or n.kind in query.kinds]
    query.answer(
        format_, lambda: as_text(graph, found), lambda: as_table(graph, found), lambda: as_rows(graph, found)
    )
    return 0


@command.command("cycles", short_help="Groups of documents that link in a loop.")
@graph_options
@format_option("text", "json", "csv")
def cycles_command(format_: str, **options: Any) -> int:
    """List groups of documents that link to one another in a loop, each with a shortest loop.

    `--via dependency` considers only declared dependencies.
    """
    from doclint.graph.cycles import as_rows, as_table, as_text, cycles

    query = GraphQuery(options)
    found = cycles(query.of_kinds())
    query.answer(
        format_, lambda: as_text(query.graph, found), lambda: as_table(found), lambda: as_rows(found)
    )
    return 0


@command.command("coverage", short_help="Which documents have the links their rules require.")
@rule_options
@format_option("text", "json", "csv", "markdown", "html")
def coverage_command(format_: str, **options: Any) -> int:
    """Show how many documents of each kind have the links their rules require, and which lack them."""
    from doclint.graph.coverage import as_csv, as_markdown, as_table, as_text, coverage

    query = GraphQuery(options, demands=True)
    found = coverage(query.project, query.setup.rules)
    _known("kind", query.kinds, set(query.project.kinds.all) | {kind for kind, _ in found.cells})
    if query.kinds:
        found = found.only(query.kinds)
    if format_ == "html":
        from doclint.page.page import Part, render_page

        query.write(render_page("Traceability", [Part(as_markdown(found))]))
    elif format_ in ("csv", "markdown"):
        query.write((as_csv if format_ == "csv" else as_markdown)(found))
    else:
        query.answer(format_, lambda: as_text(found), lambda: as_table(found))
    return 0


@command.command("stats")
@graph_options
@format_option("text", "json", "csv")
def stats_command(format_: str, **options: Any) -> int:
    """Count nodes by kind and status, links by via, and unlinked nodes; list the most linked."""
    from doclint.graph.stats import as_rows, as_text, stats

    query = GraphQuery(options)
    found = stats(query.of_kinds(), query.hubs)
    query.answer(format_, lambda: as_text(found), lambda: found, lambda: as_rows(found))
    return 0
