"""The first tab, written beforehand: it is read while the script still wakes."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from doclint.atlas.survey import Survey
from doclint.formats.escape import printable
from doclint.formats.plural import many
from doclint.graph.model import DOCUMENT, NO_DOCUMENT
from doclint.model.vocabulary import SEVERITIES

_TOP = 10
_CAUSES = 6
_BAR = (
    '<svg class="bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 8">'
    '<rect class="track" width="100" height="8"/><rect class="fill" width="{width:.1f}" height="8"/></svg>'
)


def overview(survey: Survey) -> str:
    """The HTML of the tab; its links lead to states of the others."""
    parts = [
        _figures(survey),
        _card("Where to begin", _begin(survey), "begin"),
        _card("Findings by rule", _by_rule(survey)),
        _card("Health by folder", '<div id="treemap" class="treemap"></div>', "health"),
        _card("Coverage of trace rules", _coverage(survey)),
        _card("Documents", _documents(survey)),
        _card("Links", _links(survey)),
        _card("Most linked", _most_linked(survey)),
        _card("Needs attention", _attention(survey)),
    ]
    if survey.change is not None:
        parts.insert(1, _card(f"Since {survey.change.revision}", _since(survey), "since"))
    if len(survey.points) > 1:
        parts.insert(4, _card("Findings over time", _trend(survey), "trend"))
    return "\n".join(part for part in parts if part)


def _text(value: object) -> str:
    return html.escape(printable(str(value)))


def _state(tab: str, **params: str) -> str:
    """The address of a state of the page."""
    words = "&".join(f"{key}={quote(value, safe='')}" for key, value in params.items())
    return html.escape(f"#{tab}?{words}" if words else f"#{tab}")


def _link(shown: object, tab: str, **params: str) -> str:
    return f'<a href="{_state(tab, **params)}">{_text(shown)}</a>'


def _card(title: str, body: str, name: str = "") -> str:
    if not body:
        return ""
    id_ = f' id="card-{name}"' if name else ""
    return f'<section class="card"{id_}><h2>{_text(title)}</h2>{body}</section>'


def _figures(survey: Survey) -> str:
    nodes = survey.graph.nodes.values()
    documents = sum(node.kind not in NO_DOCUMENT for node in nodes)
    counts = Counter(f.severity for f in survey.report.findings)
    cells = [
        (f"{documents:,}", "document" if documents == 1 else "documents", _state("documents")),
        (f"{len(survey.graph.links):,}", "links", _state("map")),
        *(
            (f"{counts[severity]:,}", f"{severity}s", _state("findings", severity=severity))
            for severity in SEVERITIES
        ),
    ]
    shown = "".join(
        f'<a class="figure figure-{label}" href="{address}"><strong>{number}</strong> {label}</a>'
        for number, label, address in cells
    )
    return f'<div class="figures">{shown}</div>'


def _bars(rows: Iterable[tuple[str, int, int, str]]) -> str:
    """(label as HTML, part, whole, note): a bar each."""
    lines = []
    for label, part, whole, note in rows:
        width = 100 * part / whole if whole else 0
        bar = _BAR.format(width=width)
        cells = f'<td class="bars">{bar}</td><td class="number">{note}</td>'
        lines.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
    return f"<table>{''.join(lines)}</table>" if lines else ""


def _begin(survey: Survey) -> str:
    """The causes that stand for most findings, errors first."""
    if not survey.causes:
        return "<p>No findings.</p>"
    order = sorted(
        enumerate(survey.causes),
        key=lambda item: (
            SEVERITIES.index(item[1].findings[0].severity),
            -len(item[1].findings),
            item[1].findings[0].order,
        ),
    )
    lines = []
    for number, cause in order[:_CAUSES]:
        first = cause.findings[0]
        fixable = sum(f.diagnostic.fix is not None for f in cause.findings)
        fix = f"; <code>doclint check --fix</code> mends {fixable:,}" if fixable else ""
        lines.append(
            f'<li><span class="sev sev-{first.severity}">{first.severity}</span> '
            f"{_link(cause.title, 'findings', cause=str(number))} "
            f'<span class="muted">{first.code}{fix}</span></li>'
        )
    more = len(order) - _CAUSES
    rest = f"<p>{_link('and ' + many(more, 'more cause'), 'findings')}</p>" if more > 0 else ""
    return f"<ol>{''.join(lines)}</ol>{rest}"


def _by_rule(survey: Survey) -> str:
    counts = Counter(f.code for f in survey.report.findings)
    names = {rule.code: rule.name for rule in survey.report.rules}
    top = max(counts.values(), default=0)
    return (
        _bars(
            (_link(f"{code} {names[code]}", "findings", rule=code), count, top, f"{count:,}")
            for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        )
        or "<p>No findings.</p>"
    )


def _coverage(survey: Survey) -> str:
    rows = []
    for i, demand in enumerate(survey.demands):
        total = len(demand.sources)
        met = total - len(demand.missing)
        note = f"{met:,} of {total:,}" if total else "none asked"
        rows.append((_link(demand.rule, "matrix", rule=str(i)), met, total, note))
    return _bars(rows) or "<p>No rule of this project demands a link.</p>"


def _documents(survey: Survey) -> str:
    nodes = [node for node in survey.graph.nodes.values() if node.kind not in NO_DOCUMENT]
    kinds = Counter(node.kind or DOCUMENT for node in nodes)
    statuses = Counter(node.status or "no status" for node in nodes)
    owners = Counter(bool(survey.about[node.id].owner) for node in nodes if node.id in survey.about)
    left = _counts("kind", kinds, len(nodes)) + _counts("status", statuses, len(nodes))
    without = _link(f"{owners[False]:,} without an owner", "documents", owner="-")
    return f"{left}<p>{without}, {owners[True]:,} with one.</p>"


def _counts(what: str, counts: Counter[str], whole: int) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (_link(name, "documents", **{what: "-" if name == "no status" else name}), count, whole, f"{count:,}")
        for name, count in ordered[:_TOP]
    ]
    more = f'<p class="muted">and {many(len(ordered) - _TOP, "other")}</p>' if len(ordered) > _TOP else ""
    return f"<h3>By {what}</h3>{_bars(rows)}{more}"


def _links(survey: Survey) -> str:
    counts = Counter(link.via for link in survey.graph.links)
    rows = [
        (_text(via), count, len(survey.graph.links), f"{count:,}")
        for via, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return _bars(rows) or "<p>No links.</p>"


def _most_linked(survey: Survey) -> str:
    graph = survey.graph
    into = {
        id_: len({link.source for link in links} - survey.hubs)
        for id_, links in graph.into.items()
        if graph.nodes[id_].kind not in NO_DOCUMENT
    }
    best = sorted(into.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
    top = best[0][1] if best else 0
    rows = [(_document(survey, id_), count, top, f"from {count:,}") for id_, count in best if count]
    return _bars(rows) or "<p>No document is linked.</p>"


def _document(survey: Survey, id_: str) -> str:
    node = survey.graph.nodes[id_]
    title = node.title if node.title and node.title != id_ else ""
    shown = id_ if not title or title.startswith(id_) else f"{id_} {title}"
    return _link(title if title.startswith(id_) else shown, "documents", doc=id_)


def _attention(survey: Survey) -> str:
    overdue = [id_ for id_, about in survey.about.items() if about.overdue]
    suspect = sum(f.name == "suspect-link" for f in survey.report.findings)
    rows = [
        (len(survey.orphans), "documents that nothing links to", ("documents", {"in": "0"})),
        (len(survey.cycles), "groups of documents that link to one another", ("map", {"mode": "cycles"})),
        (len(overdue), "overdue reviews", ("documents", {"due": "overdue"})),
        (suspect, "suspect links", ("findings", {"rule": "DL507"})),
    ]
    lines = [
        f'<tr><td class="number">{count:,}</td><th scope="row">'
        f"{_link(label, tab, **params) if count else _text(label)}</th></tr>"
        for count, label, (tab, params) in rows
    ]
    return f'<table class="attention">{"".join(lines)}</table>{_list(survey, sorted(overdue), "Overdue")}'


def _list(survey: Survey, ids: Sequence[str], title: str) -> str:
    if not ids:
        return ""
    shown = "".join(
        f'<li>{_document(survey, id_)} <span class="muted">since {_text(survey.about[id_].due)}</span></li>'
        for id_ in ids[:_TOP]
    )
    more = (
        f"<li>{_link(f'and {len(ids) - _TOP:,} more', 'documents', due='overdue')}</li>"
        if len(ids) > _TOP
        else ""
    )
    return f"<h3>{title}</h3><ul>{shown}{more}</ul>"


def _since(survey: Survey) -> str:
    change = survey.change
    assert change is not None
    paths = {node.path for node in survey.graph.nodes.values() if node.kind not in NO_DOCUMENT}
    added, changed = len(change.added & paths), len((change.changed - change.added) & paths)
    return (
        f"<p>{_link(many(len(change.new), 'new finding'), 'findings', new='1')}, "
        f"{_link(f'{len(change.mended):,} mended', 'findings', new='mended')}; "
        f"{_link(many(added, 'new document'), 'documents', state='new')}, "
        f"{_link(f'{changed:,} changed', 'documents', state='changed')}.</p>"
    )


def _trend(survey: Survey) -> str:
    from doclint.report.timeline import as_svg

    return f'<div class="wide">{as_svg(survey.points)}</div>'
