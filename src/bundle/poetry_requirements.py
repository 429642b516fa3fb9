"""Prints what the main group of a Poetry project asks for, and what is chosen beside it, one requirement a line.

    python poetry_requirements.py folder '{"groups": ["lambda"], "extras": ["server"]}'

Poetry's versions (``^1.2``), sources and folders have a notation of their own, which its library translates.
"""

import json
import sys
from pathlib import Path

from poetry.core.factory import Factory


def main() -> None:
    choice = json.loads(sys.argv[2])
    try:
        package = Factory().create_poetry(Path(sys.argv[1]), with_groups=bool(choice["groups"])).package
    except (RuntimeError, ValueError) as error:
        sys.exit(str(error))
    refuse_unknown("group", choice["groups"], package.dependency_group_names(include_optional=True))
    refuse_unknown("extra", choice["extras"], package.extras)
    groups = [package.dependency_group(name).dependencies for name in choice["groups"]]
    extras = {one.name for name in choice["extras"] for one in package.extras[name]}
    for dependency in [one for group in (package.requires, *groups) for one in group]:
        if not dependency.is_optional() or dependency.name in extras:
            print(dependency.to_pep_508(with_extras=False))


def refuse_unknown(kind: str, names: list[str], known) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"there is no {kind}: {', '.join(unknown)}")


main()
