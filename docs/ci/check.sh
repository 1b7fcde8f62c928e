#!/bin/sh
# Any CI: report what this branch adds to the target branch, as JUnit for the server and as text for people.
set -eu
# Keep this folder between runs where the server can: facts of unchanged documents are not read again.
export DOCLINT_CACHE_HOME="${DOCLINT_CACHE_HOME:-$HOME/.cache/doclint}"
target="${1:-origin/main}"
git fetch --quiet --unshallow 2>/dev/null || true
python3 -m pip install --quiet doclint
doclint check --since "$target..." --exit-zero --quiet --output-format junit --output-file doclint-junit.xml
doclint check --since "$target..."
