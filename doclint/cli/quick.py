"""The command line of `doclint check`, read without click where there is nothing to explain.

Whatever is not one of the options in full (an abbreviation, a mistake, `--help`) is click's to read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doclint.cli.checking import COLOUR_CHOICES, Request
from doclint.model.finding import SEVERITIES
from doclint.report.formats import FORMATS

_CHOICES = {"output_format": tuple(FORMATS), "fail_on": SEVERITIES, "color": COLOUR_CHOICES}
_DEFAULTS = {name: value for name, value in Request._field_defaults.items() if name != "paths"}
_PATHS = ("root", "config", "stdin_filename", "output_file", "cache_dir")


def parse(words: Sequence[str]) -> Request | None:
    """What the words after `check` ask for, as click would say; None where click should say it."""
    if os.name == "nt":
        return None  # click expands wildcards there
    paths: list[Path] = []
    options: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if word and word[0] != "-":
            paths.append(Path(word))
            continue
        spelled, equals, value = word.partition("=")
        name = "quiet" if word == "-q" else _name(spelled)
        default = _DEFAULTS.get(name, False)
        if default is False:
            if equals or name not in _DEFAULTS:
                return None
            options[name] = True
            continue
        if not equals:
            value = next(rest, "-")
        if value[:1] in ("", "-") or value not in _CHOICES.get(name, (value,)):
            return None
        if default == ():
            options[name] = (*options.get(name, ()), value)
        else:
            options[name] = Path(value) if name in _PATHS else value
    return Request(tuple(paths), **options)


def _name(word: str) -> str:
    """`no_cache` of `--no-cache`; empty where a word is no long option."""
    return word[2:].replace("-", "_") if word.startswith("--") and "_" not in word else ""
