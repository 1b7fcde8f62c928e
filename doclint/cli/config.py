"""`doclint config show` and `doclint config schema`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options
from doclint.errors import DoclintError


@click.group("config")
def command() -> None:
    """Show the configuration, or its JSON Schema."""


@command.command("show")
@project_options
def show(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Print the effective configuration, including packs and detected values, as JSON."""
    from doclint.engine.workspace import Workspace

    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        setup = workspace.setup
        try:
            elsewhere = workspace.analysis().remarks.elsewhere
        except DoclintError:
            elsewhere = ()  # nothing to check: the configuration is what the user wants to see
    table = _plain(setup.config)
    table["elsewhere"] = _plain(elsewhere)
    table["docs_base"] = setup.base
    table["rules_enabled"] = [rule.code for rule in setup.rules]
    click.echo(json.dumps({key.replace("_", "-"): value for key, value in table.items()}, indent=2))
    return 0


@command.command("schema")
def schema() -> int:
    """Print the JSON Schema of the configuration file."""
    from doclint.config.options import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
    return 0


def _plain(value: Any) -> Any:
    """Values for JSON: what has named fields becomes a table, at any depth."""
    if hasattr(value, "_asdict"):
        return {name: _plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value
