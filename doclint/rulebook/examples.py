"""The examples of a rule page, Bad and Good: mini-projects, and the findings expected of them.

A page is read with mistune's AST: a heading or a fence within a fence is text there, as to every reader.
mistune is imported here alone, and only where pages are tested.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from doclint.errors import DoclintError
from doclint.model.rule import Rule

# The commits of examples are the same on every machine, whoever runs them.
_GIT = {
    "GIT_AUTHOR_NAME": "doclint",
    "GIT_AUTHOR_EMAIL": "doclint@example.com",
    "GIT_COMMITTER_NAME": "doclint",
    "GIT_COMMITTER_EMAIL": "doclint@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
_SECTIONS = ("Bad", "Good")


class ExampleFile(NamedTuple):
    """A file of an example: its path, its bytes, and what its info string says besides."""

    path: str
    data: bytes
    attributes: Mapping[str, str]


class Example(NamedTuple):
    """A mini-project of a rule page.

    Attributes:
        files: fenced blocks with an info string `LANGUAGE PATH [ATTRIBUTE...]`.
        findings: the lines of the block `text findings`: what doclint must say, in the concise form.
    """

    files: tuple[ExampleFile, ...]
    findings: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write the project; attributes `untracked` and `committed=DATE` make it a git repository.

        Raises:
            DoclintError: a path that leads out of the folder, or git refused.
        """
        for path, data, _ in self.files:
            file = folder / path
            if not file.resolve().is_relative_to(folder.resolve()):
                raise DoclintError(f"the example's file '{path}' leads out of its folder")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if any(attributes for _, _, attributes in self.files):
            self._commit(folder)

    def _commit(self, folder: Path) -> None:
        dates = {a["committed"] for _, _, a in self.files if "committed" in a}
        moment = f"{max(dates, default='2025-01-01')}T12:00:00+0000"
        environment = {**os.environ, **_GIT, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        tracked = [path for path, _, attributes in self.files if "untracked" not in attributes]
        for arguments in (["init", "-q"], ["add", "-f", "--", *tracked], ["commit", "-qm", "example"]):
            try:
                subprocess.run(
                    ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True
                )
            except (OSError, subprocess.CalledProcessError) as error:
                raise DoclintError(f"git {arguments[0]} failed in an example: {error}") from None


def examples(body: str) -> dict[str, Example]:
    """The `Bad` and `Good` examples of a page's body, by name.

    Args:
        body: the page without its front matter.
    """
    import mistune  # not at the top: a check must not pay for it

    tokens = mistune.create_markdown(renderer="ast")(body)
    assert isinstance(tokens, list)
    found: dict[str, list[Any]] = {}
    section = ""
    for token in tokens:
        if token["type"] == "heading":
            if token["attrs"]["level"] <= 2:
                section = "".join(_text(token))
        elif token["type"] == "block_code" and section in _SECTIONS:
            found.setdefault(section, []).append(token)
    return {name: _example(blocks) for name, blocks in found.items()}


def _text(token: Mapping[str, Any]) -> Iterator[str]:
    if "raw" in token:
        yield token["raw"]
    for child in token.get("children", ()):
        yield from _text(child)


def _example(blocks: list[Any]) -> Example:
    files: list[ExampleFile] = []
    findings: tuple[str, ...] = ()
    for block in blocks:
        language, _, rest = block.get("attrs", {}).get("info", "").strip().partition(" ")
        words = rest.split()
        if language == "text" and words == ["findings"]:
            findings = tuple(block["raw"].splitlines())
        elif words:
            attributes = {name: value for name, _, value in (word.partition("=") for word in words[1:])}
            hexadecimal = attributes.pop("bytes", None)
            data = block["raw"].encode() if hexadecimal is None else bytes.fromhex(hexadecimal)
            files.append(ExampleFile(words[0], data, attributes))
    return Example(tuple(files), findings)


class Outcome(NamedTuple):
    """What a page's example gave: what is wrong with it, line by line; nothing where it holds."""

    rule: Rule
    name: str
    wrong: tuple[str, ...]


def compare(rule: Rule, name: str, example: Example | None, said: tuple[str, ...]) -> Outcome:
    """Compare what a page expects with what doclint says.

    Args:
        rule: the page's.
        name: `Bad` or `Good`.
        example: None where the page has none.
        said: the findings of this rule in the example, in the concise form.
    """
    if example is None or not example.files:
        return Outcome(rule, name, (f"no files below '## {name}'",))
    if name == "Bad" and not example.findings:
        return Outcome(rule, name, ("expects no finding, which proves nothing: add a block 'text findings'",))
    expected = example.findings if name == "Bad" else ()
    wrong = [f"expected  {line}" for line in expected if line not in said]
    wrong += [f"found     {line}" for line in said if line not in expected]
    if not wrong and list(expected) != list(said):
        wrong.append("the same findings, but in a different order or number")
    return Outcome(rule, name, tuple(wrong))
