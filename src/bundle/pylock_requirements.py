"""Prints the packages of a pylock.toml as requirements, one a line: version, marker and hashes.

    python pylock_requirements.py pylock.toml [all]

Groups that the file does not install by default are left out without ``all``; extras are left out.
https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

import re
import sys
import tomllib

# A marker asks for a group or an extra in a form that older readers of markers refuse. These are always and never so
ALWAYS, NEVER = 'python_version >= "3"', 'python_version < "3"'
CHOICE = re.compile(r"""(["'])(?P<name>[^"']+)\1\s+in\s+(?P<kind>dependency_groups|extras)""")


def marker_of(package: dict, groups: set[str] | None) -> str:
    """The marker of a package; ``groups`` are those that are installed, None for all."""

    def chosen(match: re.Match[str]) -> str:
        is_group = match["kind"] == "dependency_groups"
        return ALWAYS if is_group and (groups is None or match["name"] in groups) else NEVER

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


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        try:
            lock = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            sys.exit(str(error))
    groups = None if "all" in sys.argv[2:] else set(lock.get("default-groups", []))
    for package in lock.get("packages", []):
        marker = marker_of(package, groups)
        if marker == f" ; {NEVER}":
            continue  # a folder of another group need not be there
        try:
            print(requirement(package, marker))
        except KeyError as error:
            sys.exit(f"{package.get('name', 'a package')} has no {error.args[0]}")


main()
