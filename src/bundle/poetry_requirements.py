"""Prints what the main group of a Poetry project asks for, one requirement a line.

    python poetry_requirements.py folder

Poetry's versions (``^1.2``), sources and folders have a notation of their own, which its library translates.
"""

import sys
from pathlib import Path

from poetry.core.factory import Factory


def main() -> None:
    try:
        package = Factory().create_poetry(Path(sys.argv[1]), with_groups=False).package
    except (RuntimeError, ValueError) as error:
        sys.exit(str(error))
    for dependency in package.requires:
        if not dependency.is_optional():
            print(dependency.to_pep_508())


main()
