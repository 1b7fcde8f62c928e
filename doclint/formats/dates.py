"""Calendar dates as documents and manifests write them."""

from __future__ import annotations

import re

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_date(text: str) -> bool:
    """Whether a text has the form `YYYY-MM-DD` and nothing more; the calendar is not asked."""
    return _DATE.fullmatch(text) is not None


def begins_with_date(text: str) -> bool:
    """Whether a text begins with `YYYY-MM-DD`; a time may follow."""
    return _DATE.match(text) is not None
