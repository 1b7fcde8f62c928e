"""The one error for a user's mistake; the command line turns it into one line and exit code 2."""


class DoclintError(Exception):
    """A mistake in what the user gave doclint: configuration, a rule page, an argument.

    Args:
        message: what is wrong and what was expected, one line.
        path: the file that holds the mistake, as the user would name it, or None.
        line: its 1-based line, or None where there is none to name.
    """

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        """`path:line: message`, as far as they are known."""
        where = (
            "" if self.path is None else f"{self.path}:" if self.line is None else f"{self.path}:{self.line}:"
        )
        return f"{where} {self.message}".strip()
