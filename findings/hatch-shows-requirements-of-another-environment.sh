#!/usr/bin/env bash
# Hatch's own list of an environment's requirements is not what the environment installs.
#
# Expected: `hatch -e NAME dep show requirements` prints what `hatch -e NAME` installs, so that a tool can build a
# package or an image from it.
# Seen with hatch 1.18.2: it prints the dependencies of [project] and those that the environment lists itself.
# - An environment with `features = ["server"]` does not get the packages of that extra in the list, though it has them.
# - An environment with `dependency-groups = ["web"]` does not get those of the group.
# - A detached environment, which does not install the project, gets the project's dependencies in the list.
# The environment itself has the right packages: Hatch installs from another list.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hatch==1.18.2
mkdir -p "$folder/shop/src/shop"
cd "$folder/shop"
touch src/shop/__init__.py
cat > pyproject.toml << 'TOML'
[build-system]
requires = ["hatchling==1.33.0"]
build-backend = "hatchling.build"

[project]
name = "shop"
version = "1"
dependencies = ["idna==3.20"]

[project.optional-dependencies]
server = ["six==1.17.0"]

[dependency-groups]
web = ["toml==0.10.2"]

[tool.hatch.envs.serve]
features = ["server"]
dependencies = ["iniconfig==2.3.0"]

[tool.hatch.envs.web]
detached = true
dependency-groups = ["web"]
TOML
export NO_COLOR=1 HATCH_CONFIG="$folder/config.toml" HATCH_DATA_DIR="$folder/data" HATCH_CACHE_DIR="$folder/cache"
touch "$HATCH_CONFIG"
hatch() { "$folder/venv/bin/hatch" "$@" 2> /dev/null; }
names() { sed 's/==.*//' | grep -v -i '^\(pip\|setuptools\|wheel\|shop\)\b' | sort | xargs; }

listed_serve="$(hatch -e serve dep show requirements | names)"
listed_web="$(hatch -e web dep show requirements | names)"
installed() { hatch -e "$1" run python -c 'import importlib.metadata as m
for one in m.distributions(): print(one.metadata["Name"])' | names; }
installed_serve="$(installed serve)"
installed_web="$(installed web)"

echo "serve: listed $listed_serve; installed $installed_serve"
echo "web: listed $listed_web; installed $installed_web"
test "$listed_serve" = "idna iniconfig"
test "$installed_serve" = "idna iniconfig six"
test "$listed_web" = "idna"
test "$installed_web" = "toml"
