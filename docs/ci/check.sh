#!/bin/sh
# Any CI: report what this branch adds to the target branch, as JUnit for the server and as text for people.
set -eu
target="${1:-origin/main}"
git fetch --quiet --unshallow 2>/dev/null || true
python3 -m pip install --quiet doclint
doclint check --since "$target..." --exit-zero --quiet --output-format junit --output-file doclint-junit.xml
doclint check --since "$target..."
