"""Coverage-guided fuzzing of extraction with atheris: `python fuzz/fuzz_extract.py new fuzz/corpus -max_total_time=600`.

The first folder takes the inputs that reach new code; it must exist."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["doclint"]):
    from check import check_document

if __name__ == "__main__":
    atheris.Setup(sys.argv, check_document)
    atheris.Fuzz()
