"""Which doclint this is: verdicts, facts and rule pages are those of one build."""

from __future__ import annotations

import os
from functools import lru_cache

import doclint
from doclint.cache.home import state_of


@lru_cache(maxsize=1)
def build() -> str:
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
