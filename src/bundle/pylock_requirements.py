"""Prints the packages of a pylock.toml as requirements, one a line: version, marker and hashes.

    python pylock_requirements.py pylock.toml '{"all": false, "groups": ["lambda"], "extras": ["server"]}'

Groups that the file does not install by default are left out without ``all`` where they are not named, and so are
extras.
https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

import json
import re
import sys
import tomllib

# A marker asks for a group or an extra in a form that older readers of markers refuse. These are always and never so
ALWAYS, NEVER = 'python_version >= "3"', 'python_version < "3"'
CHOICE = re.compile(r"""(["'])(?P<name>[^"']+)\1\s+in\s+(?P<kind>dependency_groups|extras)""")


def marker_of(package: dict, groups: set[str] | None, extras: set[str]) -> str:
    """The marker of a package; ``groups`` and ``extras`` are those that are installed, None for all."""

    def chosen(match: re.Match[str]) -> str:
        names = groups if match["kind"] == "dependency_groups" else extras
        return ALWAYS if names is None or match["name"] in names else NEVER

    marker = CHOICE.sub(chosen, package.get("marker", ""))
    return f" ; {marker}" if marker else ""


def hashes(files: list[dict]) -> str:
    found = sorted({file.get("hashes", {}).get("sha256") for file in files} - {None})
    return "".join(f" --hash=sha256:{one}" for one in found)


def requirement(package: dict, marker: str) -> str:
    name = package["name"]
    if "directory" in package:
        return f"{package['directory']['path']}{marker}"
    if "vcs" in package:
        vcs = package["vcs"]
        if "url" not in vcs:
            sys.exit(f"{name} is in a repository of this machine, {vcs.get('path')}: name it by a URL")
        folder = f"#subdirectory={vcs['subdirectory']}" if "subdirectory" in vcs else ""
        return f"{name} @ {vcs['type']}+{vcs['url']}@{vcs['commit-id']}{folder}{marker}"
    if "archive" in package:
        archive = package["archive"]
        if "url" not in archive:
            sys.exit(f"{name} is a file of this machine, {archive.get('path')}: name it by a URL")
        return f"{name} @ {archive['url']}{marker}{hashes([archive])}"
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    return f"{name}=={package['version']}{marker}{hashes(files)}"


def refuse_unknown(kind: str, names: set[str]) -> None:
    if names:
        sys.exit(f"there is no {kind}: {', '.join(sorted(names))}")


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        try:
            lock = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            sys.exit(str(error))
    wanted = json.loads(sys.argv[2])
    extras = set(wanted["extras"])
    refuse_unknown("group", set(wanted["groups"]) - set(lock.get("dependency-groups", [])))
    refuse_unknown("extra", extras - set(lock.get("extras", [])))
    groups = None if wanted["all"] else {*lock.get("default-groups", []), *wanted["groups"]}
    for package in lock.get("packages", []):
        marker = marker_of(package, groups, extras)
        if marker == f" ; {NEVER}":
            continue  # a folder of another group need not be there
        try:
            print(requirement(package, marker))
        except KeyError as error:
            sys.exit(f"{package.get('name', 'a package')} has no {error.args[0]}")


main()
