"""How often something is done, as people write it, and the day on which it is due next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from doclint.formats.dates import begins_with_date

# A word that a period begins with -> (months, days), in English, Spanish, French, German and Portuguese.
_WORDS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("daily", "diari", "täglich", "quotidien"), (0, 1)),
    **dict.fromkeys(("weekly", "semanal", "wöchentlich", "hebdomadaire"), (0, 7)),
    **dict.fromkeys(("biweekly", "fortnightly", "quincenal"), (0, 14)),
    **dict.fromkeys(("monthly", "mensual", "mensuel", "mensal", "monatlich"), (1, 0)),
    **dict.fromkeys(("bimonthly", "bimestral"), (2, 0)),
    **dict.fromkeys(("quarterly", "trimestral", "trimestriel", "vierteljährlich"), (3, 0)),
    **dict.fromkeys(("semiannual", "semi-annual", "biannual", "semestral", "halbjährlich"), (6, 0)),
    **dict.fromkeys(("yearly", "annual", "anual", "annuel", "jährlich"), (12, 0)),
}
_COUNTED = re.compile(
    r"(?:every|cada|alle|tou[ts]\w* les)?\s*(\d{1,3})\s*[- ]?\s*"
    r"(day|día|dia|jour|tag|week|semana|woche|month|mes|mois|monat|year|año|ano|an\b|jahr)",
    re.I,
)
_UNITS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("day", "día", "dia", "jour", "tag"), (0, 1)),
    **dict.fromkeys(("week", "semana", "woche"), (0, 7)),
    **dict.fromkeys(("month", "mes", "mois", "monat"), (1, 0)),
    **dict.fromkeys(("year", "año", "ano", "an", "jahr"), (12, 0)),
}


def first_filled(metadata: Mapping[str, Any], fields: Iterable[str]) -> tuple[str, str]:
    """The first of some fields that is filled, and its text."""
    return next(
        ((f, str(metadata[f]).strip()) for f in fields if metadata.get(f) not in (None, "", [])), ("", "")
    )


def length_of(period: str) -> tuple[int, int] | None:
    """Months and days of a period; None if the text is none."""
    counted = _COUNTED.match(period)
    if counted is not None:
        unit = _UNITS.get(counted[2].lower())  # `meſ` matches, for Python folds the long s
        return None if unit is None else (int(counted[1]) * unit[0], int(counted[1]) * unit[1])
    word = period.lower()
    found = (length for begin, length in _WORDS.items() if word.startswith(begin))
    return next(found, None)


def due_day(date: str, period: str) -> str:
    """The day on which a review is due; empty where nothing tells."""
    import calendar  # few runs compare dates
    import datetime

    if begins_with_date(period):
        return period[:10]
    length = length_of(period)
    try:
        start = datetime.date.fromisoformat(date)
    except ValueError:
        return ""
    if length is None:
        return ""
    months, days = length
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        last = calendar.monthrange(year, month + 1)[1]
        day = datetime.date(year, month + 1, min(start.day, last)) + datetime.timedelta(days=days)
    except (ValueError, OverflowError):
        return datetime.date.max.isoformat()  # `9999-12-31` means never
    return day.isoformat()
