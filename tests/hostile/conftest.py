"""These tests make pipes, devices, limits and signals for real; Windows has other ones."""

from __future__ import annotations

import os

collect_ignore_glob = ["test_*.py"] if os.name == "nt" else []
