"""Commands that documents tell readers to run, and the files of the repository that they name.

A fenced block of shell lines is read line by line with the standard library's shell lexer (shlex, POSIX).
What an earlier line makes, what only the reader knows, and what is installed are no references.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from doclint.formats.source import Source
from doclint.model.facts import Reference
from doclint.model.vocabulary import Syntax

_SHELL = frozenset(("bash", "sh", "shell", "zsh", "console", "shell-session", "sh-session", "terminal"))
_INFO = re.compile(rb"[ \t>]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n")
_CLOSING = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*\r?\Z")
_LONGEST = 50  # lines of one quoted text
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_PROMPT = re.compile(r"^(?:\S+@\S+[:~][^$#]*)?[$%>#] ")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)(\w+)\1")
_UNKNOWN = re.compile(
    r"[$`*?{}\[\]<>|\\…#]|\.{3}|://|^[~-]|^/|X{3,}|\d[xX]{2,}|(?:^|/)(?:path/to|your|my)[-_/]"
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_ENDS = frozenset(("&&", "||", ";", "|", "&", "(", ")", ";;", "|&"))
_BEFORE = frozenset(
    ("sudo", "time", "nohup", "exec", "env", "command", "then", "do", "else", "if", "!", "while")
)
_RUNNERS = {"poetry": 1, "uv": 1, "pipenv": 1, "pdm": 1, "hatch": 1, "rye": 1}  # `poetry run python x.py`
_INTERPRETERS = re.compile(
    r"(?:python[\d.]*|py|bash|sh|zsh|node|ruby|perl|php|Rscript|pwsh|deno|tsx|ts-node|source|\.)\Z"
)
_READERS = frozenset(("cat", "less", "more", "head", "tail", "diff", "cp", "mv", "chmod", "wc", "grep", "jq"))
# After these anything may be there.
_UNPACKERS = frozenset(
    ("git", "tar", "unzip", "wget", "curl", "svn", "hg", "docker", "ssh", "npx", "cookiecutter")
)
_MAKERS = frozenset(("touch", "mkdir", "tee", "ln", "install"))
_VALUED = frozenset(("-C", "-f", "-o", "-c", "-e", "-W", "-X", "--file", "--directory", "-n", "-m"))
LENGTH = 2000  # of a line that people type
# What a line must hold to be of interest.
_SIGNS = re.compile(
    r"/|\b(?:py|python|bash|sh|zsh|node|ruby|perl|php|pwsh|deno|tsx|source|make|npm|pnpm|cd|cat|less|head|tail|diff|cp|mv"
    r"|chmod|wc|grep|jq|git|tar|unzip|wget|curl|touch|mkdir|tee|run)\b|>|^\."
)


class Command(NamedTuple):
    """A word of a command that names something of the repository.

    Attributes:
        word: as the shell has it.
        start, end: bytes of the file.
        syntax: `script`, `operand`, `folder`, `module`, `npm-script` or `make-target`.
        folder: where the command runs, seen from the reader's folder, as far as `cd` tells.
    """

    word: str
    start: int
    end: int
    syntax: Syntax
    folder: str = ""

    def reference(self, source: Source) -> Reference:
        """The word as a reference in the file that holds it."""
        span = source.span(self.start, self.end)
        return Reference("command", self.syntax, self.word, "", span, span, self.folder)


def commands_of_blocks(data: bytes, blocks: Iterable[tuple[int, int]]) -> Iterator[Command]:
    """What the shell blocks of a file name.

    Args:
        data: the file.
        blocks: start and end of each fenced block, in bytes.
    """
    for start, end in blocks:
        opening = _INFO.match(data, start, end)
        if opening is None:
            continue
        info = opening[2].decode("utf-8", "replace").lower()
        if info not in _SHELL and (info or b"$ " not in data[opening.end() : end]):
            continue
        yield from _Block(
            data, start, info in ("", "console", "shell-session", "sh-session", "terminal")
        ).read(opening.end(), end)


def commands_of_script(data: bytes, start: int, end: int) -> Iterator[Command]:
    """What lines of shell name that stand somewhere in a file.

    Args:
        data: the file.
        start, end: where they stand, in bytes.
    """
    yield from _Block(data, start, False).read(start, end)


def command_of_span(text: str) -> Iterator[Command]:
    """What a code span names that is a command with arguments; offsets are code points of the text."""
    words = list(_words(text, 0)) if " " in text and len(text) <= LENGTH else []
    if words:
        yield from _Line(set()).read(words)


class _Word(NamedTuple):
    text: str
    start: int
    end: int


class _Block:
    """The lines of one block, read in order."""

    def __init__(self, data: bytes, fence: int, session: bool) -> None:
        self._data, self._fence, self._session = data, fence, session

    def read(self, start: int, end: int) -> Iterator[Command]:
        line = _Line(set())
        until, joined, began, at = "", "", start, start
        before = self._data[self._data.rfind(b"\n", 0, max(0, self._fence)) + 1 : self._fence]
        quoted = b">" in before
        for raw in self._data[start:end].split(b"\n"):
            text = raw.decode("utf-8", "replace")
            here, at = at, at + len(raw) + 1
            if quoted and (mark := _QUOTED.match(text)):
                text = " " * mark.end() + text[mark.end() :]
            if until:
                until = "" if text.strip() == until else until
                continue
            if _CLOSING.match(text):
                return
            if self._session and not joined:
                prompt = _PROMPT.match(text.lstrip())
                if prompt is None:
                    continue  # what the command prints
                lead = len(text) - len(text.lstrip()) + prompt.end()
                text = " " * lead + text[lead:]
            began = began if joined else here
            if text.rstrip("\r").endswith("\\"):
                text = text.rstrip("\r")
                joined += text[:-1] + " " * (len(raw.decode("utf-8", "replace")) - len(text) + 2)
                continue
            whole = joined + text
            if _is_quote_open(whole) and whole.count("\n") < _LONGEST:
                joined = whole + "\n"
                continue
            joined = ""
            heredoc = _HEREDOC.search(whole)
            until = heredoc[2] if heredoc else ""
            if line.is_open or len(whole) > LENGTH or not _SIGNS.search(whole):
                continue
            for command in line.read(list(_words(whole, 0))):
                first = len(whole[: command.start].encode("utf-8"))
                last = len(whole[: command.end].encode("utf-8"))
                spelled = whole[command.start : command.end].encode("utf-8")
                if self._data[began + first : began + last] == spelled:
                    yield command._replace(start=began + first, end=began + last)


def _is_quote_open(text: str) -> bool:
    """Whether a quote of a shell text does not close in it."""
    if "'" not in text and '"' not in text:
        return False
    quote = ""
    escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
    return bool(quote)


def _words(line: str, at: int) -> Iterator[_Word]:
    """The words of a shell line with their places; none where the line is no shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        for token in lexer:
            start = line.find(token, at)
            if start < 0:
                yield _Word(token, -1, -1)
                continue
            at = start + len(token)
            yield _Word(token, start, at)
    except ValueError:
        return  # a quote that does not close: prose, or a line of another language


class _Line:
    """Reads commands one after the other; remembers where `cd` led and what was made.

    `is_open` is true once anything may exist: after a download, or in a folder that nobody knows.
    """

    def __init__(self, made: set[str]) -> None:
        self._made, self._folder, self.is_open = made, "", False

    def read(self, words: list[_Word]) -> Iterator[Command]:
        command: list[_Word] = []
        skip = False
        for word in words:
            if skip:
                skip = False
                self._made.add(word.text)
            elif word.text in _ENDS:
                yield from self._command(command)
                command = []
            elif set(word.text) <= set("<>&") and word.text:
                skip = True
            else:
                command.append(word)
        yield from self._command(command)

    def _command(self, words: list[_Word]) -> Iterator[Command]:
        while words and (_ASSIGNMENT.match(words[0].text) or words[0].text in _BEFORE):
            words = words[1:]
        if len(words) > 2 and words[0].text in _RUNNERS and words[1].text == "run":
            words = words[2:]
        if not words or self.is_open:
            return
        program, rest = words[0], words[1:]
        name = program.text
        if "/" in name:
            yield from self._file(program, "script")
        elif _INTERPRETERS.match(name):
            yield from self._interpreted(name, rest)
        elif name == "make":
            yield from self._make(rest)
        elif name in ("npm", "pnpm") and len(rest) > 1 and rest[0].text in ("run", "run-script"):
            yield from self._file(rest[1], "npm-script")
        elif name == "cd":
            yield from self._changed(rest)
        elif name in _READERS:
            operands = [word for word in rest if not word.text.startswith("-")]
            if name in ("cp", "mv"):
                self._made.update(word.text for word in operands[-1:])
                operands = operands[:-1]
            elif name in ("grep", "jq", "chmod"):
                operands = operands[1:]
            for word in operands:
                yield from self._file(word, "operand")
        elif name in _MAKERS:
            self._made.update(word.text for word in rest)
        elif name in _UNPACKERS and (
            name != "git" or (rest and rest[0].text in ("clone", "checkout", "submodule", "pull"))
        ):
            self.is_open = True

    def _interpreted(self, name: str, rest: list[_Word]) -> Iterator[Command]:
        at = 0
        while at < len(rest) and rest[at].text.startswith("-"):
            if rest[at].text == "-m" and name.startswith("py"):
                if at + 1 < len(rest):
                    yield from self._file(rest[at + 1], "module")
                return
            if rest[at].text in ("-c", "-e", "-"):
                return
            at += 2 if rest[at].text in _VALUED else 1
        if at < len(rest) and name not in ("deno",):
            yield from self._file(rest[at], "script")

    def _make(self, rest: list[_Word]) -> Iterator[Command]:
        folder = ""
        at = 0
        while at < len(rest):
            text = rest[at].text
            if text in ("-C", "--directory") and at + 1 < len(rest):
                folder = rest[at + 1].text
                yield from self._file(rest[at + 1], "folder")
                at += 2
            elif text.startswith("-"):
                at += 2 if text in _VALUED else 1
            else:
                if "=" not in text and re.fullmatch(r"[\w.-]+", text):
                    for command in self._file(rest[at], "make-target"):
                        yield command._replace(folder=_below(self._folder, folder))
                at += 1

    def _changed(self, rest: list[_Word]) -> Iterator[Command]:
        if not rest:
            self.is_open = True
            return
        text = rest[0].text
        if _UNKNOWN.search(text) or text in self._made:
            self.is_open = True  # in a folder that only the reader knows
            return
        yield from self._file(rest[0], "folder")
        self._folder = _below(self._folder, text)

    def _file(self, word: _Word, syntax: Syntax) -> Iterator[Command]:
        text = word.text
        if word.start < 0 or _UNKNOWN.search(text) or not text.strip("./"):
            return
        parts = text.split("/")
        above = ("/".join(parts[:n]) for n in range(1, len(parts) + 1))
        if not any(name in self._made or f"{name}/" in self._made for name in above):
            yield Command(text, word.start, word.end, syntax, self._folder)


def _below(folder: str, path: str) -> str:
    return f"{folder}/{path}".strip("/") if folder else path.rstrip("/")
