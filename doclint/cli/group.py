"""The click group and its lazy commands."""

from __future__ import annotations

from importlib import import_module

import click

from doclint import __version__
from doclint.cli.outcome import EXIT_ABNORMAL, EXIT_CLEAN
from doclint.errors import DoclintError, did_you_mean

# command -> (module below doclint.cli, one-line help): the module is imported when the command runs.
COMMANDS = {
    "check": ("check", "Check the documents and report what is wrong."),
    "init": ("init", "Propose a configuration for the repository."),
    "baseline": ("baseline", "Accept today's findings: write, prune or show the baseline."),
    "new": ("new", "Write a new document with the next free ID, from its kind's template."),
    "next": ("next_id", "Print the next free ID of a kind."),
    "mv": ("mv", "Move or rename a document, folder, ID or heading, with every reference to it."),
    "manifest": ("manifest", "Compare manifests with the documents: check, diff, sync."),
    "graph": (
        "graph",
        "Export the reference graph, or query it: impact, why, orphans, cycles, coverage, stats.",
    ),
    "report": ("report", "Show everything that is known of a document: the dossier of a review."),
    "history": ("history", "Show the findings of each commit, month or tag: born and mended."),
    "blame": ("blame", "Show which commits broke which references."),
    "review": ("review", "Record that declared dependencies were reviewed."),
    "clean": ("clean", "Empty the cache."),
    "rules": ("rules", "List the rules."),
    "explain": ("explain", "Print a rule's page."),
    "config": ("config", "Show the configuration, or its JSON Schema."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"doclint.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], COMMANDS) or f"commands: {', '.join(COMMANDS)}"
            raise DoclintError(f"no command '{args[0]}' ({hint})")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="doclint", message="%(prog)s %(version)s")
def group() -> None:
    """doclint checks Markdown documentation: links, document IDs, schemaRefs and the manifest.

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 configuration error, nothing to check or internal
    error, 130 interrupted, 143 terminated.
    """


def call(words: list[str]) -> int:
    """Run a command line through click; its exit code.

    Raises:
        DoclintError, KeyboardInterrupt, BrokenPipeError: see `doclint.cli.main`.
    """
    try:
        result = group.main(args=words, prog_name="doclint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return EXIT_ABNORMAL
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else EXIT_CLEAN
