#!/usr/bin/env bash
# uv 0.13.9 and pdm 2.29.4 (PyPI), a project with a dependency group: what a pylock.toml of each says of the group's packages.
#
# Expected: PEP 751 has dependency-groups, default-groups and the marker "'dev' in dependency_groups", so that one lock holds
# what an application needs and what its developers need beside it, and an installer takes either.
# Seen: pdm writes them so. `uv export --format pylock.toml` writes the packages of its default groups (dev) without a marker and
# names no group: from the file, packages of development are packages of the application. `--no-default-groups` leaves them out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9 pdm==2.29.4 'hishel<2'
mkdir demo
cd demo
cat > pyproject.toml <<'TOML'
[project]
name = "demo"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["idna==3.10"]

[dependency-groups]
dev = ["iniconfig==2.1.0"]
TOML
said() {
  python3 - "$1" "$2" >> ../seen <<'PY'
import sys, tomllib
with open(sys.argv[2], "rb") as file:
    lock = tomllib.load(file)
packages = {package["name"]: package.get("marker") for package in lock["packages"]}
print(sys.argv[1], lock.get("dependency-groups"), packages.get("iniconfig"), "iniconfig" in packages, "idna" in packages)
PY
}
export UV_CACHE_DIR="$folder/cache" PDM_LOG_DIR="$folder/log" PDM_CHECK_UPDATE=0
../venv/bin/uv export --quiet --format pylock.toml --no-emit-project --output-file pylock.uv.toml > /dev/null
said uv pylock.uv.toml
../venv/bin/uv export --quiet --format pylock.toml --no-emit-project --no-default-groups --output-file pylock.lean.toml > /dev/null
said uv-without-groups pylock.lean.toml
../venv/bin/pdm config --local lock.format pylock > /dev/null
../venv/bin/pdm lock --quiet > /dev/null 2>&1
said pdm pylock.toml
cat ../seen
diff - ../seen <<'SEEN' && echo "as found: uv 0.13.9"
uv None None True True
uv-without-groups None None False True
pdm ['default', 'dev'] "dev" in dependency_groups True True
SEEN
