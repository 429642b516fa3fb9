"""Prints the requirements of a folder's wheels that no wheel meets, one a line: `fastapi needs starlette>=0.40`.

    python missing_requirements.py wheels requirements.txt '{"sys_platform": "linux", "python_version": "3.13", ...}'

Wheels are downloaded one by one, as a requirements file names them. A file that pins only what the application
imports itself would give a package that fails with its first request.
"""

import json
import re
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import canonicalize_name

# Lambda's Python runtimes bring these packages along
RUNTIME = {"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"}


def needs(wheel: Path) -> tuple[str, list[Requirement]]:
    """The name of a wheel, and what it depends on."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8", "replace"))
    return canonicalize_name(metadata["Name"]), parsed(metadata.get_all("Requires-Dist") or [])


def parsed(lines: list[str]) -> list[Requirement]:
    found = []
    for line in lines:
        try:
            found.append(Requirement(line))
        except InvalidRequirement:  # old metadata: pip passes over it too
            continue
    return found


def main() -> None:
    folder, requirements, environment = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    wheels = dict(needs(wheel) for wheel in sorted(folder.glob("*.whl")))
    lines = [line.split(" --hash")[0] for line in requirements.read_text("utf-8").splitlines()]
    wanted = [(None, one) for one in parsed([line for line in lines if not line.startswith("-")])]
    extras: dict[str, set[str]] = {}
    missing = {}
    while wanted:
        parent, requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name not in wheels:
            if parent and name not in RUNTIME:
                missing[name] = f"{parent} needs {requirement.name}{requirement.specifier}"
            continue
        new = requirement.extras | {""} if name not in extras else requirement.extras - extras[name]
        extras.setdefault(name, set()).update(new)
        for extra in sorted(new):
            for one in wheels[name]:
                if one.marker is None and extra:
                    continue  # the wheel was followed without an extra
                if one.marker is None or one.marker.evaluate({**environment, "extra": extra}):
                    wanted.append((name, one))
    for name in sorted(missing):
        print(missing[name])


main()
