"""The click group, its lazy commands, and the mapping of every outcome to an exit code."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Mapping
from importlib import import_module

import click

from doclint import __version__
from doclint.cli.recorder import Recorder
from doclint.errors import DoclintError, did_you_mean

# command -> (module below doclint.cli, one-line help): the module is imported when the command runs.
COMMANDS = {
    "check": ("check", "Check the documents and report what is wrong."),
    "init": ("init", "Propose a configuration for this repository."),
    "baseline": ("baseline", "Accept today's findings: write, prune or show the baseline."),
    "graph": (
        "graph",
        "Export the reference graph, or ask it: impact, why, orphans, cycles, coverage, stats.",
    ),
    "review": ("review", "Record that declared dependencies were reviewed."),
    "clean": ("clean", "Empty the cache."),
    "rules": ("rules", "List the rules."),
    "explain": ("explain", "Print a rule's page."),
    "config": ("config", "Show the configuration, or its JSON Schema."),
}

EXIT_CLEAN, EXIT_FINDINGS, EXIT_ABNORMAL, EXIT_INTERRUPTED = 0, 1, 2, 130


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

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 a mistake in the configuration, nothing to
    check or an internal error, 130 interrupted.
    """


def main(since_ns: int = 0, seen: Mapping[bytes, os.stat_result] | None = None) -> int:
    """Run the command line; its exit code.

    Args:
        since_ns: when looking at files began, in nanoseconds since the epoch; 0 means now.
        seen: states of files that were looked at, by absolute path.
    """
    gc.enable()
    # A surrogate from a non-UTF-8 path, or a terminal that is not UTF-8, must not end in a traceback.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    return _run(Recorder(sys.argv[1:], since_ns or time.time_ns(), seen or {}))


def _run(recorder: Recorder) -> int:
    try:
        result = group.main(prog_name="doclint", standalone_mode=False, obj=recorder)
        sys.stdout.flush()
        code = result if isinstance(result, int) else EXIT_CLEAN
        recorder.save(code)
        return code
    except DoclintError as error:
        from doclint.report.escape import printable

        # It may quote a document, a path or a name: nothing of those acts on a terminal.
        click.echo(f"doclint: {printable(str(error))}", err=True)
        return EXIT_ABNORMAL
    except SystemExit:
        # click's own way to end when the reader of its output has gone.
        return 128 + getattr(signal, "SIGPIPE", 13)
    except click.ClickException as error:
        error.show()
        return EXIT_ABNORMAL
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("doclint: interrupted", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # `doclint check | head`: the reader has what it wanted. Keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + getattr(signal, "SIGPIPE", 13)
    except Exception as error:
        if os.environ.get("DOCLINT_TRACEBACK"):
            raise
        where = f"{type(error).__name__}: {error}".split("\n")[0][:300]
        click.echo(f"doclint: internal error: {where} (set DOCLINT_TRACEBACK=1 for the traceback)", err=True)
        return EXIT_ABNORMAL
