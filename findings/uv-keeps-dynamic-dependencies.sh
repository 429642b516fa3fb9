#!/usr/bin/env bash
# uv 0.13.9 (PyPI): a lock of a project whose dependencies setuptools reads from a requirements file.
#
# Expected: with `dynamic = ["dependencies"]` and `[tool.setuptools.dynamic] dependencies = { file = ["requirements.txt"] }` a changed
# requirements.txt makes uv.lock stale: `uv lock --check` fails, and `uv lock` adds the package.
# Seen: `uv lock --check` ends with 0 and `uv lock` leaves the package out, also where uv.lock is removed before: uv keeps what it built
# once, and only pyproject.toml, setup.py and setup.cfg count as its sources. A container or a Lambda package is then made without the
# package. `uv lock --refresh-package shop` reads the file anew; `[tool.uv] cache-keys` would name it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
export UV_CACHE_DIR="$folder/cache"
mkdir shop && cd shop
cat > pyproject.toml <<'TOML'
[build-system]
requires = ["setuptools==84.2.1"]
build-backend = "setuptools.build_meta"

[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dynamic = ["dependencies"]

[tool.setuptools]
py-modules = []

[tool.setuptools.dynamic]
dependencies = { file = ["requirements.txt"] }
TOML
uv() { ../venv/bin/uv "$@" 2> /dev/null; }
names() { grep '^name = ' uv.lock | sort | sed 's/name = //' | tr -d '"' | tr '\n' ' '; }
echo 'idna==3.10' > requirements.txt
uv lock
echo "first: $(names)" >> ../seen
echo 'iniconfig==2.1.0' >> requirements.txt
code=0
uv lock --check || code=$?
echo "check after the change: $code" >> ../seen
uv lock
echo "lock after the change: $(names)" >> ../seen
rm uv.lock
uv lock
echo "a new lock: $(names)" >> ../seen
uv lock --refresh-package shop
echo "refreshed: $(names)" >> ../seen
cd ..
cat seen
diff - seen <<'SEEN' && echo "as found: uv 0.13.9"
first: idna shop 
check after the change: 0
lock after the change: idna shop 
a new lock: idna shop 
refreshed: idna iniconfig shop 
SEEN
