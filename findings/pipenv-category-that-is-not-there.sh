#!/usr/bin/env bash
# pipenv 2026.10.3 and pdm 2.29.4 (PyPI): packages of a lock as requirements, with a category or a group that it does not have.
#
# Expected: an error, as from uv ("Group `x` is not defined") and Poetry ("Group(s) not found"): a name that is spelled wrong would
# otherwise give an image or a Lambda package without the packages that are asked for.
# Seen: both end with 0. `pipenv requirements --categories packages,aw` says nothing at all and writes the main packages; `pdm export
# --prod --group aw` says "Ignoring non-existing groups" on standard error, where a redirected output does not hold it, and does the same.
# What asks them has to look into the lock, or at standard error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pipenv==2026.10.3 pdm==2.29.4 'hishel<2'
mkdir pipenv pdm
cat > pipenv/Pipfile <<'TOML'
[[source]]
url = "https://pypi.org/simple"
verify_ssl = true
name = "pypi"

[packages]
idna = "==3.10"

[aws]
iniconfig = "==2.1.0"
TOML
cat > pdm/pyproject.toml <<'TOML'
[project]
name = "demo"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["idna==3.10"]

[dependency-groups]
aws = ["iniconfig==2.1.0"]
TOML
export PIPENV_IGNORE_VIRTUALENVS=1 PIPENV_NOSPIN=1 PIPENV_YES=1 WORKON_HOME="$folder/environments" PIPENV_CACHE_DIR="$folder/cache"
export PDM_LOG_DIR="$folder/log" PDM_CHECK_UPDATE=0
# What an export ends with, the packages that it names, and whether it said anything beside them
said() {
  local about=$1 code=0
  shift
  "$@" > out 2> err || code=$?
  echo "$about: $code $(grep -oE '^[a-z]+==' out | tr -d = | sort | tr '\n' ' ')$(grep -c 'non-existing' err || true)" >> ../seen
}
cd pipenv
../venv/bin/pipenv lock > /dev/null 2>&1
said pipenv-aws ../venv/bin/pipenv requirements --categories packages,aws
said pipenv-aw ../venv/bin/pipenv requirements --categories packages,aw
[ -s err ] && echo "pipenv said something" >> ../seen
cd ../pdm
../venv/bin/pdm lock --quiet -G :all > /dev/null 2>&1
said pdm-aws ../venv/bin/pdm export --no-hashes --group aws
said pdm-aw ../venv/bin/pdm export --no-hashes --prod --group aw
cd ..
cat seen
diff - seen <<'SEEN' && echo "as found: pipenv 2026.10.3, pdm 2.29.4"
pipenv-aws: 0 idna iniconfig 0
pipenv-aw: 0 idna 0
pdm-aws: 0 idna iniconfig 0
pdm-aw: 0 idna 1
SEEN
