"""Identifies this doclint: a cache belongs to one version or, in a checkout, to one state of its code."""

from __future__ import annotations

import os
from functools import lru_cache

import doclint
from doclint.tree.status import content_state, status_of


@lru_cache(maxsize=1)
def tool_fingerprint() -> str:
    """What tells this doclint from others: its version; of a checkout, the state of its code as well.

    A version installed from a wheel stays as it is, and may lie elsewhere, younger, on the next machine that
    is given the same cache.
    """
    package = os.path.dirname(doclint.__file__)  # noqa: PTH120
    words = [doclint.__version__]
    if not os.path.isdir(f"{package}/_rules"):  # noqa: PTH112  # rule pages lie beside the package
        for folder, names, files in os.walk(package):
            names[:] = sorted(name for name in names if name != "__pycache__")
            words += [
                f"{file} {state_of(f'{folder}/{file}')}" for file in sorted(files) if file.endswith(".py")
            ]
    return "\n".join(words)


def state_of(path: str | os.PathLike[str]) -> str:
    """What of a file's state (a link followed) changes whenever its content does.

    Raises:
        OSError: there is nothing, or it cannot be looked at.
    """
    return " ".join(map(str, content_state(status_of(os.stat(path)))))  # noqa: PTH116
