"""Where GitHub reads math: `$x$`, `$$x$$` and `` $`x`$ ``, none of which contains links."""

from __future__ import annotations

import re

# GitHub, "Writing mathematical expressions": the signs touch what they enclose and no word around it, and no
# paragraph ends between them.
MATH_LENGTH = 5000  # bytes on either side of a link in which the signs of a formula stand
_MATH = re.compile(
    rb"(?<![\w\\$`])(?:"
    rb"\$\$(?:[^$\\\n]|\\.|\n(?![ \t]*\r?\n))+?\$\$"
    rb"|\$`[^`\n]+`\$"
    rb"|\$(?=[^\s$`])(?:[^$\\\n]|\\.|\n(?![ \t]*\r?\n))*?(?<=[^\s\\])\$"
    rb")(?![\w$`])"
)


def math_ranges(data: bytes, base: int) -> list[tuple[int, int]]:
    """The byte ranges of the math in `data`, from byte `base` on."""
    if data.find(b"$", base) < 0:
        return []
    return [match.span() for match in _MATH.finditer(data, base)]
