"""The report for people: one block a finding with the line it points at, then a summary."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable

from doclint.formats.escape import printable
from doclint.model.finding import Finding, Report
from doclint.model.vocabulary import SEVERITIES, VIAS
from doclint.report.causes import LEAST, Cause, causes

Style = Callable[[str, str], str]
WIDTH = 160
PLACES = 3  # of one cause that are shown
_CAUSES = 10  # that statistics show
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def plain(text: str, colour: str) -> str:
    """A style that adds nothing."""
    return text


def render(report: Report) -> str:
    """The report without colours."""
    return text_report(report)


def text_report(report: Report, style: Style = plain, *, fold: bool = True) -> str:
    """The report as text.

    Args:
        report: what to print.
        style: (text, colour) -> text; colours are `red`, `yellow`, `blue`, `cyan`, `bold`.
        fold: whether findings of one cause are one block.
    """
    if fold:
        blocks = [_folded(cause, report, style) for cause in causes(report.findings)]
    else:
        blocks = [_block(finding, report, style) for finding in report.findings]
    return "\n".join([*blocks, summary(report, style)]) + "\n"


def _folded(cause: Cause, report: Report, style: Style) -> str:
    """A cause with the first of its places; one finding is shown whole."""
    first = cause.findings[0]
    if len(cause.findings) == 1:
        return _block(first, report, style)
    severity = min((f.severity for f in cause.findings), key=SEVERITIES.index)
    code = style(f"{first.code} {first.name}", _COLOURS[severity])
    lines = [f"{severity} {code}: {style(printable(cause.title), 'bold')}"]
    shown = cause.findings[:PLACES]
    for finding in shown:
        d = finding.diagnostic
        lines.append(f"  {printable(d.path)}:{d.span.line}:{d.span.column}: {printable(d.message)}")
        if d.help:
            lines.append(f"    {style('help:', 'cyan')} {printable(d.help)}")
    lines.append(f"  and {len(cause.findings) - len(shown):,} more places (--no-fold lists them)")
    return "\n".join([*lines, ""])


def _block(finding: Finding, report: Report, style: Style) -> str:
    d = finding.diagnostic
    where = style(f"{printable(d.path)}:{d.span.line}:{d.span.column}", "bold")
    code = style(f"{finding.code} {finding.name}", _COLOURS[finding.severity])
    lines = [f"{where} {finding.severity} {code}: {printable(d.message)}"]
    lines += _frame(finding, report.frames.get((d.path, d.span.line), ""), style)
    if d.help:
        lines.append(f"  {style('help:', 'cyan')} {printable(d.help)}")
    lines += [
        f"  {style('note:', 'cyan')} {printable(r.path)}:{r.line}: {printable(r.message)}"
        for r in d.related[:3]
    ]
    return "\n".join([*lines, ""])


def _frame(finding: Finding, line: str, style: Style) -> list[str]:
    """The line with a caret under the span; a long line is cut around it."""
    span = finding.diagnostic.span
    if not line.strip() or (span.line, span.column) == (span.end_line, span.end_column):
        return []
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    first = 0
    if len(line) > WIDTH:
        first = max(0, min(start - 40, len(line) - WIDTH))
    cut = line[first : first + WIDTH]
    before, marked = printable(cut[: start - first]), printable(cut[start - first : end - first])
    number = str(span.line)
    lead = "…" if first else ""
    tail = "…" if first + WIDTH < len(line) else ""
    carets = style("^" * max(1, _width(marked)), _COLOURS[finding.severity])
    return [
        f"  {number} | {lead}{printable(cut)}{tail}",
        f"  {' ' * len(number)} | {' ' * (_width(lead) + _width(before))}{carets}",
    ]


def _width(text: str) -> int:
    """Columns a terminal gives to a text: two to wide characters, none to combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(c) or c in "\u200d\ufe0f"
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def summary(report: Report, style: Style = plain) -> str:
    """The last line: what was read, what was found, what is hidden."""
    looked = f"{_many(report.files, 'file')}, {_many(report.references, 'reference')}"
    counts = [(severity, report.count(severity)) for severity in SEVERITIES]
    left = "".join(f"; {_many(n, 'finding')} hidden ({why})" for why, n in report.hidden.items() if n)
    if not any(n for _, n in counts):
        return f"No findings in {looked}{left}."
    found = ", ".join(style(_many(n, severity), _COLOURS[severity]) for severity, n in counts if n)
    fixes = sum(f.diagnostic.fix is not None for f in report.findings)
    fixable = f"; {_many(fixes, 'finding')} with a known fix" if fixes else ""
    return f"Found {found} in {looked}{fixable}{left}."


def statistics(report: Report) -> str:
    """How many findings each rule has, most first; then causes of several, and targets of several."""
    counts = Counter((f.code, f.name) for f in report.findings)
    fixes = Counter(f.code for f in report.findings if f.diagnostic.fix is not None)
    width = len(str(max(counts.values(), default=0)))
    lines = [
        f"{n:>{width}}  {code} {name}" + (f"  ({fixes[code]} with a known fix)" if fixes[code] else "")
        for (code, name), n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    several = [cause for cause in causes(report.findings) if len(cause.findings) > 1]
    if several:
        lines += ["", "by cause:"]
        for cause in sorted(several, key=lambda c: -len(c.findings))[:_CAUSES]:
            lines.append(f"  {cause.findings[0].code} {printable(cause.title)}")
    targets = Counter(f.diagnostic.target for f in report.findings if f.diagnostic.severity_key in VIAS)
    often = [(target, n) for target, n in targets.most_common(_CAUSES) if target and n >= LEAST]
    if often:
        lines += ["", "by target:", *(f"  {n:>{width}}  {printable(target)}" for target, n in often)]
    return "".join(f"{line}\n" for line in lines)


def _many(count: int, noun: str) -> str:
    plural = {"info": "infos"}.get(noun, noun + "s")
    return f"{count:,} {noun if count == 1 else plural}"
