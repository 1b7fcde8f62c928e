"""Findings over time: lines for people, JSON, and one picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

from doclint.formats.escape import printable
from doclint.model.timeline import Point
from doclint.model.vocabulary import SEVERITIES

_WIDTH, _HEIGHT, _LEFT, _TOP = 720, 320, 60, 48
_COLOURS = {"error": "#b3261e", "warning": "#9a6700", "info": "#3b6ea5"}
_MOST = 10  # rules, kinds or folders of the last revision that text shows


def as_text(points: Sequence[Point]) -> str:
    """A line a revision, then what the last one has."""
    lines = [f"{'revision':<16}  {'date':<10}  errors  warnings  infos    born  mended"]
    for p in points:
        name = printable(p.name or p.commit[:10])
        counts = "  ".join(f"{p.counts[s]:>{w}}" for s, w in zip(SEVERITIES, (6, 8, 5), strict=True))
        lines.append(
            f"{name:<16}  {p.date}  {counts}  {p.born:>6}  {p.mended:>6}  {printable(p.subject)[:50]}"
        )
    last = sorted(points[-1].by.items(), key=lambda item: (-item[1], item[0]))
    lines += ["", *(f"{count:>6}  {printable(key)}" for key, count in last[:_MOST])]
    more = len(last) - _MOST
    return "\n".join([*lines, *([f"        and {more} more"] if more > 0 else []), ""])


def as_json(points: Sequence[Point], every: str, by: str) -> str:
    """One JSON object."""
    revisions = [{**p._asdict(), "counts": dict(p.counts), "by": dict(p.by)} for p in points]
    return json.dumps({"version": 1, "every": every, "by": by, "revisions": revisions}, indent=2) + "\n"


def as_svg(points: Sequence[Point]) -> str:
    """One picture: a line for each severity, and the dates of the first and the last revision."""
    top = max(1, *(count for p in points for count in p.counts.values()))
    step = (_WIDTH - _LEFT - 20) / max(1, len(points) - 1)

    def y(count: int) -> float:
        return _HEIGHT - 36 - count * (_HEIGHT - 36 - _TOP) / top

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>Findings over time</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    right = _WIDTH - 20
    parts += (
        f'<path d="M{_LEFT} {y(count):.1f}H{right}" stroke="#dddddd"/>'
        f'<text x="{_LEFT - 8}" y="{y(count) + 4:.1f}" text-anchor="end" fill="#444444">{count}</text>'
        for count in sorted({0, top // 2, top})
    )
    for at, severity in enumerate(SEVERITIES):
        colour = _COLOURS[severity]
        places = " ".join(f"{_LEFT + i * step:.1f},{y(p.counts[severity]):.1f}" for i, p in enumerate(points))
        parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, now = _LEFT + at * 130, points[-1].counts[severity]
        parts.append(f'<rect x="{x}" y="16" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="26" fill="#222222">{severity}s: {now}</text>')
        for i, p in enumerate(points):
            label = f"{p.name or p.commit[:10]} {p.date}: {p.counts[severity]} {severity}s"
            place = f'cx="{_LEFT + i * step:.1f}" cy="{y(p.counts[severity]):.1f}"'
            title = f"<title>{escape(printable(label))}</title>"
            parts.append(f'<circle {place} r="2.5" fill="{colour}">{title}</circle>')
    ends = [(points[0], _LEFT, "start"), (points[-1], _WIDTH - 20, "end")][: len(points)]
    for p, x, anchor in ends:
        text = escape(printable(f"{p.name} {p.date}".strip()))
        parts.append(f'<text x="{x}" y="{_HEIGHT - 14}" text-anchor="{anchor}" fill="#444444">{text}</text>')
    return "\n".join([*parts, "</svg>", ""])
