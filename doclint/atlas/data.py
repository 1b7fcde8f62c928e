"""The survey as the page's data: short lists, names by number, and what is large apart and compressed."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from doclint.atlas.layers import layered
from doclint.atlas.survey import About, Survey
from doclint.graph.model import DOCUMENT, NO_DOCUMENT
from doclint.model.vocabulary import SEVERITIES

# Inside a script element of data these could end it, or a line of JavaScript; JSON has other spellings.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_NEW, _FIXABLE = 1, 2
_FRAME = 160  # code points of a line that are shown around a finding


class _Numbers:
    """Names in the order they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def names(self) -> list[str]:
        return list(self._numbers)


def main_data(survey: Survey) -> str:
    """What the page needs at once, as JSON for a script element.

    Nodes, links, findings and demands refer to one another by their number.
    """
    graph = survey.graph
    index = {id_: i for i, id_ in enumerate(graph.nodes)}
    by_path = {path: index[node.id] for path, node in graph.by_path.items()}
    kinds, statuses, owners, vias, paths = (_Numbers() for _ in range(5))
    change = survey.change
    nodes: list[list[Any]] = []
    for node in graph.nodes.values():
        about = survey.about.get(node.id, About())
        state = 0
        if change is not None:
            state = 2 if node.path in change.added else int(node.path in change.changed)
        real = int(node.kind not in NO_DOCUMENT)
        nodes.append([
            node.id, kinds[node.kind or DOCUMENT], node.path, node.title, statuses[node.status],
            owners[about.owner], about.changed, about.due, int(about.overdue), state, real,
        ])  # fmt: skip
    links: list[list[Any]] = []
    for link in graph.links:
        own = graph.nodes[link.source].path == link.path
        where = -1 if own else paths[link.path]
        line: list[Any] = [index[link.source], index[link.target], vias[link.via], where, link.line]
        links.append([*line, list(link.findings)] if link.findings else line)
    rules = {rule.code: i for i, rule in enumerate(survey.report.rules)}
    of_cause = {id(finding): i for i, cause in enumerate(survey.causes) for finding in cause.findings}
    findings: list[list[Any]] = []
    for finding in survey.report.findings:
        d = finding.diagnostic
        flags = (_NEW if change is not None and finding.fingerprint in change.new else 0) + (
            _FIXABLE if d.fix is not None else 0
        )
        end = d.span.end_column if d.span.end_line == d.span.line else 0
        findings.append([
            rules[finding.code], SEVERITIES.index(finding.severity), by_path.get(d.path, -1), d.path,
            d.span.line, d.span.column, end, d.message, d.help, of_cause[id(finding)], flags,
        ])  # fmt: skip
    data = {
        "about": {
            "name": survey.name,
            "commit": survey.commit,
            "date": survey.date,
            "since": change.revision if change is not None else "",
            "source": survey.source_url,
        },
        "kinds": kinds.names,
        "statuses": statuses.names,
        "owners": owners.names,
        "vias": vias.names,
        "paths": paths.names,
        "nodes": nodes,
        "links": links,
        "rules": [[rule.code, rule.name] for rule in survey.report.rules],
        "causes": [cause.title for cause in survey.causes],
        "findings": findings,
        "mended": [
            [f.code, f.diagnostic.path, f.diagnostic.span.line, f.diagnostic.message]
            for f in (change.mended if change is not None else ())
        ],
        "demands": [
            [
                demand.rule,
                list(demand.targets),
                [by_path[path] for path in demand.sources if path in by_path],
                [[by_path[path], why] for path, why in demand.missing.items() if path in by_path],
            ]
            for demand in survey.demands
        ],
        "layers": [
            [name, [[index[id_] for id_ in layer] for layer in layers]] for name, layers in layered(survey)
        ],
        "cycles": [[index[id_] for id_ in nodes] for nodes in survey.cycles],
        "hubs": [index[id_] for id_ in sorted(survey.hubs)],
    }
    return _json(data)


def more_data(survey: Survey) -> str:
    """What the page shows on demand (lines, metadata, entries): JSON, compressed, in base64."""
    frames = []
    for finding in survey.report.findings:
        d = finding.diagnostic
        text = survey.report.frames.get((d.path, d.span.line), "")
        first = max(0, d.span.column - 1 - _FRAME // 2) if len(text) > _FRAME else 0
        frames.append([text[first : first + _FRAME].expandtabs(1), first])
    about = [survey.about.get(id_, About()) for id_ in survey.graph.nodes]
    data = {
        "sentences": survey.sentences,
        "frames": frames,
        "metadata": [a.metadata for a in about],
        "schemas": [a.schemas for a in about],
        "entries": [a.entries for a in about],
    }
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return base64.b64encode(gzip.compress(text.encode("ascii"), 6, mtime=0)).decode("ascii")


def _json(data: object) -> str:
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text
