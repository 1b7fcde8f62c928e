"""Generate inputs at random and check each: `python fuzz/run.py --documents 1000000`.

Prints how many were checked, and stops at the first that fails, with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import check
import generate

KINDS = {
    "documents": (generate.document, check.check_document),
    "manifests": (generate.manifest, check.check_manifest),
    "configurations": (generate.configuration, check.check_configuration),
}
CHUNK = 2_000


def chunk(kind: str, first: int, count: int) -> str:
    """Check inputs by their seeds; what failed, or an empty text."""
    make, verify = KINDS[kind]
    for seed in range(first, first + count):
        data = make(random.Random(seed))
        try:
            verify(data)
        except BaseException as error:
            return f"{kind[:-1]} of seed {seed}: {type(error).__name__}: {error}\n{data!r}"
    return ""


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        for kind in KINDS:
            wanted, started = getattr(options, kind), time.monotonic()
            jobs = [
                pool.submit(chunk, kind, options.seed + at, min(CHUNK, wanted - at))
                for at in range(0, wanted, CHUNK)
            ]
            for job in jobs:
                failed = job.result()
                if failed:
                    print(failed)
                    return 1
            if wanted:
                print(f"{wanted:,} {kind} without an exception, {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
