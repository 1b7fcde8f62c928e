"""Coverage-guided fuzzing of configurations with atheris: `python fuzz/fuzz_config.py -max_total_time=600`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["doclint"]):
    from check import check_configuration

if __name__ == "__main__":
    atheris.Setup(sys.argv, check_configuration)
    atheris.Fuzz()
