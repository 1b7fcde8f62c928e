"""How complete the traceability is: of each kind, how many have the links their rules demand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from doclint.checks import ENGINE_CHECKS, load_check
from doclint.context import AllDocuments, Context, Shared
from doclint.formats.escape import markdown_text, printable
from doclint.graph.csv_graph import table
from doclint.graph.model import DOCUMENT
from doclint.link.project import Project
from doclint.model.rule import Rule
from doclint.trace.demand import Demand

ANY = "any"


@dataclass(frozen=True, slots=True)
class Gap:
    """One document that falls short of one rule."""

    kind: str
    target: str
    id: str
    path: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix.

    Attributes:
        cells: (kind, kind of what must be tied) -> (how many fulfil every rule, of how many).
        rules: the same -> the names of the rules.
        gaps: who falls short, in order.
    """

    cells: dict[tuple[str, str], tuple[int, int]]
    rules: dict[tuple[str, str], tuple[str, ...]]
    gaps: tuple[Gap, ...]

    def only(self, kinds: Collection[str]) -> Coverage:
        """The rows of some kinds."""
        return Coverage(
            {cell: count for cell, count in self.cells.items() if cell[0] in kinds},
            {cell: names for cell, names in self.rules.items() if cell[0] in kinds},
            tuple(gap for gap in self.gaps if gap.kind in kinds),
        )


def demands(project: Project, rules: tuple[Rule, ...]) -> Iterator[Demand]:
    """What the rules that run demand: of every kind of check that has a function `demands`."""
    shared = Shared(project)
    for rule in rules:
        ask = load_check(rule.check, rule.source).demands if rule.check not in ENGINE_CHECKS else None
        if ask is not None:
            yield from ask(Context(project, rule.params, shared, AllDocuments(project), {}))


def coverage(project: Project, rules: tuple[Rule, ...]) -> Coverage:
    """The matrix of a linked project under the rules that run."""
    asked: dict[tuple[str, str], set[str]] = {}
    short: dict[tuple[str, str], set[str]] = {}
    names: dict[tuple[str, str], dict[str, None]] = {}
    gaps: list[Gap] = []
    kinds = {path: kind for kind in project.kinds.all for path in project.files_of_kind(kind)}
    for demand in demands(project, rules):
        for cell in ((kind, target) for kind in demand.kinds for target in demand.targets or (ANY,)):
            asked.setdefault(cell, set())  # nobody to demand it of: 0 of 0
            names.setdefault(cell, {})[demand.rule] = None
        for path in demand.sources:
            document = project.document(path)
            kind = (document.kind if document else kinds.get(path, "")) or DOCUMENT
            for target in demand.targets or (ANY,):
                cell = (kind, target)
                asked.setdefault(cell, set()).add(path)
                names.setdefault(cell, {})[demand.rule] = None
                if path in demand.missing:
                    short.setdefault(cell, set()).add(path)
                    id_ = document.id if document else ""
                    gaps.append(Gap(kind, target, id_ or path, path, demand.rule, demand.missing[path]))
    return Coverage(
        {c: (len(asked[c]) - len(short.get(c, ())), len(asked[c])) for c in sorted(asked)},
        {c: tuple(sorted(names[c])) for c in sorted(names)},
        tuple(sorted(gaps, key=lambda g: (g.kind, g.target, g.path, g.rule))),
    )


def as_text(found: Coverage) -> str:
    """The matrix in columns, then what is missing."""
    if not found.cells:
        return "no rule requires a link in this project; see '[[rule]]' in the configuration reference\n"
    rows = _matrix(found)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.append("")
    cell = None
    for gap in found.gaps:
        if (gap.kind, gap.target) != cell:
            cell = (gap.kind, gap.target)
            lines.append(f"{gap.kind} -> {gap.target}, missing (rules: {', '.join(found.rules[cell])}):")
        lines.append(f"  {printable(gap.path)}: {printable(gap.why)}")
    return "\n".join([*lines, _total(found)]) + "\n"


def as_markdown(found: Coverage) -> str:
    """The matrix as a table, what is missing as a list."""
    rows = [[markdown_text(v) for v in row] for row in _matrix(found)]
    lines = ["# Traceability", ""]
    if rows:
        lines += [f"| {' | '.join(rows[0])} |", f"|{'---|' * len(rows[0])}"]
        lines += [f"| {' | '.join(row)} |" for row in rows[1:]]
    lines += ["", "## Missing", ""] if found.gaps else []
    for gap in found.gaps:
        kind, target, path, why = map(markdown_text, (gap.kind, gap.target, gap.path, gap.why))
        lines.append(f"- {kind} → {target}: {path}: {why}")
    return "\n".join([*lines, "", _total(found)]) + "\n"


def as_table(found: Coverage) -> dict[str, object]:
    """The same for machines."""
    return {
        "matrix": [
            {"kind": k, "target": t, "covered": covered, "total": total, "rules": list(found.rules[k, t])}
            for (k, t), (covered, total) in found.cells.items()
        ],
        "missing": [
            {"kind": g.kind, "target": g.target, "id": g.id, "path": g.path, "rule": g.rule, "message": g.why}
            for g in found.gaps
        ],
    }


def as_csv(found: Coverage) -> str:
    """One table for a spreadsheet: a line for each cell, then one for each document that falls short."""
    rows = [["kind", "target", "covered", "total", "rule", "id", "path", "message"]]
    for (kind, target), (covered, total) in found.cells.items():
        rules = " ".join(found.rules[kind, target])
        rows.append([kind, target, str(covered), str(total), rules, "", "", ""])
        gaps = [g for g in found.gaps if (g.kind, g.target) == (kind, target)]
        rows += [[kind, target, "", "", g.rule, g.id, g.path, g.why] for g in gaps]
    return table(rows)


def _matrix(found: Coverage) -> list[list[str]]:
    kinds = sorted({kind for kind, _ in found.cells})
    targets = sorted({target for _, target in found.cells})
    rows = [["", *targets]] if kinds else []
    rows += [[kind, *(_shown(found.cells.get((kind, target))) for target in targets)] for kind in kinds]
    return rows


def _shown(cell: tuple[int, int] | None) -> str:
    if cell is None:
        return "-"
    covered, total = cell
    return f"{covered}/{total} ({100 * covered // total}%)" if total else "0/0"


def _total(found: Coverage) -> str:
    covered = sum(c for c, _ in found.cells.values())
    total = sum(t for _, t in found.cells.values())
    return f"{covered:,} of {total:,} demands are met" + (f" ({100 * covered // total}%)" if total else "")
