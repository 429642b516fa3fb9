#!/usr/bin/env bash
# pdm 2.29.4 with hishel 2.0.0 (PyPI): `pdm lock` ends with an AttributeError.
#
# Expected: pdm asks for hishel[httpx2]>=1.4.0 without an upper bound, `pip check` finds nothing wrong, and a lock is written.
# Seen: hishel 2.0.0 has no SyncSqliteStorage, which pdm's cache of requests takes: no command that reads an index works. An
# installation of today gets both versions; hishel below 2 is the way out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pdm==2.29.4 hishel==2.0.0
venv/bin/pip check > seen
cat > pyproject.toml <<'TOML'
[project]
name = "demo"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["idna"]
TOML
lock() { PDM_LOG_DIR="$folder/log" venv/bin/pdm lock > out 2>&1 && echo "locked" >> seen || grep -o 'AttributeError.*' out >> seen; }
lock
venv/bin/pip install --quiet --disable-pip-version-check 'hishel<2'
lock
cat seen
printf '%s\n' 'No broken requirements found.' "AttributeError]: module 'hishel' has no attribute 'SyncSqliteStorage'" 'locked' | diff - seen && echo "as found: pdm 2.29.4"
